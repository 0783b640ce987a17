import {
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  type LoadBalancer,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { isAccessDenied, isErrorNamed } from '../aws/errors.ts'
import type { Context } from '../context.ts'

export interface GivenTargetGroup {
  readonly arn: string
  /** Where the ARN is given. */
  readonly source: string
  /** `unreadable`: looking it up is not allowed. */
  readonly group: TargetGroup | 'missing' | 'unreadable'
  /** The one that forwards to the group; undefined: none, or it could not be read. */
  readonly loadBalancer: LoadBalancer | undefined
}

/** A target group that is attached as it is: what it is, and which load balancer it belongs to. */
export async function findGivenTargetGroup(
  context: Context,
  wanted: { readonly arn: string; readonly source: string },
): Promise<GivenTargetGroup> {
  const { aws } = context
  try {
    const answer = await aws.send(aws.elbv2(), new DescribeTargetGroupsCommand({ TargetGroupArns: [wanted.arn] }))
    const group = answer.TargetGroups?.[0]
    if (!group) return { ...wanted, group: 'missing', loadBalancer: undefined }
    return { ...wanted, group, loadBalancer: await findLoadBalancerOf(context, group.LoadBalancerArns?.[0]) }
  } catch (error) {
    if (isErrorNamed(error, 'TargetGroupNotFoundException')) {
      return { ...wanted, group: 'missing', loadBalancer: undefined }
    }
    if (!isAccessDenied(error)) throw error
    return { ...wanted, group: 'unreadable', loadBalancer: undefined }
  }
}

async function findLoadBalancerOf(context: Context, arn: string | undefined): Promise<LoadBalancer | undefined> {
  if (arn === undefined) return undefined
  const { aws } = context
  try {
    const answer = await aws.send(aws.elbv2(), new DescribeLoadBalancersCommand({ LoadBalancerArns: [arn] }))
    return answer.LoadBalancers?.[0]
  } catch (error) {
    // Its zones are then not checked, and the check says so.
    if (isAccessDenied(error) || isErrorNamed(error, 'LoadBalancerNotFoundException')) return undefined
    throw error
  }
}
