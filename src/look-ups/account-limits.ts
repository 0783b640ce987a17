import { DescribeAccountLimitsCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import { isAccessDenied } from '../aws/errors.ts'
import type { Context } from '../context.ts'

/** ELBv2 API reference, Limit. */
const LIMIT = 'rules-per-application-load-balancer'

/** How many rules, default rules not counted, one load balancer of this account takes: the quota can be raised. */
export async function readRuleLimit(context: Context): Promise<number | 'unreadable'> {
  const { aws } = context
  let marker: string | undefined
  try {
    do {
      const page = await aws.send(aws.elbv2(), new DescribeAccountLimitsCommand({ Marker: marker }))
      const limit = page.Limits?.find(({ Name }) => Name === LIMIT)?.Max
      if (limit !== undefined) return Number(limit)
      marker = page.NextMarker
    } while (marker)
    return 'unreadable'
  } catch (error) {
    if (!isAccessDenied(error)) throw error
    return 'unreadable'
  }
}
