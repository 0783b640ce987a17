import { ApiError } from '../../errors.ts'
import { pageOf } from '../page.ts'
import { invalid } from './refusals.ts'
import type { Elbv2State } from './state.ts'

/** Default quotas of an account (user guide, "Quotas for your Application Load Balancers"). */
const LIMITS: Readonly<Record<string, number>> = {
  'application-load-balancers': 50,
  'target-groups': 3000,
  'targets-per-application-load-balancer': 1000,
  'listeners-per-application-load-balancer': 50,
  'rules-per-application-load-balancer': 100,
}

interface DescribeAccountLimitsInput {
  readonly Marker?: string
  readonly PageSize?: number
}

/** Names and the form of the values (numbers as text): API reference, Limit. */
export function describeAccountLimits(state: Elbv2State, input: DescribeAccountLimitsInput): object {
  const limits = Object.entries(LIMITS).map(([Name, most]) => ({ Name, Max: String(most) }))
  const page = pageOf(limits, {
    token: input.Marker,
    wanted: input.PageSize,
    most: 400,
    limit: state.world.settings.pageSize,
    invalidToken: () => invalid('Invalid marker'),
  })
  return { Limits: page.items, NextMarker: page.next }
}

/** Rules of one listener, default rules not counted. (AWS counts those of the whole load balancer.) */
export function refuseTooManyRules(count: number, loadBalancerArn: string): void {
  if (count < (LIMITS['rules-per-application-load-balancer'] ?? 0)) return
  // kubernetes-sigs/aws-load-balancer-controller issue 2011 quotes the beginning of the text.
  throw new ApiError('TooManyRules', `The maximum number of rules on load balancer ${loadBalancerArn} has been reached`)
}
