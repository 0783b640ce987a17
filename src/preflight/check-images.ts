import { architectureProblem, type ImageFacts } from '../image/image-facts.ts'
import { parseImageReference } from '../image/image-reference.ts'
import type { Observation } from '../observation/observation.ts'
import type { Specification } from '../specification/specification.ts'
import { type Findings, found, NO_FINDINGS, notChecked } from './findings.ts'

/**
 * Pure. Whether the images of ECR exist. For a plan that is only shown, a missing one is no problem yet: the commit of a
 * pull request has none.
 */
export function checkImages(
  { inputs }: Specification,
  { image, otherImages }: Pick<Observation, 'image' | 'otherImages'>,
): Findings {
  const missing = [image, ...otherImages.map(({ facts }) => facts)].flatMap(facts => facts?.missing ?? [])
  return inputs.general.mode === 'plan' ? found({ warnings: missing }) : found({ problems: missing })
}

/** Pure. Without the tasks, whether the tag still means the image that runs is not known: equal text is no proof. */
export function checkMovedTag(
  { service: name }: Specification,
  { image, rendering, service, tasks }: Pick<Observation, 'image' | 'rendering' | 'service' | 'tasks'>,
): Findings {
  const isPinned = rendering.image === undefined || parseImageReference(rendering.image)?.digest !== undefined
  if (!service || tasks || isPinned || image?.digest === undefined) return NO_FINDINGS
  const subject = `Whether service "${name}" runs the image that its tag means now`
  return found({ warnings: [notChecked(subject, 'ecs:ListTasks or ecs:DescribeTasks')] })
}

/** Pure. Whether the images of ECR can run on the task's CPU. */
export function checkArchitectures(
  _: Specification,
  { rendering, image, otherImages }: Pick<Observation, 'rendering' | 'image' | 'otherImages'>,
): Findings {
  const cpu = rendering.taskDefinition.runtimePlatform?.cpuArchitecture
  const check = (facts: ImageFacts | undefined, reference: string | undefined) =>
    facts && reference !== undefined
      ? (architectureProblem({ reference, architectures: facts.architectures }, cpu) ?? [])
      : []
  return found({
    problems: [
      check(image, rendering.image),
      ...otherImages.map(({ facts, reference }) => check(facts, reference)),
    ].flat(),
  })
}
