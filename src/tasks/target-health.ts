import { DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { SendOptions } from '../aws/aws.ts'
import type { Context } from '../context.ts'
import { canonicalAddress } from './addresses.ts'

/** A target of a group, as the load balancer sees it. */
export interface SeenTarget {
  readonly address: string
  readonly port: number | undefined
  /** initial, healthy, unhealthy, unused, draining, unavailable. */
  readonly state: string
  /** `Target.ResponseCodeMismatch: Health checks failed with these codes: [404]`, as far as AWS gives a reason. */
  readonly reason: string | undefined
}

/** One call. Throws the SDK's errors. */
export async function describeTargets(
  { aws, signal }: Context,
  targetGroupArn: string,
  options: SendOptions = {},
): Promise<readonly SeenTarget[]> {
  const command = new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn })
  const answer = await aws.send(aws.elbv2(), command, { signal, ...options })
  return (answer.TargetHealthDescriptions ?? []).map(({ Target, TargetHealth }) => {
    const reason = [TargetHealth?.Reason, TargetHealth?.Description].filter(text => text !== undefined).join(': ')
    return {
      address: canonicalAddress(Target?.Id ?? ''),
      port: Target?.Port,
      state: TargetHealth?.State ?? 'unknown',
      reason: reason === '' ? undefined : reason,
    }
  })
}
