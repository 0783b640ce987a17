import { DescribeAccountLimitsCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import { isAccessDenied } from '../aws/errors.ts'
import { allPages } from '../aws/pages.ts'
import type { Context } from '../context.ts'

/** ELBv2 API reference, Limit. */
const RULES = 'rules-per-application-load-balancer'

/** How many rules, default rules not counted, one load balancer of this account can have: the quota can be raised. */
export async function findMaxRules(context: Context): Promise<number | 'unreadable'> {
  const { aws } = context
  try {
    const limits = await allPages(async Marker => {
      const page = await aws.send(aws.elbv2(), new DescribeAccountLimitsCommand({ Marker }))
      return { items: page.Limits, next: page.NextMarker }
    })
    const limit = limits.find(({ Name }) => Name === RULES)?.Max
    return limit === undefined ? 'unreadable' : Number(limit)
  } catch (error) {
    if (!isAccessDenied(error)) throw error
    return 'unreadable'
  }
}
