export type Partition = 'aws' | 'aws-cn' | 'aws-us-gov'

/** The partition of a region, by the region's prefix. */
export function partitionOfRegion(region: string): Partition {
  if (region.startsWith('cn-')) return 'aws-cn'
  if (region.startsWith('us-gov-')) return 'aws-us-gov'
  return 'aws'
}

/** The partition that an ARN names; undefined where the text is no ARN of a known partition. */
export function partitionOfArn(arn: string): Partition | undefined {
  const partition = /^arn:(aws|aws-cn|aws-us-gov):/.exec(arn)?.[1]
  return partition as Partition | undefined
}

/** `amazonaws.com`, or `amazonaws.com.cn`: what host names of AWS's endpoints end in. */
export function dnsSuffix(partition: Partition): string {
  return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'
}
