import type { Task } from '@aws-sdk/client-ecs'
import type { ImageFacts } from '../../image/image-facts.ts'
import { parseImageReference } from '../../image/image-reference.ts'
import type { Rendering } from '../../task-definition/rendering.ts'
import type { ObservedService } from './observed-service.ts'

interface Observed {
  readonly rendering: Pick<Rendering, 'image' | 'container'>
  readonly image: ImageFacts | undefined
  readonly tasks: readonly Task[] | undefined
  readonly service: ObservedService | undefined
}

/**
 * Pure. Why equal text is not an equal image: the tag means another image now than the one that the tasks run.
 * undefined where it means the same, or where one of the two is not known. A multi-platform image runs under the
 * digest of its index or of its platform's manifest: both are the tag's image.
 */
export function movedTag({ rendering, image, tasks, service }: Observed): string | undefined {
  const reference = rendering.image === undefined ? undefined : parseImageReference(rendering.image)
  if (!reference || reference.digest !== undefined || image?.digest === undefined) return undefined
  if (image.digests.length === 0) return undefined
  const revision = service?.service.taskDefinition
  const running = (tasks ?? [])
    .filter(task => task.taskDefinitionArn === revision)
    .flatMap(task => task.containers?.find(container => container.name === rendering.container)?.imageDigest ?? [])
  const other = running.find(digest => !image.digests.includes(digest))
  if (other === undefined) return undefined
  return `tag "${reference.tag ?? 'latest'}" now means ${short(image.digest)}, and ${short(other)} runs`
}

function short(digest: string): string {
  return digest.slice(0, 'sha256:'.length + 12)
}
