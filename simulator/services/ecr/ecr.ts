import { ApiError } from '../../errors.ts'
import { dnsSuffixOf } from '../../partitions.ts'
import type { Behaviour, ImagesPort, Operations, World } from '../../world.ts'
import { pageOf } from '../page.ts'
import { createRegistry, type PushedImage, type Repository, type StoredManifest } from './registry.ts'

export interface Ecr {
  readonly operations: Operations
  readonly port: ImagesPort
  createRepository(repository: { readonly name: string }): void
  pushImage(image: PushedImage): string
  /** What tasks that start from now on do with the image (`repository:tag` or `repository@digest`). */
  setBehaviour(reference: string, behaviour: Behaviour): void
  /** The text behind a URL that GetDownloadUrlForLayer returned, by the path of that URL. */
  download(path: string): string | undefined
}

interface ImageId {
  readonly imageDigest?: string
  readonly imageTag?: string
}

interface RepositoryInput {
  readonly registryId?: string
  readonly repositoryName: string
}

const LAYERS_PATH = '/ecr-layers/'

/** Amazon ECR, as far as it is needed to look up images. Texts: public reports. @param baseUrl of layer downloads */
export function createEcr(world: World, baseUrl: () => string): Ecr {
  const registry = createRegistry(world)

  function need({ registryId, repositoryName }: RepositoryInput): Repository {
    const repository =
      registryId === undefined || registryId === world.account ? registry.repositories.get(repositoryName) : undefined
    if (!repository) throw repositoryNotFound(repositoryName, registryId ?? world.account)
    return repository
  }

  function page<T>(items: readonly T[], input: { readonly maxResults?: number; readonly nextToken?: string }) {
    return pageOf(items, {
      token: input.nextToken,
      wanted: input.maxResults ?? 100,
      most: 1000,
      limit: world.settings.pageSize,
      invalidToken: () => new ApiError('InvalidParameterException', 'The nextToken is not valid.'),
    })
  }

  const describeRepository = ({ name, createdAt }: Repository) => ({
    repositoryArn: world.arn('ecr', `repository/${name}`),
    registryId: world.account,
    repositoryName: name,
    repositoryUri: `${registryHost(world)}/${name}`,
    createdAt: new Date(createdAt),
    imageTagMutability: 'MUTABLE',
  })

  const describeImage = (repository: Repository, { blob, pushedAt }: StoredManifest) => {
    const imageTags = [...repository.tags].filter(([, digest]) => digest === blob.digest).map(([tag]) => tag)
    return {
      registryId: world.account,
      repositoryName: repository.name,
      imageDigest: blob.digest,
      imageTags: imageTags.length > 0 ? imageTags : undefined,
      imageSizeInBytes: Buffer.byteLength(blob.text),
      imagePushedAt: new Date(pushedAt),
      imageManifestMediaType: blob.mediaType,
    }
  }

  const operations: Operations = {
    DescribeRepositories: (input: {
      registryId?: string
      repositoryNames?: readonly string[]
      maxResults?: number
      nextToken?: string
    }) => {
      const found = input.repositoryNames?.map(repositoryName => need({ ...input, repositoryName })) ?? [
        ...registry.repositories.values(),
      ]
      const { items, next } = page(found, input)
      return { repositories: items.map(describeRepository), nextToken: next }
    },
    DescribeImages: (
      input: RepositoryInput & {
        imageIds?: readonly ImageId[]
        filter?: { tagStatus?: string }
        maxResults?: number
        nextToken?: string
      },
    ) => {
      const repository = need(input)
      const stored = input.imageIds
        ? input.imageIds.map(id => findImage(repository, id) ?? raise(imageNotFound(repository, id, world.account)))
        : [...repository.manifests.values()]
      const details = stored.map(manifest => describeImage(repository, manifest))
      const { items, next } = page(
        details.filter(({ imageTags }) => matchesTagStatus(imageTags !== undefined, input.filter?.tagStatus)),
        input,
      )
      return { imageDetails: items, nextToken: next }
    },
    // API reference: missing images are reported in `failures`, not as an error.
    BatchGetImage: (input: RepositoryInput & { imageIds: readonly ImageId[] }) => {
      const repository = need(input)
      const found = input.imageIds.map(imageId => ({ imageId, manifest: findImage(repository, imageId) }))
      return {
        images: found.flatMap(({ imageId, manifest }) =>
          manifest
            ? {
                registryId: world.account,
                repositoryName: repository.name,
                imageId: { imageTag: imageId.imageTag, imageDigest: manifest.blob.digest },
                imageManifest: manifest.blob.text,
                imageManifestMediaType: manifest.blob.mediaType,
              }
            : [],
        ),
        failures: found.flatMap(({ imageId, manifest }) =>
          manifest ? [] : { imageId, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' },
        ),
      }
    },
    GetDownloadUrlForLayer: (input: RepositoryInput & { layerDigest: string }) => {
      const repository = need(input)
      if (!repository.configs.has(input.layerDigest)) {
        throw new ApiError(
          'LayersNotFoundException',
          `The layer with digest '${input.layerDigest}' does not exist in the repository with name '${repository.name}' in the registry with id '${world.account}'`,
        )
      }
      const downloadUrl = `${baseUrl()}${LAYERS_PATH}${repository.name}/${input.layerDigest}?signature=example`
      return { downloadUrl, layerDigest: input.layerDigest }
    },
  }

  return {
    operations,
    port: registry.port,
    createRepository: ({ name }) => void registry.createRepository(name),
    pushImage: registry.push,
    setBehaviour: registry.setBehaviour,
    download(path) {
      const [, name, digest] = new RegExp(`^${LAYERS_PATH}(.+)/(sha256:[0-9a-f]{64})(?:\\?|$)`).exec(path) ?? []
      return registry.repositories.get(name ?? '')?.configs.get(digest ?? '')?.text
    },
  }
}

export function registryHost(world: World): string {
  return `${world.account}.dkr.ecr.${world.region}.${dnsSuffixOf(world.partition)}`
}

function findImage(repository: Repository, { imageDigest, imageTag }: ImageId): StoredManifest | undefined {
  const tagged = imageTag === undefined ? undefined : repository.tags.get(imageTag)
  // If both are given, they must refer to the same image.
  if (imageTag !== undefined && imageDigest !== undefined && tagged !== imageDigest) return undefined
  return repository.manifests.get(imageDigest ?? tagged ?? '')
}

function matchesTagStatus(tagged: boolean, status: string | undefined): boolean {
  if (status === 'TAGGED') return tagged
  return status === 'UNTAGGED' ? !tagged : true
}

function raise(error: Error): never {
  throw error
}

function repositoryNotFound(name: string, registryId: string): ApiError {
  return new ApiError(
    'RepositoryNotFoundException',
    `The repository with name '${name}' does not exist in the registry with id '${registryId}'`,
  )
}

function imageNotFound(repository: Repository, { imageDigest, imageTag }: ImageId, account: string): ApiError {
  const quoted = (value: string | undefined) => `'${value ?? 'null'}'`
  return new ApiError(
    'ImageNotFoundException',
    `The image with imageId {imageDigest:${quoted(imageDigest)}, imageTag:${quoted(imageTag)}} does not exist within the repository with name '${repository.name}' in the registry with id '${account}'`,
  )
}
