import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager'
import { isArn, parseArn } from '../aws/arn.ts'
import { isAccessDenied, isErrorNamed } from '../aws/errors.ts'
import type { Context } from '../context.ts'
import { InvalidError } from '../problem.ts'
import { hasRandomSuffix } from './secret-reference.ts'

/**
 * The full ARN of a secret, from its name or a partial ARN: ECS does not find a secret by a partial ARN whose name
 * ends in a hyphen and six characters. The secret's value is never read.
 *
 * @param secret `id`: name or ARN, full or partial. `source`: where it is given, for the sentence
 * @returns undefined where looking it up is not allowed
 * @throws InvalidError where there is no such secret
 */
export async function findSecretArn(
  context: Context,
  secret: { readonly id: string; readonly source: string },
): Promise<string | undefined> {
  const answers = await Promise.allSettled(candidateIds(secret.id).map(id => describeSecret(context, id)))
  for (const answer of answers) if (answer.status === 'fulfilled') return answer.value
  for (const answer of answers) {
    if (answer.status === 'fulfilled' || isErrorNamed(answer.reason, 'ResourceNotFoundException')) continue
    if (isAccessDenied(answer.reason)) return undefined
    throw answer.reason
  }
  throw new InvalidError([
    `${secret.source}: there is no secret "${secret.id}" in this account and region. Create it, or correct the name.`,
  ])
}

async function describeSecret(context: Context, id: string): Promise<string | undefined> {
  const { aws } = context
  const { ARN } = await aws.send(aws.secretsManager(), new DescribeSecretCommand({ SecretId: id }))
  return ARN
}

/**
 * An ARN that ends in a hyphen and six characters may be a full one, or a partial one of a secret whose own name ends
 * so (`client-secret`): both are asked for, side by side.
 */
function candidateIds(id: string): readonly string[] {
  if (!isArn(id)) return [id]
  const name = parseArn(id)?.resource.replace(/^secret:/, '') ?? id
  return hasRandomSuffix(name) ? [id, name] : [name]
}
