import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { parseArn } from '../aws/arn.ts'
import type { Context } from '../context.ts'

export interface Account {
  /** Twelve digits. */
  readonly id: string
  /** As ARNs spell it: `aws`, `aws-cn`. */
  readonly partition: string
}

/** Whose credentials these are. Needs no permission. */
export async function findAccount(context: Context): Promise<Account> {
  const { aws } = context
  const identity = await aws.send(aws.sts(), new GetCallerIdentityCommand({}))
  const partition = parseArn(identity.Arn ?? '')?.partition
  if (!identity.Account || !partition)
    throw new Error('AWS returned no account for these credentials. Run the step again.')
  return { id: identity.Account, partition }
}
