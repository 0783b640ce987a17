import {
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  type LoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { isAccessDenied, isErrorNamed } from '../aws/errors.ts'
import type { Context } from '../context.ts'
import type { GivenTargetGroup } from '../observation/facts.ts'

/** A target group that is attached as it is: what it is, and which load balancer it belongs to. */
export async function readTargetGroup(
  context: Context,
  wanted: { readonly arn: string; readonly source: string },
): Promise<GivenTargetGroup> {
  const { aws } = context
  try {
    const answer = await aws.send(aws.elbv2(), new DescribeTargetGroupsCommand({ TargetGroupArns: [wanted.arn] }))
    const group = answer.TargetGroups?.[0]
    if (!group) return { ...wanted, group: 'missing', loadBalancer: undefined }
    return { ...wanted, group, loadBalancer: await readLoadBalancer(context, group.LoadBalancerArns?.[0]) }
  } catch (error) {
    if (isErrorNamed(error, 'TargetGroupNotFoundException')) {
      return { ...wanted, group: 'missing', loadBalancer: undefined }
    }
    if (!isAccessDenied(error)) throw error
    return { ...wanted, group: 'unreadable', loadBalancer: undefined }
  }
}

async function readLoadBalancer(context: Context, arn: string | undefined): Promise<LoadBalancer | undefined> {
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
