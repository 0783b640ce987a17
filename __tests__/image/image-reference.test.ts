import { describe, expect, test } from '@jest/globals'
import {
  ecrImage,
  formatImageReference,
  type ImageReference,
  isEcrReference,
  parseEcrHost,
  parseImageReference,
} from '../../src/image/image-reference.ts'

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`
const ECR = '123456789012.dkr.ecr.us-east-1.amazonaws.com'

function image(parts: Partial<ImageReference> & Pick<ImageReference, 'repository'>): ImageReference {
  return { registry: undefined, tag: undefined, digest: undefined, ...parts }
}

describe('parseImageReference', () => {
  test.each<[string, ImageReference]>([
    ['nginx', image({ repository: 'nginx' })],
    ['nginx:1.27', image({ repository: 'nginx', tag: '1.27' })],
    ['repository:8000', image({ repository: 'repository', tag: '8000' })],
    ['library/nginx', image({ repository: 'library/nginx' })],
    ['my_org/my__app:v1_2', image({ repository: 'my_org/my__app', tag: 'v1_2' })],
    ['localhost/app', image({ registry: 'localhost', repository: 'app' })],
    ['localhost:5000/app', image({ registry: 'localhost:5000', repository: 'app' })],
    [
      'registry.example.com:5000/team/sub/app:1',
      image({ registry: 'registry.example.com:5000', repository: 'team/sub/app', tag: '1' }),
    ],
    ['example.com/a/b/c/d', image({ registry: 'example.com', repository: 'a/b/c/d' })],
    [`nginx@${DIGEST}`, image({ repository: 'nginx', digest: DIGEST })],
    [`nginx:1@${DIGEST}`, image({ repository: 'nginx', tag: '1', digest: DIGEST })],
    [
      `example.com:443/a/b:t@${DIGEST}`,
      image({ registry: 'example.com:443', repository: 'a/b', tag: 't', digest: DIGEST }),
    ],
    [`${ECR}/team/app:abc`, image({ registry: ECR, repository: 'team/app', tag: 'abc' })],
  ])('%s', (reference, parts) => {
    expect(parseImageReference(reference)).toEqual(parts)
    expect(formatImageReference(parts)).toBe(reference)
  })

  test.each([
    ['nothing', ''],
    ['capitals in the repository', 'Nginx:1'],
    ['a space', 'nginx 1'],
    ['an empty tag', 'nginx:'],
    ['two tags', 'nginx:1:2'],
    ['a tag that begins with a hyphen', 'nginx:-a'],
    ['a tag of 129 characters', `nginx:${'a'.repeat(129)}`],
    ['an empty path level', 'example.com//app'],
    ['only a registry', 'example.com/'],
    ['a scheme', 'https://example.com/app'],
    ['a short digest', 'nginx@sha256:abc'],
    ['two digests', `nginx@${DIGEST}@${DIGEST}`],
    ['a placeholder', '<ACCOUNT_ID>.dkr.ecr.us-east-1.amazonaws.com/app:1'],
  ])('%s is refused', (_, reference) => {
    expect(parseImageReference(reference)).toBeUndefined()
  })
})

describe('parseEcrHost', () => {
  test.each([
    [ECR, 'us-east-1', 'amazonaws.com'],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', 'cn-north-1', 'amazonaws.com.cn'],
    ['123456789012.dkr.ecr.us-gov-west-1.amazonaws.com', 'us-gov-west-1', 'amazonaws.com'],
    ['123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov', 'us-iso-east-1', 'c2s.ic.gov'],
    ['123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu', 'eusc-de-east-1', 'amazonaws.eu'],
    ['123456789012.dkr.ecr-fips.us-east-1.amazonaws.com', 'us-east-1', 'amazonaws.com'],
    ['123456789012.dkr-ecr.us-west-2.on.aws', 'us-west-2', 'on.aws'],
    ['123456789012.dkr-ecr-fips.us-west-2.on.aws', 'us-west-2', 'on.aws'],
    ['123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn', 'cn-north-1', 'on.amazonwebservices.com.cn'],
  ])('%s', (host, region, suffix) => {
    expect(parseEcrHost(host)).toEqual({ host, account: '123456789012', region, suffix })
  })

  test.each([
    'public.ecr.aws',
    'example.com',
    `${ECR}.example.com`,
    `a${ECR}`,
    '12.dkr.ecr.us-east-1.amazonaws.com',
    '123456789012.dkr.ecr.us-east-1.amazonaws.com.cn',
    '123456789012.dkr.ecr.us-iso-east-1.amazonaws.com',
    '123456789012.dkr.ecr.nowhere-9.amazonaws.com',
  ])('%s is not a private registry', host => {
    expect(parseEcrHost(host)).toBeUndefined()
  })
})

test('ecrImage puts host, repository and tag together', () => {
  expect(ecrImage(ECR, 'team/app', 'abc')).toBe(`${ECR}/team/app:abc`)
})

test.each([
  [`${ECR}/app:1`, true],
  ['public.ecr.aws/app/app:1', false],
  ['nginx', false],
])('isEcrReference %s: %s', (reference, expected) => {
  expect(isEcrReference(parseImageReference(reference) ?? image({ repository: 'none' }))).toBe(expected)
})
