import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { AWS_REGIONS, partitionOfRegion } from '../../src/aws/partition.ts'

/** The SDK's own data, which it does not export. */
const SDK_PARTITIONS = join(
  dirname(createRequire(import.meta.url).resolve('@aws-sdk/core/package.json')),
  'dist-es/submodules/client/util-endpoints/lib/aws/partitions.js',
)

describe('partitionOfRegion', () => {
  test.each([
    ['us-east-1', 'aws', 'amazonaws.com'],
    ['mx-central-1', 'aws', 'amazonaws.com'],
    // Not in the SDK's list: by the partition's pattern.
    ['eu-nowhere-9', 'aws', 'amazonaws.com'],
    ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
    ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
    ['us-iso-east-1', 'aws-iso', 'c2s.ic.gov'],
    ['us-isob-east-1', 'aws-iso-b', 'sc2s.sgov.gov'],
    ['eu-isoe-west-1', 'aws-iso-e', 'cloud.adc-e.uk'],
    ['us-isof-south-1', 'aws-iso-f', 'csp.hci.ic.gov'],
    ['eusc-de-east-1', 'aws-eusc', 'amazonaws.eu'],
  ])('%s is in %s', (region, id, dnsSuffix) => {
    expect(partitionOfRegion(region)).toEqual({ id, dnsSuffix })
  })

  test.each(['', 'nowhere-1', 'xx-north-1', 'us-east', 'US-EAST-1', 'local'])('no partition has "%s"', region => {
    expect(partitionOfRegion(region)).toBeUndefined()
  })
})

test('the pattern of the partition aws is the one in the data of the SDK', async () => {
  const { partitionsInfo } = (await import(
    `data:text/javascript,${encodeURIComponent(readFileSync(SDK_PARTITIONS, 'utf8'))}`
  )) as { partitionsInfo: { partitions: { id: string; regionRegex: string }[] } }
  const aws = partitionsInfo.partitions.find(({ id }) => id === 'aws')
  expect(AWS_REGIONS.source).toBe(aws?.regionRegex.replaceAll('\\-', '-'))
})
