import { GetRoleCommand } from '@aws-sdk/client-iam'
import { isAccessDenied, isErrorNamed } from '../../aws/errors.ts'
import type { Context } from '../../context.ts'
import { InvalidError } from '../../problem.ts'

/**
 * The ARN of a role that is given by name. A role's path is part of its ARN and not of its name, so AWS is asked.
 *
 * @throws InvalidError where there is no such role
 */
export async function findRoleArn(
  context: Context,
  role: { readonly input: string; readonly name: string },
): Promise<string | undefined> {
  if (role.name.startsWith('arn:')) return role.name
  const { aws } = context
  try {
    const answer = await aws.send(aws.iam(), new GetRoleCommand({ RoleName: role.name }))
    return answer.Role?.Arn
  } catch (error) {
    if (isErrorNamed(error, 'NoSuchEntityException')) {
      throw new InvalidError([
        `Input "${role.input}": there is no role named "${role.name}" in this account. Give the name or the ARN of an existing role.`,
      ])
    }
    if (!isAccessDenied(error)) throw error
    context.log.warning(
      `Input "${role.input}": the path of role "${role.name}" could not be looked up, because the permission iam:GetRole is missing. The path "/" is assumed; give the role's ARN if it has another.`,
    )
    return undefined
  }
}

/** The ARN of a role with the path `/`. */
export function roleArn(account: { readonly id: string; readonly partition: string }, name: string): string {
  return name.startsWith('arn:') ? name : `arn:${account.partition}:iam::${account.id}:role/${name}`
}
