import { partition } from '@aws-sdk/util-endpoints'

/** Regions that share accounts, ARNs and host names. */
export interface Partition {
  /** As ARNs spell it: `aws`, `aws-cn`, `aws-iso-b`. */
  readonly id: string
  /** What the host names of its endpoints end in: `amazonaws.com`. */
  readonly dnsSuffix: string
}

/**
 * The pattern of the partition `aws`, as the SDK's data has it (a test compares the two). The SDK's `partition()` never
 * fails: a region that it does not know counts as one of `aws`, and only this pattern distinguishes the two.
 */
export const AWS_REGIONS = /^(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/

/** The partition of a region, by the SDK's list and patterns; undefined where no partition has such a region. */
export function partitionOfRegion(region: string): Partition | undefined {
  const { name: id, dnsSuffix, ...rest } = partition(region)
  const isListed = 'description' in rest
  return isListed || id !== 'aws' || AWS_REGIONS.test(region) ? { id, dnsSuffix } : undefined
}
