import { ApiError } from '../errors.ts'
import type { Operations, World } from '../world.ts'

interface Secret {
  readonly ARN: string
  readonly Name: string
  readonly CreatedDate: Date
}

/** AWS Secrets Manager, as far as secrets have to be looked up. It holds no values: nothing tested here needs one. */
export function createSecretsManager(world: World): {
  readonly operations: Operations
  /** True for a secret's full ARN. */
  exists(arn: string): boolean
  /** Returns the full ARN: the name, a hyphen and six random characters. */
  createSecret(secret: { readonly name: string }): string
} {
  const secrets = new Map<string, Secret>()

  /**
   * User guide, "Secrets Manager ARNs": a partial ARN (without the six characters) finds the secret, but "if your secret
   * has a name that ends in a hyphen followed by six characters" the ARN counts as a complete one, and is not found.
   */
  function find(secretId: string): Secret | undefined {
    const name = /^arn:[^:]+:secretsmanager:[^:]*:[^:]*:secret:(.+)$/.exec(secretId)?.[1]
    if (name === undefined) return secrets.get(secretId)
    const complete = [...secrets.values()].find(secret => secret.ARN === secretId)
    if (complete || /-[A-Za-z0-9]{6}$/.test(name)) return complete
    return secrets.get(name)
  }

  return {
    operations: {
      DescribeSecret: ({ SecretId }: { SecretId: string }) => {
        const secret = find(SecretId)
        if (!secret) {
          throw new ApiError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
        }
        return secret
      },
    },
    exists: arn => [...secrets.values()].some(secret => secret.ARN === arn),
    createSecret({ name }) {
      const arn = world.arn('secretsmanager', `secret:${name}-${world.id(6)}`)
      secrets.set(name, { ARN: arn, Name: name, CreatedDate: new Date(world.clock.now()) })
      return arn
    },
  }
}
