import type { ContainerImage, ImageFacts } from '../image/image-facts.ts'
import { parseImageReference } from '../image/image-reference.ts'
import type { Observation } from '../observation/observation.ts'
import type { Specification } from '../specification/specification.ts'
import { couldNotCheck, listed } from '../text/sentences.ts'
import { type Findings, found, NO_FINDINGS } from './findings.ts'

type Images = Pick<Observation, 'image' | 'otherImages'>

/**
 * Pure. Whether the images of ECR exist. For a plan that is only shown, a missing one is not a problem yet: the commit
 * of a pull request has none.
 */
export function checkImages({ writes }: Specification, observed: Images): Findings {
  const all = factsOf(observed)
  const missing = all.flatMap(missingProblems)
  const warnings = all.flatMap(unreadableWarnings)
  return writes ? found({ problems: missing, warnings }) : found({ warnings: [...missing, ...warnings] })
}

function factsOf({ image, otherImages }: Images): readonly ImageFacts[] {
  return [...(image ? [image] : []), ...otherImages.map(({ facts }) => facts)]
}

function missingProblems({ name, missing }: ImageFacts): readonly string[] {
  if (!missing) return []
  const start = `Image "${name}" does not exist:`
  return missing.kind === 'repository'
    ? [
        `${start} there is no ECR repository "${missing.repository}" in ${missing.region}. Create it, or correct "ecr-repository".`,
      ]
    : [
        `${start} repository "${missing.repository}" has no such ${missing.kind}. Push it first, or give an image that exists.`,
      ]
}

/** What could not be read of an image, and what that means. */
function unreadableWarnings({ name, deniedPermissions = [], architectureProblem }: ImageFacts): readonly string[] {
  const warnings: string[] = []
  if (deniedPermissions.length > 0) {
    const [subject, verb] = deniedPermissions.length === 1 ? ['permission', 'is'] : ['permissions', 'are']
    warnings.push(
      `Image "${name}" could not be checked: the ${subject} ${listed(deniedPermissions)} ${verb} missing. Whether it exists, and for which CPU architecture, will show when its tasks start.`,
    )
  }
  const subject = `The CPU architecture of image "${name}"`
  if (architectureProblem?.kind === 'denied') warnings.push(couldNotCheck(subject, architectureProblem.permission))
  if (architectureProblem?.kind === 'unreadable') {
    warnings.push(`${subject} could not be read and is not checked: ${architectureProblem.reason}.`)
  }
  return warnings
}

/** Pure. Without the tasks, whether the tag still means the image that runs is not known: equal text is no proof. */
export function checkMovedTag(
  { service: name }: Specification,
  { image, rendering, service, tasks }: Pick<Observation, 'image' | 'rendering' | 'service' | 'tasks'>,
): Findings {
  const isPinned = rendering.image === undefined || parseImageReference(rendering.image)?.digest !== undefined
  if (!service || tasks || isPinned || image?.digest === undefined) return NO_FINDINGS
  const subject = `Whether service "${name}" runs the image that its tag means now`
  return found({ warnings: [couldNotCheck(subject, 'ecs:ListTasks or ecs:DescribeTasks')] })
}

/** Pure. Whether the images of ECR can run on the task's CPU. */
export function checkArchitectures(
  _: Specification,
  { rendering, image, otherImages }: Pick<Observation, 'rendering' | 'image' | 'otherImages'>,
): Findings {
  const cpu = rendering.taskDefinition.runtimePlatform?.cpuArchitecture ?? 'X86_64'
  const own = rendering.image === undefined || !image ? [] : [{ reference: rendering.image, facts: image }]
  return found({ problems: [...own, ...otherImages].flatMap(each => architectureProblems(each, cpu)) })
}

/** ECS's names for what image manifests call `amd64` and `arm64`. */
const ARCHITECTURES: Readonly<Record<string, string>> = { X86_64: 'amd64', ARM64: 'arm64' }

/** Why the image cannot run on the task's CPU; none where it can, or where it is not known. */
function architectureProblems(
  { reference, facts: { architectures = [] } }: Pick<ContainerImage, 'reference' | 'facts'>,
  wanted: string,
): readonly string[] {
  const needed = ARCHITECTURES[wanted]
  if (architectures.length === 0 || !needed || architectures.includes(needed)) return []
  const other = Object.keys(ARCHITECTURES).find(name => architectures.includes(ARCHITECTURES[name] ?? ''))
  const orGive = other === undefined ? '' : `, or give "cpu-architecture: ${other}"`
  return [
    `Image ${reference} is built for ${architectures.join(', ')}, but the task runs on ${wanted} (${needed}). Build it with "docker buildx build --platform linux/${needed}"${orGive}.`,
  ]
}
