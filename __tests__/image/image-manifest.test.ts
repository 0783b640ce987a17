import { describe, expect, test } from '@jest/globals'
import { parseManifest } from '../../src/image/image-manifest.ts'

const INDEX = {
  mediaType: 'application/vnd.oci.image.index.v1+json',
  manifests: [
    { digest: 'sha256:amd64', platform: { architecture: 'amd64', os: 'linux' } },
    { digest: 'sha256:arm64', platform: { architecture: 'arm64', os: 'linux', variant: 'v8' } },
    { digest: 'sha256:attestation', platform: { architecture: 'unknown', os: 'unknown' } },
  ],
}

describe('what a manifest says', () => {
  test('an index: its platforms, without attestations', () => {
    expect(parseManifest(JSON.stringify(INDEX), 'sha256:index')).toEqual({
      digest: 'sha256:index',
      digests: ['sha256:amd64', 'sha256:arm64'],
      architectures: ['amd64', 'arm64'],
      configDigest: undefined,
    })
  })

  test('one architecture in several variants is one', () => {
    const manifests = [
      { digest: 'sha256:v7', platform: { architecture: 'arm', os: 'linux' } },
      { digest: 'sha256:v6', platform: { architecture: 'arm', os: 'linux' } },
    ]
    expect(parseManifest(JSON.stringify({ manifests }), undefined).architectures).toEqual(['arm'])
  })

  test('a single manifest: its configuration, which alone knows the architecture', () => {
    const text = JSON.stringify({ config: { digest: 'sha256:config' }, layers: [{ digest: 'sha256:layer' }] })
    expect(parseManifest(text, 'sha256:manifest')).toEqual({
      digest: 'sha256:manifest',
      digests: [],
      architectures: undefined,
      configDigest: 'sha256:config',
    })
  })
})
