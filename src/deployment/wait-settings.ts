import {
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Context } from '../context.ts'
import type { WaitSettings } from './signs-of-life.ts'

const NOTHING_KNOWN: WaitSettings = { healthCheck: undefined, deregistrationDelaySeconds: undefined }

/** How long the load balancer takes, for the lines that say what is waited for. Without the permission: not known. */
export async function readWaitSettings({ aws, signal }: Context, groups: readonly string[]): Promise<WaitSettings> {
  if (groups.length === 0) return NOTHING_KNOWN
  try {
    const [described, ...attributes] = await Promise.all([
      aws.send(aws.elbv2(), new DescribeTargetGroupsCommand({ TargetGroupArns: [...groups] }), { retry: false }),
      ...groups.map(TargetGroupArn =>
        aws.send(aws.elbv2(), new DescribeTargetGroupAttributesCommand({ TargetGroupArn }), { retry: false }),
      ),
    ])
    const checks = (described.TargetGroups ?? []).map(group => ({
      intervalSeconds: group.HealthCheckIntervalSeconds ?? 30,
      healthyThresholdCount: group.HealthyThresholdCount ?? 5,
    }))
    const delays = attributes.flatMap(({ Attributes = [] }) =>
      Attributes.filter(({ Key }) => Key === 'deregistration_delay.timeout_seconds').map(({ Value }) => Number(Value)),
    )
    const longest = (check: (typeof checks)[number]) => check.intervalSeconds * check.healthyThresholdCount
    return {
      healthCheck: checks.sort((a, b) => longest(b) - longest(a))[0],
      deregistrationDelaySeconds: delays.length > 0 ? Math.max(...delays) : undefined,
    }
  } catch {
    signal.throwIfAborted()
    // Only a number in a line of the log: whatever really matters is read, and reported, elsewhere.
    return NOTHING_KNOWN
  }
}
