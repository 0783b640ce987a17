import type { SecretsPort } from '../world.ts'

/**
 * What a container's secret may refer to (ECS API reference, "Secret"): the full ARN of a Secrets Manager secret, with
 * an optional `:json-key:version-stage:version-id` after it, or the name or ARN of an SSM parameter.
 */
export function createSecretReferences(
  secretsManager: { exists(arn: string): boolean },
  ssm: { exists(nameOrArn: string): boolean },
): SecretsPort {
  return {
    exists(valueFrom) {
      const [secretArn] = /^arn:[^:]+:secretsmanager:[^:]*:[^:]*:secret:[^:]+/.exec(valueFrom) ?? []
      return secretArn === undefined ? ssm.exists(valueFrom) : secretsManager.exists(secretArn)
    },
  }
}
