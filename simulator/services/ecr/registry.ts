import { dnsSuffixOf } from '../../partitions.ts'
import type { Behaviour, Image, ImagesPort, World } from '../../world.ts'
import { type Blob, buildImage } from './manifests.ts'

export interface PushedImage {
  readonly repository: string
  readonly tag: string
  readonly behaviour?: Behaviour
  /** Default `['amd64']`. More than one makes an index. */
  readonly architectures?: readonly string[]
  /** Default: the manifest's, which depends on the repository, the tag and the number of pushes. */
  readonly digest?: string
}

export interface StoredManifest {
  readonly blob: Blob
  readonly pushedAt: number
  /** Undefined for a manifest that is only part of an index: it has no tag, but can be read. */
  readonly image: Image | undefined
}

export interface Repository {
  readonly name: string
  readonly createdAt: number
  /** By digest. */
  readonly manifests: Map<string, StoredManifest>
  readonly configs: Map<string, Blob>
  /** From tag to digest. A push moves the tag; the image that had it before stays, untagged. */
  readonly tags: Map<string, string>
}

export interface Registry {
  readonly repositories: ReadonlyMap<string, Repository>
  readonly port: ImagesPort
  createRepository(name: string): Repository
  /** Creates the repository if it is missing (which AWS does only if a template says so). Returns the digest. */
  push(image: PushedImage): string
  /** What tasks that start from now on do with the image, by its tag or digest. */
  setBehaviour(reference: string, behaviour: Behaviour): void
}

/** The images in the account's registry, and the lookup of any image reference. */
export function createRegistry(world: World): Registry {
  const repositories = new Map<string, Repository>()
  let pushes = 0

  function createRepository(name: string): Repository {
    const repository: Repository = {
      name,
      createdAt: world.clock.now(),
      manifests: new Map(),
      configs: new Map(),
      tags: new Map(),
    }
    repositories.set(name, repository)
    return repository
  }

  return {
    repositories,
    createRepository,
    setBehaviour(reference, behaviour) {
      const [path = '', digest] = reference.replace(ECR_HOST, '').split('@')
      const [name = '', tag = 'latest'] = path.split(':')
      const repository = repositories.get(name)
      const found = repository?.manifests.get(digest ?? repository.tags.get(tag) ?? '')
      if (!found?.image) throw new Error(`There is no image ${reference}.`)
      repository?.manifests.set(found.image.digest, { ...found, image: { ...found.image, behaviour } })
    },
    port: { resolve: reference => resolve(world, repositories, reference) },
    push({ repository: name, tag, behaviour = {}, architectures = ['amd64'], digest }) {
      const repository = repositories.get(name) ?? createRepository(name)
      const built = buildImage(architectures, `${name}:${tag}#${++pushes}`)
      const pushedAt = world.clock.now()
      const top = { ...built.top, digest: digest ?? built.top.digest }
      for (const blob of built.manifests) {
        repository.manifests.set(blob.digest, { blob, pushedAt, image: undefined })
      }
      repository.manifests.delete(built.top.digest)
      const image = { digest: top.digest, platforms: built.platforms, behaviour, pushedAt }
      repository.manifests.set(top.digest, { blob: top, pushedAt, image })
      for (const blob of built.configs) repository.configs.set(blob.digest, blob)
      repository.tags.set(tag, top.digest)
      return top.digest
    },
  }
}

/** Images outside ECR always exist, for both architectures, and healthy. */
const PUBLIC_IMAGE: Omit<Image, 'pushedAt'> = {
  digest: `sha256:${'a'.repeat(64)}`,
  platforms: [
    { architecture: 'amd64', os: 'linux' },
    { architecture: 'arm64', os: 'linux' },
  ],
  behaviour: {},
}

const ECR_HOST = /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.([a-z0-9.-]+)\//

function resolve(world: World, repositories: ReadonlyMap<string, Repository>, reference: string): Image | undefined {
  const host = ECR_HOST.exec(reference)
  if (!host) return { ...PUBLIC_IMAGE, pushedAt: 0 }
  const [prefix, account, region, dnsSuffix] = host
  if (dnsSuffix !== dnsSuffixOf(world.partition)) return undefined
  // Images of another account or region would need permissions that are not modelled: they cannot be pulled.
  if (account !== world.account || region !== world.region) return undefined
  const [path = '', digest] = reference.slice(prefix.length).split('@')
  const [name = '', tag = 'latest'] = path.split(':')
  const repository = repositories.get(name)
  return repository?.manifests.get(digest ?? repository.tags.get(tag) ?? '')?.image
}
