import {
  BatchGetImageCommand,
  DescribeImagesCommand,
  type ImageDetail,
  type ImageIdentifier,
} from '@aws-sdk/client-ecr'
import { isAccessDenied, isErrorNamed } from '../aws/errors.ts'
import type { Context } from '../context.ts'
import { type EcrImage, formatImageName, type ImageFacts, type MissingImage, repositoryOf } from './image-facts.ts'
import { findArchitectures, type ManifestFacts, parseManifest } from './image-manifest.ts'

/** Looks the image up before anything is written. */
export async function findEcrImage(context: Context, image: EcrImage): Promise<ImageFacts> {
  const name = formatImageName(image)
  const [detail, manifest] = await Promise.all([describeImage(context, image), getManifest(context, image)])
  const reads = [detail, manifest]
  const missing = reads.find(read => read.kind === 'missing')
  if (missing) return { name, digest: undefined, digests: [], architectures: undefined, missing: missing.what }

  const deniedPermissions = reads.flatMap(read => (read.kind === 'denied' ? [read.permission] : []))
  const found = manifest.kind === 'found' ? manifest.value : undefined
  const digest = (detail.kind === 'found' ? detail.value?.imageDigest : undefined) ?? found?.digest
  const platforms = found && (await findArchitectures(context, image, found))
  const digests = found ? [...new Set([digest, ...found.digests])].filter(value => value !== undefined) : []
  return {
    name,
    digest,
    digests,
    architectures: platforms?.architectures,
    deniedPermissions,
    architectureProblem: platforms?.problem,
  }
}

type Read<Value> =
  | { readonly kind: 'found'; readonly value: Value | undefined }
  | { readonly kind: 'missing'; readonly what: MissingImage }
  | { readonly kind: 'denied'; readonly permission: string }

async function describeImage(context: Context, image: EcrImage): Promise<Read<ImageDetail>> {
  const { aws } = context
  return await readOf<ImageDetail>(context, image, 'ecr:DescribeImages', async () => {
    const command = new DescribeImagesCommand({ ...repositoryOf(image), imageIds: [imageId(image)] })
    const answer = await aws.send(aws.ecr(image.registry?.region), command)
    return { kind: 'found', value: answer.imageDetails?.[0] }
  })
}

async function getManifest(context: Context, image: EcrImage): Promise<Read<ManifestFacts>> {
  const { aws } = context
  return await readOf<ManifestFacts>(context, image, 'ecr:BatchGetImage', async () => {
    const command = new BatchGetImageCommand({ ...repositoryOf(image), imageIds: [imageId(image)] })
    const answer = await aws.send(aws.ecr(image.registry?.region), command)
    // This call returns what it does not find; it throws only for a repository that does not exist.
    if (answer.failures?.some(failure => failure.failureCode === 'ImageNotFound')) return imageNotFound(image)
    const [found] = answer.images ?? []
    const value = found?.imageManifest ? parseManifest(found.imageManifest, found.imageId?.imageDigest) : undefined
    return { kind: 'found', value }
  })
}

async function readOf<Value>(
  context: Context,
  image: EcrImage,
  permission: string,
  read: () => Promise<Read<Value>>,
): Promise<Read<Value>> {
  try {
    return await read()
  } catch (error) {
    if (isErrorNamed(error, 'ImageNotFoundException')) return imageNotFound(image)
    if (isErrorNamed(error, 'RepositoryNotFoundException')) return repositoryNotFound(context, image)
    if (isAccessDenied(error)) return { kind: 'denied', permission }
    throw error
  }
}

function imageNotFound(image: EcrImage): Read<never> {
  return { kind: 'missing', what: { kind: image.digest ? 'digest' : 'tag', repository: image.repository } }
}

function repositoryNotFound(context: Context, { repository, registry }: EcrImage): Read<never> {
  return { kind: 'missing', what: { kind: 'repository', repository, region: registry?.region ?? context.aws.region } }
}

function imageId(image: EcrImage): ImageIdentifier {
  return image.digest ? { imageDigest: image.digest } : { imageTag: image.tag }
}
