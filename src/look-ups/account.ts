import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import type { Context } from '../context.ts'

export interface Account {
  /** Twelve digits. */
  readonly id: string
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string
}

/** Whose credentials these are. Needs no permission. */
export async function findAccount(context: Context): Promise<Account> {
  const { aws } = context
  const identity = await aws.send(aws.sts(), new GetCallerIdentityCommand({}))
  const partition = identity.Arn?.split(':')[1]
  if (!identity.Account || !partition)
    throw new Error('AWS answered no account for these credentials. Run the step again.')
  return { id: identity.Account, partition }
}
