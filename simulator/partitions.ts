interface Partition {
  /** What its regions begin with. */
  readonly regions: string
  /** What the host names of its endpoints end in. */
  readonly dnsSuffix: string
}

const COMMERCIAL: Partition = { regions: '', dnsSuffix: 'amazonaws.com' }

/** Source: the SDK's partitions.json. */
const PARTITIONS: Readonly<Record<string, Partition>> = {
  'aws-cn': { regions: 'cn-', dnsSuffix: 'amazonaws.com.cn' },
  'aws-us-gov': { regions: 'us-gov-', dnsSuffix: 'amazonaws.com' },
  'aws-iso': { regions: 'us-iso-', dnsSuffix: 'c2s.ic.gov' },
  'aws-iso-b': { regions: 'us-isob-', dnsSuffix: 'sc2s.sgov.gov' },
  'aws-iso-e': { regions: 'eu-isoe-', dnsSuffix: 'cloud.adc-e.uk' },
  'aws-iso-f': { regions: 'us-isof-', dnsSuffix: 'csp.hci.ic.gov' },
  'aws-eusc': { regions: 'eusc-', dnsSuffix: 'amazonaws.eu' },
}

/** Partition of a region; `aws` for any that no other one has. */
export function partitionOf(region: string): string {
  const found = Object.entries(PARTITIONS).find(([, { regions }]) => region.startsWith(regions))
  return found?.[0] ?? 'aws'
}

/**
 * What host names end in. Assumed: registries and load balancers have that of the partition's endpoints, which is
 * documented for `aws`, `aws-cn` and `aws-us-gov` only.
 */
export function dnsSuffixOf(partition: string): string {
  return (PARTITIONS[partition] ?? COMMERCIAL).dnsSuffix
}
