import type { ServiceId } from './world.ts'

export interface Rates {
  /** Takes a token for a call. False: the caller is throttled. */
  take(service: ServiceId, operation: string): boolean
}

interface Rate {
  readonly operations: readonly string[]
  /** The bucket's size: how many calls can be made at once. */
  readonly burst: number
  /** Tokens that are added each second. */
  readonly perSecond: number
}

/**
 * The request rates of Amazon ECS, per account and region, as its user guide documents them ("Request throttling for
 * the Amazon ECS API"). The operations of a row share one bucket. Other operations are not limited here: the limits of
 * the other services are not published in this form.
 */
const ECS_RATES: readonly Rate[] = [
  { operations: ['DescribeServices', 'ListServices', 'DescribeServiceRevisions'], burst: 100, perSecond: 20 },
  { operations: ['ListServiceDeployments', 'DescribeServiceDeployments'], burst: 50, perSecond: 20 },
  { operations: ['ListTasks', 'DescribeTasks'], burst: 100, perSecond: 20 },
  { operations: ['CreateService', 'UpdateService', 'DeleteService'], burst: 50, perSecond: 5 },
  { operations: ['RegisterTaskDefinition'], burst: 20, perSecond: 1 },
]

/** Token buckets. @param now milliseconds; real ones unless it is given: throttling does not speed up with the rollout. */
export function createRates(now: () => number = () => performance.now()): Rates {
  const buckets = new Map<Rate, { tokens: number; filledAt: number }>()
  const rateOf = new Map(ECS_RATES.flatMap(rate => rate.operations.map(operation => [operation, rate] as const)))

  return {
    take(service, operation) {
      const rate = service === 'ecs' ? rateOf.get(operation) : undefined
      if (!rate) return true
      const time = now()
      const bucket = buckets.get(rate) ?? { tokens: rate.burst, filledAt: time }
      buckets.set(rate, bucket)
      bucket.tokens = Math.min(rate.burst, bucket.tokens + ((time - bucket.filledAt) / 1000) * rate.perSecond)
      bucket.filledAt = time
      if (bucket.tokens < 1) return false
      bucket.tokens--
      return true
    },
  }
}
