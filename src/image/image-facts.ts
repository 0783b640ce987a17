/** An image in ECR, named by its repository and a tag or a digest. */
export interface EcrImage {
  readonly repository: string
  readonly tag: string | undefined
  readonly digest: string | undefined
  /** undefined: the registry of the run's account and region. */
  readonly registry: { readonly account: string; readonly region: string } | undefined
}

/** What ECR returns about an image. */
export interface ImageFacts {
  /** `team/app:1.4.2`, for people. */
  readonly name: string
  /** Of what the tag points to: an index or a manifest. */
  readonly digest: string | undefined
  /**
   * Every digest under which this image may run: a multi-platform image also runs as one of its manifests. Empty where
   * these could not be read.
   */
  readonly digests: readonly string[]
  /** `amd64`, `arm64`; undefined where it could not be read. */
  readonly architectures: readonly string[] | undefined
  /** What does not exist; undefined where the image does, or where it could not be looked for. */
  readonly missing?: MissingImage | undefined
  /** Permissions without which whether it exists could not be checked in full. */
  readonly deniedPermissions?: readonly string[]
  /** Why the architectures could not be read, where the image itself could. */
  readonly architectureProblem?: ArchitectureProblem | undefined
}

export type MissingImage =
  | { readonly kind: 'tag' | 'digest'; readonly repository: string }
  | { readonly kind: 'repository'; readonly repository: string; readonly region: string }

export type ArchitectureProblem =
  | { readonly kind: 'denied'; readonly permission: string }
  | { readonly kind: 'unreadable'; readonly reason: string }

/** An image of a container that the inputs are not about. */
export interface ContainerImage {
  readonly container: string
  readonly reference: string
  readonly facts: ImageFacts
}

/** `team/app:1.4.2` */
export function formatImageName(image: EcrImage): string {
  return image.digest ? `${image.repository}@${image.digest}` : `${image.repository}:${image.tag}`
}

/** How ECR's requests name the repository. */
export function repositoryOf(image: EcrImage): { repositoryName: string; registryId?: string } {
  return { repositoryName: image.repository, ...(image.registry && { registryId: image.registry.account }) }
}
