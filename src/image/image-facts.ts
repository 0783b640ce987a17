import type { Problem } from '../problem.ts'

/** What ECR says of an image. */
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
  /** Why there is no such image; undefined where there is one, or where it could not be looked for. */
  readonly missing?: Problem | undefined
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
