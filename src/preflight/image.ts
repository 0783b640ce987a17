import {
  BatchGetImageCommand,
  DescribeImagesCommand,
  type ImageDetail,
  type ImageIdentifier,
} from '@aws-sdk/client-ecr'
import { isAccessDenied, isErrorNamed } from '../aws/errors.ts'
import type { Context } from '../context.ts'
import { InvalidError } from '../problem.ts'
import { type ManifestFacts, readArchitecture, readManifest } from './image-manifest.ts'

/** An image in ECR, named by its repository and a tag or a digest. */
export interface EcrImage {
  readonly repository: string
  readonly tag: string | undefined
  readonly digest: string | undefined
  /** undefined: the registry of the run's account and region. */
  readonly registry: { readonly account: string; readonly region: string } | undefined
}

export interface ImageFacts {
  /** Of what the tag points to: an index or a manifest. */
  readonly digest: string | undefined
  /**
   * Every digest under which this image may run: a multi-platform image also runs as one of its manifests. Empty where
   * these could not be read.
   */
  readonly digests: readonly string[]
  /** `amd64`, `arm64`; undefined where it could not be read. */
  readonly architectures: readonly string[] | undefined
}

/**
 * Looks the image up before anything is written.
 *
 * @throws InvalidError where repository or image do not exist
 */
export async function findEcrImage(context: Context, image: EcrImage): Promise<ImageFacts> {
  const [detail, manifest] = await Promise.all([describeImage(context, image), getManifest(context, image)])
  const digest = detail?.imageDigest ?? manifest?.digest
  const architectures = manifest && (await readArchitecture(context, image, manifest))
  const digests = manifest ? [...new Set([digest, ...manifest.digests])].filter(isGiven) : []
  return { digest, digests, architectures }
}

async function describeImage(context: Context, image: EcrImage): Promise<ImageDetail | undefined> {
  const { aws } = context
  try {
    const answer = await aws.send(
      aws.ecr(image.registry?.region),
      new DescribeImagesCommand({ ...repository(image), imageIds: [imageId(image)] }),
    )
    return answer.imageDetails?.[0]
  } catch (error) {
    if (isErrorNamed(error, 'ImageNotFoundException')) throw imageNotFound(image)
    if (isErrorNamed(error, 'RepositoryNotFoundException')) throw repositoryNotFound(context, image)
    return notAllowed(context, image, 'ecr:DescribeImages', error)
  }
}

async function getManifest(context: Context, image: EcrImage): Promise<ManifestFacts | undefined> {
  const { aws } = context
  try {
    const answer = await aws.send(
      aws.ecr(image.registry?.region),
      new BatchGetImageCommand({ ...repository(image), imageIds: [imageId(image)] }),
    )
    const [found] = answer.images ?? []
    return found?.imageManifest ? readManifest(found.imageManifest, found.imageId?.imageDigest) : undefined
  } catch (error) {
    // The other call says it.
    if (isErrorNamed(error, 'ImageNotFoundException', 'RepositoryNotFoundException')) return undefined
    return notAllowed(context, image, 'ecr:BatchGetImage', error)
  }
}

function notAllowed(context: Context, image: EcrImage, permission: string, error: unknown): undefined {
  if (!isAccessDenied(error)) throw error
  context.log.warning(
    `Image ${describeImageName(image)} could not be checked: the permission ${permission} is missing. Whether it exists, and for which CPU architecture, shows when its tasks start.`,
  )
  return undefined
}

function imageNotFound(image: EcrImage): InvalidError {
  return new InvalidError([
    `Image ${describeImageName(image)} does not exist: repository "${image.repository}" has no such ${image.tag ? 'tag' : 'digest'}. Push it first, or give an image that is there.`,
  ])
}

function repositoryNotFound(context: Context, image: EcrImage): InvalidError {
  const region = image.registry?.region ?? context.aws.region
  return new InvalidError([
    `Image ${describeImageName(image)} does not exist: there is no ECR repository "${image.repository}" in ${region}. Create it, or correct "ecr-repository".`,
  ])
}

function describeImageName(image: EcrImage): string {
  return image.digest ? `"${image.repository}@${image.digest}"` : `"${image.repository}:${image.tag}"`
}

export function repository(image: EcrImage): { repositoryName: string; registryId?: string } {
  return { repositoryName: image.repository, ...(image.registry && { registryId: image.registry.account }) }
}

function imageId(image: EcrImage): ImageIdentifier {
  return image.digest ? { imageDigest: image.digest } : { imageTag: image.tag }
}

function isGiven(value: string | undefined): value is string {
  return value !== undefined
}

/** ECS's names for what image manifests call `amd64` and `arm64`. */
const ARCHITECTURES: Readonly<Record<string, string>> = { X86_64: 'amd64', ARM64: 'arm64' }

/** Pure. Why the image cannot run on the task's CPU; undefined: it can, or it is not known. */
export function architectureProblem(
  image: { readonly reference: string; readonly architectures: readonly string[] | undefined },
  cpuArchitecture: string | undefined,
): string | undefined {
  const wanted = cpuArchitecture ?? 'X86_64'
  const needed = ARCHITECTURES[wanted]
  if (!image.architectures || image.architectures.length === 0 || !needed) return undefined
  if (image.architectures.includes(needed)) return undefined
  const built = image.architectures.join(', ')
  const other = Object.keys(ARCHITECTURES).find(name => image.architectures?.includes(ARCHITECTURES[name] ?? ''))
  const orGive = other === undefined ? '' : `, or give "cpu-architecture: ${other}"`
  return `Image ${image.reference} is built for ${built}, but the task runs on ${wanted} (${needed}). Build it with "docker buildx build --platform linux/${needed}"${orGive}.`
}
