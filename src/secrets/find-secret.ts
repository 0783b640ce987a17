import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager'
import { isArn, parseArn } from '../aws/arn.ts'
import { isAccessDenied, isErrorNamed } from '../aws/errors.ts'
import type { Context } from '../context.ts'
import { hasRandomSuffix } from './secret-reference.ts'

export type SecretFacts =
  | { readonly kind: 'found'; readonly arn: string }
  | { readonly kind: 'missing' }
  /** Looking it up is not allowed. */
  | { readonly kind: 'unreadable' }

/**
 * The full ARN of a secret, from its name or a partial ARN: ECS does not find a secret by a partial ARN whose name
 * ends in a hyphen and six characters. The secret's value is never read.
 *
 * @param id name or ARN, full or partial
 */
export async function findSecret(context: Context, id: string): Promise<SecretFacts> {
  const answers = await Promise.allSettled(candidateIds(id).map(candidate => describeSecret(context, candidate)))
  for (const answer of answers) {
    if (answer.status === 'fulfilled')
      return answer.value ? { kind: 'found', arn: answer.value } : { kind: 'unreadable' }
  }
  for (const answer of answers) {
    if (answer.status === 'fulfilled' || isErrorNamed(answer.reason, 'ResourceNotFoundException')) continue
    if (isAccessDenied(answer.reason)) return { kind: 'unreadable' }
    throw answer.reason
  }
  return { kind: 'missing' }
}

async function describeSecret(context: Context, id: string): Promise<string | undefined> {
  const { aws } = context
  const { ARN } = await aws.send(aws.secretsManager(), new DescribeSecretCommand({ SecretId: id }))
  return ARN
}

/**
 * An ARN that ends in a hyphen and six characters may be a full one, or a partial one of a secret whose own name ends
 * so (`client-secret`): both are looked up, side by side.
 */
function candidateIds(id: string): readonly string[] {
  if (!isArn(id)) return [id]
  const name = parseArn(id)?.resource.replace(/^secret:/, '') ?? id
  return hasRandomSuffix(name) ? [id, name] : [name]
}
