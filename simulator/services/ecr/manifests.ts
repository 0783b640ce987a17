import { createHash } from 'node:crypto'
import type { ImagePlatform } from '../../world.ts'

/** A manifest, an index or a config: its text, and the digest that identifies it. */
export interface Blob {
  readonly digest: string
  readonly mediaType: string
  readonly text: string
}

export interface BuiltImage {
  /** What the tag points to. */
  readonly top: Blob
  /** Everything that was pushed with it: the manifests that an index lists, and the configs. */
  readonly manifests: readonly Blob[]
  readonly configs: readonly Blob[]
  readonly platforms: readonly ImagePlatform[]
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const INDEX = 'application/vnd.oci.image.index.v1+json'
const CONFIG = 'application/vnd.oci.image.config.v1+json'
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'
const ATTESTATION = 'application/vnd.in-toto+json'

/**
 * What a build pushes. For one architecture a single manifest, whose config names the architecture; for several an OCI
 * index as buildx makes it, with an entry for platform `unknown/unknown` (an attestation) beside each image.
 * https://github.com/opencontainers/image-spec, and Docker's documentation of attestation storage.
 *
 * @param identity what makes this build differ from others: different identities lead to different digests
 */
export function buildImage(architectures: readonly string[], identity: string): BuiltImage {
  const builds = architectures.map(architecture => buildManifest(architecture, identity))
  const [single] = builds
  if (builds.length === 1 && single) {
    const platforms = [single.platform]
    return { top: single.manifest, manifests: [single.manifest], configs: [single.config], platforms }
  }
  const attestations = builds.map(({ manifest }) => buildAttestation(manifest, identity))
  const entries = [
    ...builds.map(({ manifest, platform }) => ({ ...descriptor(manifest), platform })),
    ...attestations.map(({ manifest, subject }) => ({
      ...descriptor(manifest),
      platform: UNKNOWN,
      annotations: {
        'vnd.docker.reference.type': 'attestation-manifest',
        'vnd.docker.reference.digest': subject,
      },
    })),
  ]
  const top = blob(INDEX, { schemaVersion: 2, mediaType: INDEX, manifests: entries })
  return {
    top,
    manifests: [top, ...builds.map(({ manifest }) => manifest), ...attestations.map(({ manifest }) => manifest)],
    configs: builds.map(({ config }) => config),
    platforms: entries.map(({ platform }) => platform),
  }
}

const UNKNOWN: ImagePlatform = { architecture: 'unknown', os: 'unknown' }

function buildManifest(architecture: string, identity: string) {
  const platform: ImagePlatform = { architecture, os: 'linux' }
  const config = blob(CONFIG, { ...platform, config: { Labels: { build: identity } }, rootfs: { type: 'layers' } })
  const layers = [{ mediaType: LAYER, digest: digestOf(`layer of ${identity}`), size: 4096 }]
  const manifest = blob(MANIFEST, { schemaVersion: 2, mediaType: MANIFEST, config: descriptor(config), layers })
  return { platform, config, manifest }
}

function buildAttestation(of: Blob, identity: string) {
  const config = blob(CONFIG, { ...UNKNOWN, rootfs: { type: 'layers' } })
  const layers = [{ mediaType: ATTESTATION, digest: digestOf(`attestation of ${of.digest} ${identity}`), size: 1024 }]
  const manifest = blob(MANIFEST, { schemaVersion: 2, mediaType: MANIFEST, config: descriptor(config), layers })
  return { manifest, subject: of.digest }
}

function descriptor({ digest, mediaType, text }: Blob) {
  return { mediaType, digest, size: Buffer.byteLength(text) }
}

function blob(mediaType: string, content: object): Blob {
  const text = JSON.stringify(content)
  return { digest: digestOf(text), mediaType, text }
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}
