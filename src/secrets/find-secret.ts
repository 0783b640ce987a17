import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager'
import { isAccessDenied, isErrorNamed } from '../aws/errors.ts'
import type { Context } from '../context.ts'
import { InvalidError } from '../problem.ts'

export interface WantedSecret {
  /** Name or ARN, full or partial. */
  readonly id: string
  /** Where it was given, for error messages: `Input "secrets", API_KEY`. */
  readonly source: string
}

/**
 * The full ARN of a secret, from its name or a partial ARN: ECS does not find a secret by a partial ARN whose name
 * ends in a hyphen and six characters. The secret's value is never read.
 *
 * @returns undefined where looking it up is not allowed; a warning says so
 * @throws InvalidError where there is no such secret
 */
export async function findSecretArn(context: Context, secret: WantedSecret): Promise<string | undefined> {
  const answers = await Promise.allSettled(candidateIds(secret.id).map(id => describeSecret(context, id)))
  for (const answer of answers) if (answer.status === 'fulfilled') return answer.value
  for (const answer of answers) {
    if (answer.status === 'rejected' && !isErrorNamed(answer.reason, 'ResourceNotFoundException')) {
      return notAllowed(context, secret, answer.reason)
    }
  }
  throw new InvalidError([
    `${secret.source}: there is no secret "${secret.id}" in this account and region. Create it, or correct the name.`,
  ])
}

async function describeSecret(context: Context, id: string): Promise<string | undefined> {
  const { aws } = context
  const answer = await aws.send(aws.secretsManager(), new DescribeSecretCommand({ SecretId: id }))
  return answer.ARN
}

/**
 * An ARN that ends in a hyphen and six characters may be a full one, or a partial one of a secret whose own name ends
 * so (`client-secret`): both are asked for, side by side.
 */
function candidateIds(id: string): readonly string[] {
  if (!id.startsWith('arn:')) return [id]
  const name = id.split(':').slice(6).join(':')
  return /-[A-Za-z0-9]{6}$/.test(name) ? [id, name] : [name]
}

function notAllowed(context: Context, secret: WantedSecret, error: unknown): undefined {
  if (!isAccessDenied(error)) throw error
  context.log.warning(
    `${secret.source}: secret "${secret.id}" could not be looked up, because the permission secretsmanager:DescribeSecret is missing. It is used as given: give its full ARN to be sure that ECS finds it.`,
  )
  return undefined
}
