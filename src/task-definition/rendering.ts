import { formatImageReference, parseImageReference } from '../image/image-reference.ts'
import { roleArn } from '../look-ups/role-arn.ts'
import type { RoleFacts } from '../look-ups/roles.ts'
import type { Observation } from '../observation/observation.ts'
import type { Problem } from '../problem.ts'
import { keepKnownSecrets } from '../secrets/known-secrets.ts'
import type { Specification } from '../specification/specification.ts'
import { logGroupsOf } from './log-configuration.ts'
import { renderTaskDefinition } from './render.ts'
import type { TaskDefinitionSpec } from './task-definition-spec.ts'
import { validateTaskDefinition } from './validate.ts'

/** The task definition that is wanted, and what else of the plan follows from it. */
export interface Rendering {
  readonly taskDefinition: TaskDefinitionSpec
  /** The container that the inputs are about: its port is the service's. */
  readonly container: string
  /** undefined where neither inputs nor task definition name one. */
  readonly containerPort: number | undefined
  readonly image: string | undefined
  readonly logGroups: readonly string[]
  /** The group of the container that the inputs are about. */
  readonly ownLogGroup: string | undefined
}

type Needed = Pick<
  Observation,
  'account' | 'files' | 'executionRole' | 'taskRole' | 'image' | 'secrets' | 'currentRevision'
>

/** Pure. The task definition as far as it could be made, and everything that is wrong with it. */
export function render(
  specification: Specification,
  observed: Needed,
): { readonly rendering: Rendering; readonly problems: readonly Problem[] } {
  const { inputs, service } = specification
  const { account, files, currentRevision } = observed
  const current = currentRevision?.taskDefinition
  const role = (facts: RoleFacts | undefined, name: string | undefined) => {
    if (name === undefined || name.startsWith('arn:')) return name
    return facts?.kind === 'found' ? facts.arn : roleArn(account, name)
  }
  const rendered = renderTaskDefinition({
    template: files.taskDefinition,
    current,
    inputs: inputs.taskDefinition,
    family: specification.family ?? current?.family ?? service,
    image: pinned(files.image, inputs.image.pinImageDigest ? observed.image?.digest : undefined),
    executionRoleArn: role(observed.executionRole, inputs.taskDefinition.executionRole),
    taskRoleArn: role(observed.taskRole, inputs.taskDefinition.taskRole),
    secretArns: observed.secrets.inputs,
    resolveValueFrom: valueFrom => observed.secrets.file[valueFrom] ?? valueFrom,
    region: inputs.general.region,
    needsContainer: files.taskDefinition !== undefined || isAboutContainer(specification, files.image),
  })
  const taskDefinition = keepKnownSecrets(rendered.taskDefinition, current, observed.secrets.guessed)
  const problems: Problem[] = [...rendered.problems, ...validateTaskDefinition(taskDefinition)]
  if (inputs.image.pinImageDigest && observed.image?.digest === undefined && !observed.image?.missing) {
    problems.push(UNPINNABLE)
  }

  const container = taskDefinition.containerDefinitions?.find(({ name }) => name === rendered.container)
  const rendering = {
    taskDefinition,
    container: rendered.container,
    containerPort: inputs.taskDefinition.containerPort ?? container?.portMappings?.[0]?.containerPort,
    image: container?.image,
    logGroups: rendered.logGroups,
    ownLogGroup: container && logGroupsOf([container], inputs.general.region)[0],
  }
  return { rendering, problems: [...new Set(problems)] }
}

/** Whether anything is given that is about one container of the task: its image, its settings, or the port that is served. */
function isAboutContainer({ inputs }: Specification, image: string | undefined): boolean {
  const { loadBalancer, discovery, taskDefinition } = inputs
  const { family, cpu, memory, cpuArchitecture, executionRole, taskRole, environmentMode, healthCheck, ...container } =
    taskDefinition
  const settings = [...Object.values(container), ...Object.values(healthCheck)]
  return (
    image !== undefined ||
    loadBalancer.listener !== undefined ||
    loadBalancer.targetGroupArn !== undefined ||
    discovery.service !== undefined ||
    settings.some(value => value !== undefined)
  )
}

const UNPINNABLE =
  'Input "pin-image-digest" is true, but the digest of the image could not be read: it works for images in ECR, with the permission ecr:DescribeImages. Give the image by digest instead ("image: repository@sha256:...").'

function pinned(image: string | undefined, digest: string | undefined): string | undefined {
  const reference = image === undefined ? undefined : parseImageReference(image)
  if (!reference || digest === undefined) return image
  return formatImageReference({ ...reference, tag: undefined, digest })
}
