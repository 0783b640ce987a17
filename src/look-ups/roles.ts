import { GetRoleCommand } from '@aws-sdk/client-iam'
import { isAccessDenied, isErrorNamed } from '../aws/errors.ts'
import type { Context } from '../context.ts'

/** What IAM says of a role of the run's own account. */
export type RoleFacts =
  | {
      readonly kind: 'found'
      readonly arn: string
      /** Who may assume it: URL-encoded JSON, as IAM answers it. */
      readonly trustPolicy: string | undefined
    }
  | { readonly kind: 'missing' }
  /** Looking it up is not allowed. */
  | { readonly kind: 'unreadable' }

/**
 * Looks for the role with the name, or with the name in the ARN. A role's path is part of its ARN and not of its name,
 * so AWS has to be asked for it. Whether the answer is about the ARN that was given, the caller has to compare: the
 * role of another account cannot be asked for.
 */
export async function findRole(context: Context, nameOrArn: string): Promise<RoleFacts> {
  const { aws } = context
  try {
    const { Role: role } = await aws.send(aws.iam(), new GetRoleCommand({ RoleName: roleName(nameOrArn) }))
    return role?.Arn
      ? { kind: 'found', arn: role.Arn, trustPolicy: role.AssumeRolePolicyDocument }
      : { kind: 'missing' }
  } catch (error) {
    if (isErrorNamed(error, 'NoSuchEntityException')) return { kind: 'missing' }
    if (!isAccessDenied(error)) throw error
    return { kind: 'unreadable' }
  }
}

/** The last part of an ARN is the name; a name has no slash. */
function roleName(nameOrArn: string): string {
  return nameOrArn.split('/').at(-1) ?? nameOrArn
}
