import { GetDownloadUrlForLayerCommand } from '@aws-sdk/client-ecr'
import { isAccessDenied } from '../aws/errors.ts'
import type { Context } from '../context.ts'
import { type ArchitectureProblem, type EcrImage, type ImageFacts, repositoryOf } from './image-facts.ts'

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
export function parseManifest(text: string, digest: string | undefined): ManifestFacts {
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

/** The platforms' CPU architectures, or why they could not be read. */
export async function findArchitectures(
  context: Context,
  image: EcrImage,
  manifest: ManifestFacts,
): Promise<Pick<ImageFacts, 'architectures'> & { readonly problem?: ArchitectureProblem }> {
  const { architectures, configDigest } = manifest
  if (architectures || !configDigest) return { architectures }
  try {
    const architecture = await downloadArchitecture(context, image, configDigest)
    return { architectures: architecture === undefined ? undefined : [architecture] }
  } catch (error) {
    if (context.signal.aborted) throw error
    const problem: ArchitectureProblem = isAccessDenied(error)
      ? { kind: 'denied', permission: 'ecr:GetDownloadUrlForLayer' }
      : { kind: 'unreadable', reason: error instanceof Error ? error.message : String(error) }
    return { architectures: undefined, problem }
  }
}

/** From the config blob of a single manifest; undefined where it does not say. */
async function downloadArchitecture(
  context: Context,
  image: EcrImage,
  configDigest: string,
): Promise<string | undefined> {
  const { aws } = context
  const command = new GetDownloadUrlForLayerCommand({ ...repositoryOf(image), layerDigest: configDigest })
  const { downloadUrl } = await aws.send(aws.ecr(image.registry?.region), command)
  if (!downloadUrl) return undefined
  const answer = await context.httpGet({
    url: downloadUrl,
    checkName: true,
    timeoutMs: DOWNLOAD_TIMEOUT_MS,
    signal: context.signal,
  })
  if (answer.kind !== 'answer' || answer.status !== 200) throw new Error('the config blob could not be downloaded')
  const { architecture } = JSON.parse(answer.body) as { architecture?: string }
  return architecture
}
