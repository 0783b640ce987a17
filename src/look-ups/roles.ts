import { GetRoleCommand } from '@aws-sdk/client-iam'
import { lastPart } from '../aws/arn.ts'
import { isAccessDenied, isErrorNamed } from '../aws/errors.ts'
import type { Context } from '../context.ts'

/** What IAM returns about a role in the run's own account. */
export type RoleFacts =
  | {
      readonly kind: 'found'
      readonly arn: string
      /** Who may assume it: URL-encoded JSON, as IAM returns it. */
      readonly trustPolicy: string | undefined
    }
  | { readonly kind: 'missing' }
  /** Looking it up is not allowed. */
  | { readonly kind: 'unreadable' }

/**
 * Looks for the role with the name, or with the name in the ARN. A role's path is part of its ARN and not of its name,
 * so AWS has to be asked for it. Whether the result is the ARN that was given, the caller has to compare: the role of
 * another account cannot be asked for.
 */
export async function findRole(context: Context, nameOrArn: string): Promise<RoleFacts> {
  const { aws } = context
  try {
    // The last part of an ARN is the name; a name has no slash.
    const { Role: role } = await aws.send(aws.iam(), new GetRoleCommand({ RoleName: lastPart(nameOrArn) }))
    return role?.Arn
      ? { kind: 'found', arn: role.Arn, trustPolicy: role.AssumeRolePolicyDocument }
      : { kind: 'missing' }
  } catch (error) {
    if (isErrorNamed(error, 'NoSuchEntityException')) return { kind: 'missing' }
    if (!isAccessDenied(error)) throw error
    return { kind: 'unreadable' }
  }
}
