import { partitionOfRegion } from '../aws/partition.ts'
import type { ImageSource } from '../inputs.ts'
import type { EcrImage } from './image-facts.ts'

/** The parts of an image reference as container engines read it. */
export interface ImageReference {
  /** Host, with its port if it has one. undefined: Docker Hub. */
  readonly registry: string | undefined
  /** All path levels, for example `team/app`. */
  readonly repository: string
  readonly tag: string | undefined
  /** With its algorithm: `sha256:...`. */
  readonly digest: string | undefined
}

/** A registry of Amazon ECR, as its host name says. */
export interface EcrRegistry {
  readonly host: string
  readonly account: string
  readonly region: string
  /** Domain of the partition: `amazonaws.com`, `amazonaws.com.cn`, or of the dual-stack end points, `on.aws`. */
  readonly suffix: string
}

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`)
const REGISTRY =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*)(?::\d{1,5})?$/
const TAG = /^\w[\w.-]{0,127}$/
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/
const ECR_HOST = /^(?<account>\d{12})\.dkr\.ecr(?:-fips)?\.(?<region>[a-z0-9-]+)\.(?<suffix>[a-z0-9.-]+)$/
/** Dual stack: https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-requests.html */
const ECR_DUAL_STACK_HOST =
  /^(?<account>\d{12})\.dkr-ecr(?:-fips)?\.(?<region>[a-z0-9-]+)\.(?<suffix>on\.(?:aws|amazonwebservices\.com\.cn))$/

/**
 * Takes a reference apart; undefined if it is not one. The first part is a registry only if it has a dot or a port or is
 * `localhost`: `repository:tag` is never one. (The rules of github.com/distribution/reference.)
 */
export function parseImageReference(reference: string): ImageReference | undefined {
  const [named = '', digest, ...more] = reference.split('@')
  if (more.length > 0 || (digest !== undefined && !DIGEST.test(digest))) return undefined

  const slash = named.indexOf('/')
  const first = named.slice(0, Math.max(slash, 0))
  const registry = /[.:]/.test(first) || first === 'localhost' ? first : undefined
  if (registry !== undefined && !REGISTRY.test(registry)) return undefined

  const path = registry === undefined ? named : named.slice(slash + 1)
  const colon = path.lastIndexOf(':')
  const repository = colon < 0 ? path : path.slice(0, colon)
  const tag = colon < 0 ? undefined : path.slice(colon + 1)
  if (!REPOSITORY.test(repository) || (tag !== undefined && !TAG.test(tag))) return undefined
  return { registry, repository, tag, digest }
}

/** The reference as text. */
export function formatImageReference({ registry, repository, tag, digest }: ImageReference): string {
  const host = registry === undefined ? '' : `${registry}/`
  return `${host}${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`
}

/** An image in ECR by tag. */
export function ecrImage(host: string, repository: string, tag: string): string {
  return formatImageReference({ registry: host, repository, tag, digest: undefined })
}

/** The tag of the image that is given; undefined where none is, or where it is named by digest alone. */
export function imageTag(source: ImageSource | undefined): string | undefined {
  if (source?.kind === 'ecr') return source.tag
  return source && parseImageReference(source.reference)?.tag
}

/** Pure. What a reference names in a private registry of ECR; undefined where it points elsewhere. */
export function ecrImageOf(text: string): (EcrImage & Required<Pick<EcrImage, 'registry'>>) | undefined {
  const reference = parseImageReference(text)
  const registry = reference?.registry === undefined ? undefined : parseEcrHost(reference.registry)
  if (!reference || !registry) return undefined
  const { repository, digest } = reference
  return { repository, digest, registry, tag: reference.tag ?? 'latest' }
}

/** What the name of an ECR registry's host says; undefined if it is not one. */
export function parseEcrHost(host: string): EcrRegistry | undefined {
  const plain = ECR_HOST.exec(host)?.groups
  const isOfItsPartition = plain?.suffix === partitionOfRegion(plain?.region ?? '')?.dnsSuffix
  const groups = plain && isOfItsPartition ? plain : ECR_DUAL_STACK_HOST.exec(host)?.groups
  if (!groups) return undefined
  return {
    host,
    account: groups.account ?? '',
    region: groups.region ?? '',
    suffix: groups.suffix ?? '',
  }
}

/** Whether the reference points into a private registry of Amazon ECR. */
export function isEcrReference(reference: ImageReference): boolean {
  return reference.registry !== undefined && parseEcrHost(reference.registry) !== undefined
}
