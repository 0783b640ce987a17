import {
  BatchGetImageCommand,
  DescribeImagesCommand,
  type ImageDetail,
  type ImageIdentifier,
} from '@aws-sdk/client-ecr'
import { isAccessDenied, isErrorNamed } from '../aws/errors.ts'
import type { Context } from '../context.ts'
import type { Problem } from '../problem.ts'
import type { ImageFacts } from './image-facts.ts'
import { type ManifestFacts, readArchitecture, readManifest } from './image-manifest.ts'

/** An image in ECR, named by its repository and a tag or a digest. */
export interface EcrImage {
  readonly repository: string
  readonly tag: string | undefined
  readonly digest: string | undefined
  /** undefined: the registry of the run's account and region. */
  readonly registry: { readonly account: string; readonly region: string } | undefined
}

/** Looks the image up before anything is written. */
export async function findEcrImage(context: Context, image: EcrImage): Promise<ImageFacts> {
  const [detail, manifest] = await Promise.all([describeImage(context, image), getManifest(context, image)])
  const missing = [detail, manifest].find(answer => typeof answer === 'string')
  if (missing !== undefined || typeof detail === 'string' || typeof manifest === 'string') {
    return { digest: undefined, digests: [], architectures: undefined, missing }
  }
  const digest = detail?.imageDigest ?? manifest?.digest
  const architectures = manifest && (await readArchitecture(context, image, manifest))
  const digests = manifest ? [...new Set([digest, ...manifest.digests])].filter(isGiven) : []
  return { digest, digests, architectures }
}

/** What ECR says of the image, or a sentence that says why there is none. */
async function describeImage(context: Context, image: EcrImage): Promise<ImageDetail | Problem | undefined> {
  const { aws } = context
  try {
    const answer = await aws.send(
      aws.ecr(image.registry?.region),
      new DescribeImagesCommand({ ...repository(image), imageIds: [imageId(image)] }),
    )
    return answer.imageDetails?.[0]
  } catch (error) {
    if (isErrorNamed(error, 'ImageNotFoundException')) return imageNotFound(image)
    if (isErrorNamed(error, 'RepositoryNotFoundException')) return repositoryNotFound(context, image)
    return notAllowed(context, image, 'ecr:DescribeImages', error)
  }
}

/** The manifest, or a sentence that says why there is none. */
async function getManifest(context: Context, image: EcrImage): Promise<ManifestFacts | Problem | undefined> {
  const { aws } = context
  try {
    const answer = await aws.send(
      aws.ecr(image.registry?.region),
      new BatchGetImageCommand({ ...repository(image), imageIds: [imageId(image)] }),
    )
    // This call answers what it does not find; it throws only for a repository that does not exist.
    if (answer.failures?.some(failure => failure.failureCode === 'ImageNotFound')) return imageNotFound(image)
    const [found] = answer.images ?? []
    return found?.imageManifest ? readManifest(found.imageManifest, found.imageId?.imageDigest) : undefined
  } catch (error) {
    if (isErrorNamed(error, 'ImageNotFoundException')) return imageNotFound(image)
    if (isErrorNamed(error, 'RepositoryNotFoundException')) return repositoryNotFound(context, image)
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

function imageNotFound(image: EcrImage): Problem {
  return `Image ${describeImageName(image)} does not exist: repository "${image.repository}" has no such ${image.digest ? 'digest' : 'tag'}. Push it first, or give an image that is there.`
}

function repositoryNotFound(context: Context, image: EcrImage): Problem {
  const region = image.registry?.region ?? context.aws.region
  return `Image ${describeImageName(image)} does not exist: there is no ECR repository "${image.repository}" in ${region}. Create it, or correct "ecr-repository".`
}

export function describeImageName(image: EcrImage): string {
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
