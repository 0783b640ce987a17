import { GetDownloadUrlForLayerCommand } from '@aws-sdk/client-ecr'
import { isAccessDenied } from '../aws/errors.ts'
import type { Context } from '../context.ts'
import { notChecked } from '../preflight/findings.ts'
import { describeImageName, type EcrImage, repository } from './find-image.ts'

export interface ManifestFacts {
  readonly digest: string | undefined
  /** Of the platforms' manifests, where this is an index. */
  readonly digests: readonly string[]
  /** Known from an index; a single manifest says it in its config blob only. */
  readonly architectures: readonly string[] | undefined
  readonly configDigest: string | undefined
}

interface Manifest {
  readonly manifests?: readonly {
    readonly digest?: string
    readonly platform?: { readonly architecture?: string; readonly os?: string }
  }[]
  readonly config?: { readonly digest?: string }
}

/** Pure. What an image manifest or index (OCI or Docker) says about platforms. */
export function readManifest(text: string, digest: string | undefined): ManifestFacts {
  const manifest = JSON.parse(text) as Manifest
  // buildx adds entries for the platform `unknown/unknown`: attestations, nothing that runs.
  const platforms = manifest.manifests?.filter(entry => entry.platform?.os !== 'unknown')
  const architectures = platforms?.flatMap(entry => entry.platform?.architecture ?? [])
  return {
    digest,
    digests: platforms?.flatMap(entry => entry.digest ?? []) ?? [],
    architectures: architectures && [...new Set(architectures)],
    configDigest: manifest.config?.digest,
  }
}

const DOWNLOAD_TIMEOUT_MS = 10_000

/** The image's architectures; undefined, with a line in the log, where they could not be read. */
export async function readArchitecture(
  context: Context,
  image: EcrImage,
  manifest: ManifestFacts,
): Promise<readonly string[] | undefined> {
  if (manifest.architectures || !manifest.configDigest) return manifest.architectures
  const { aws } = context
  try {
    const { downloadUrl } = await aws.send(
      aws.ecr(image.registry?.region),
      new GetDownloadUrlForLayerCommand({ ...repository(image), layerDigest: manifest.configDigest }),
    )
    if (!downloadUrl) return undefined
    const answer = await context.httpGet({
      url: downloadUrl,
      checkName: true,
      timeoutMs: DOWNLOAD_TIMEOUT_MS,
      signal: context.signal,
    })
    if (answer.kind !== 'answer' || answer.status !== 200) throw new Error('the config blob could not be downloaded')
    const { architecture } = JSON.parse(answer.body) as { architecture?: string }
    return architecture === undefined ? undefined : [architecture]
  } catch (error) {
    if (context.signal.aborted) throw error
    if (isAccessDenied(error)) {
      context.log.warning(
        notChecked(`The CPU architecture of image ${describeImageName(image)}`, 'ecr:GetDownloadUrlForLayer'),
      )
      return undefined
    }
    const reason = error instanceof Error ? error.message : String(error)
    context.log.info(`The CPU architecture of the image could not be read and is not checked: ${reason}`)
    return undefined
  }
}
