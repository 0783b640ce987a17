import type { ContainerDefinition } from '@aws-sdk/client-ecs'
import { isEcrReference, parseImageReference } from '../image/image-reference.ts'
import type { Observation } from '../observation/observation.ts'
import type { Specification } from '../specification/specification.ts'
import { couldNotCheck, listed } from '../text/sentences.ts'
import { type Findings, found, NO_FINDINGS } from './findings.ts'

/** Pure. Whether the SSM parameters that secrets are taken from exist. (Secrets Manager's are looked up for their ARNs.) */
export function checkParameters(_: Specification, { parameters }: Pick<Observation, 'parameters'>): Findings {
  return found({
    problems: parameters.missing.map(
      ({ source, parameter }) =>
        `${source}: there is no SSM parameter "${parameter}" in this account and region. Create it, or correct the name.`,
    ),
    warnings: parameters.unreadable
      ? [couldNotCheck('Whether the SSM parameters of the secrets exist', 'ssm:DescribeParameters')]
      : [],
    notes: parameters.elsewhere.map(
      ({ source, parameter }) =>
        `${source}: SSM parameter "${parameter}" cannot be looked up here and was not checked.`,
    ),
  })
}

/** Pure. Secrets whose full ARN could not be looked up, each once. */
export function checkGuessedSecrets(_: Specification, { secrets }: Pick<Observation, 'secrets'>): Findings {
  const each = secrets.guessed.filter(
    ({ secret }, index, all) => all.findIndex(other => other.secret === secret) === index,
  )
  return found({
    warnings: each.map(
      ({ source, secret }) =>
        `${source}: secret "${secret}" could not be looked up, because the permission secretsmanager:DescribeSecret is missing. It is used as given: give its full ARN to be sure that ECS finds it.`,
    ),
  })
}

/**
 * Pure. Whether there is an execution role where ECS needs one. (SDK documentation, executionRoleArn; the refusals are
 * RegisterTaskDefinition's, except that of repositoryCredentials.)
 */
export function checkExecutionRole(_: Specification, { rendering }: Pick<Observation, 'rendering'>): Findings {
  const { executionRoleArn, containerDefinitions = [] } = rendering.taskDefinition
  if (executionRoleArn !== undefined) return NO_FINDINGS
  const reasons = containerDefinitions.flatMap(container => {
    const needs = needsOf(container)
    return needs.length > 0 ? [`container "${container.name ?? ''}" has ${listed(needs)}`] : []
  })
  if (reasons.length === 0) return NO_FINDINGS
  return found({
    problems: [
      `The task definition has no execution role, and it needs one: ${reasons.join('; ')}. Give "execution-role".`,
    ],
  })
}

function needsOf(container: ContainerDefinition): readonly string[] {
  const reference = parseImageReference(container.image ?? '')
  const log = container.logConfiguration
  const needs: readonly (readonly [boolean, string])[] = [
    [reference !== undefined && isEcrReference(reference), 'an image in ECR'],
    [(container.secrets ?? []).length + (log?.secretOptions ?? []).length > 0, 'secrets'],
    [log?.logDriver === 'awslogs', 'the log driver awslogs'],
    [container.repositoryCredentials !== undefined, 'credentials of a registry'],
  ]
  return needs.flatMap(([isNeeded, need]) => (isNeeded ? [need] : []))
}
