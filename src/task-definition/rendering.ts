import type { TaskDefinition } from '@aws-sdk/client-ecs'
import { isArn } from '../aws/arn.ts'
import type { ImageFacts } from '../image/image-facts.ts'
import { formatImageReference, parseImageReference } from '../image/image-reference.ts'
import type { Inputs } from '../inputs.ts'
import type { Account } from '../look-ups/account.ts'
import type { RoleFacts } from '../look-ups/roles.ts'
import type { Problem } from '../problem.ts'
import { keepKnownSecrets } from '../secrets/known-secrets.ts'
import type { SecretArns } from '../secrets/resolve-secrets.ts'
import { logGroupsOf } from './log-configuration.ts'
import { renderTaskDefinition } from './render.ts'
import type { TaskDefinitionSpec } from './task-definition-spec.ts'
import { validateTaskDefinition } from './validate.ts'

/** The task definition that is wanted, and what else of the plan follows from it. */
export interface Rendering {
  readonly taskDefinition: TaskDefinitionSpec
  /** The container that the inputs are about, or whose port is served; undefined: neither. */
  readonly container: string | undefined
  /** undefined where neither inputs nor task definition name one. */
  readonly containerPort: number | undefined
  readonly image: string | undefined
  readonly logGroups: readonly string[]
  /** The group of that container. */
  readonly ownLogGroup: string | undefined
}

interface Description {
  readonly inputs: Inputs
  readonly family: string | undefined
  readonly service: string
}

interface Observed {
  readonly account: Account
  readonly files: {
    readonly taskDefinition: Partial<TaskDefinitionSpec> | undefined
    readonly image: string | undefined
  }
  /** Of the roles that inputs give. */
  readonly executionRole: RoleFacts | undefined
  readonly taskRole: RoleFacts | undefined
  readonly image: ImageFacts | undefined
  readonly secrets: SecretArns
  readonly currentRevision: { readonly taskDefinition: TaskDefinition } | undefined
}

/** Pure. The task definition as far as it could be made, and everything that is wrong with it. */
export function render(
  { inputs, family, service }: Description,
  observed: Observed,
): { readonly rendering: Rendering; readonly problems: readonly Problem[] } {
  const { account, files, secrets } = observed
  const { task, container: containerInputs } = inputs.taskDefinition
  const current = observed.currentRevision?.taskDefinition
  const rendered = renderTaskDefinition({
    template: files.taskDefinition,
    current,
    inputs: inputs.taskDefinition,
    family: family ?? current?.family ?? service,
    image: pinned(files.image, inputs.image.pinImageDigest ? observed.image?.digest : undefined),
    executionRoleArn: roleArn(task.executionRole, observed.executionRole, account),
    taskRoleArn: roleArn(task.taskRole, observed.taskRole, account),
    secretArns: secrets.inputs,
    resolveValueFrom: valueFrom => secrets.file[valueFrom] ?? valueFrom,
    region: inputs.general.region,
  })
  const guessed = secrets.guessed.map(({ valueFrom }) => valueFrom)
  const taskDefinition = keepKnownSecrets(rendered.taskDefinition, current, guessed)
  const problems: Problem[] = [...rendered.problems, ...validateTaskDefinition(taskDefinition)]
  if (inputs.image.pinImageDigest && observed.image?.digest === undefined && !observed.image?.missing) {
    problems.push(UNPINNABLE)
  }

  const container = taskDefinition.containerDefinitions?.find(({ name }) => name === rendered.container)
  const rendering = {
    taskDefinition,
    container: rendered.container,
    containerPort: containerInputs.port ?? container?.portMappings?.[0]?.containerPort,
    image: container?.image,
    logGroups: rendered.logGroups,
    ownLogGroup: container && logGroupsOf([container], inputs.general.region)[0],
  }
  return { rendering, problems: [...new Set(problems)] }
}

/** The ARN of a role that is given by its ARN or name; where IAM could not be asked, a name means the path `/`. */
function roleArn(name: string | undefined, facts: RoleFacts | undefined, account: Account): string | undefined {
  if (name === undefined || isArn(name)) return name
  return facts?.kind === 'found' ? facts.arn : `arn:${account.partition}:iam::${account.id}:role/${name}`
}

const UNPINNABLE =
  'Input "pin-image-digest" is true, but the digest of the image could not be read: it works for images in ECR, with the permission ecr:DescribeImages. Give the image by digest instead ("image: repository@sha256:...").'

function pinned(image: string | undefined, digest: string | undefined): string | undefined {
  const reference = image === undefined ? undefined : parseImageReference(image)
  if (!reference || digest === undefined) return image
  return formatImageReference({ ...reference, tag: undefined, digest })
}
