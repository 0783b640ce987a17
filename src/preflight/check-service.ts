import type { Observation } from '../observation/observation.ts'
import type { Specification } from '../specification/specification.ts'
import { isOwned } from '../tags.ts'
import { couldNotCheck } from '../text/sentences.ts'
import { type Findings, found, NO_FINDINGS } from './findings.ts'

type Observed = Pick<Observation, 'rendering' | 'files' | 'service'>

/** Pure. ECS refuses execute-command without a task role, on which the shell's session depends. */
export function checkExecuteCommand({ inputs }: Specification, observed: Observed): Findings {
  const isEnabled =
    inputs.service.enableExecuteCommand ??
    observed.files.service?.enableExecuteCommand ??
    observed.service?.service.enableExecuteCommand
  if (!isEnabled || observed.rendering.taskDefinition.taskRoleArn !== undefined) return NO_FINDINGS
  return found({
    problems: [
      'Execute-command is on, but the task definition has no task role, and AWS refuses that. Give "task-role" (a role that allows the four ssmmessages actions), or "enable-execute-command: false".',
    ],
  })
}

/** Pure. A container may take longer to start than ECS leaves the service alone with failing health checks. */
export function checkGracePeriod({ inputs }: Specification, observed: Observed): Findings {
  const { listener, targetGroupArn } = inputs.loadBalancer
  const current = observed.service?.service
  const balancers = observed.files.service?.loadBalancers ?? current?.loadBalancers ?? []
  if (!listener && targetGroupArn === undefined && balancers.length === 0) return NO_FINDINGS
  const { containerDefinitions = [] } = observed.rendering.taskDefinition
  const container = containerDefinitions.find(({ name }) => name === observed.rendering.container)
  const startPeriod = container?.healthCheck?.startPeriod ?? 0
  const grace =
    inputs.service.healthCheckGracePeriodSeconds ??
    observed.files.service?.healthCheckGracePeriodSeconds ??
    current?.healthCheckGracePeriodSeconds ??
    0
  if (grace >= startPeriod) return NO_FINDINGS
  return found({
    warnings: [
      `The health check grace period is ${grace} seconds, but container "${container?.name}" is given ${startPeriod} seconds to start: ECS may stop a task for failing the load balancer's checks while it still starts. Give "health-check-grace-period-seconds: ${startPeriod}" or more.`,
    ],
  })
}

/** Pure. A count that is given and not applied, or applied without knowing who else owns it. */
export function checkScaling(
  { inputs, service }: Specification,
  { scaling, files }: Pick<Observation, 'scaling' | 'files'>,
): Findings {
  const count = inputs.service.desiredCount ?? files.service?.desiredCount
  switch (scaling.kind) {
    case 'none':
    case 'not-read':
      return NO_FINDINGS
    case 'scaled':
      return found({
        warnings: [
          `The given count of tasks ("desired-count") is ${count}, but Application Auto Scaling owns the count of service "${service}" (${scaling.minCount} to ${scaling.maxCount}): it is left as it is.`,
        ],
      })
    case 'unreadable': {
      const subject = `Whether Application Auto Scaling owns the count of service "${service}"`
      const permission = 'application-autoscaling:DescribeScalableTargets'
      return found({ warnings: [`${couldNotCheck(subject, permission)} The given count is applied.`] })
    }
  }
}

/** Pure. Log groups that could not be read, or whose tags could not. */
export function checkLogGroups(_: Specification, { logGroups }: Pick<Observation, 'logGroups'>): Findings {
  const groups = [...logGroups.values()].filter(group => group !== undefined)
  return found({
    warnings: groups.flatMap(({ name, readable, areTagsUnreadable }) => [
      ...(readable
        ? []
        : [`${couldNotCheck(`Whether log group "${name}" exists`, 'logs:DescribeLogGroups')} It is assumed to exist.`]),
      ...(areTagsUnreadable
        ? [`${couldNotCheck(`The tags of log group "${name}"`, 'logs:ListTagsForResource')} They are left as they are.`]
        : []),
    ]),
  })
}

/**
 * Pure. Whose a discovery service is that exists and that the service is not yet in: where neither instances nor tags
 * tell, the run goes on and says so. (Another user that is known is a problem of the plan.)
 */
export function checkDiscoveryService(
  { tags }: Specification,
  { discoveryService }: Pick<Observation, 'discoveryService'>,
): Findings {
  if (discoveryService?.users === undefined) return NO_FINDINGS
  const { name, users } = discoveryService
  const isKnown = users !== 'unreadable' && users.length > 0
  if (isKnown || isOwned(tags, discoveryService.tags)) return NO_FINDINGS
  const reason =
    users === 'unreadable'
      ? 'the permission servicediscovery:ListInstances is missing'
      : 'no ECS task is registered in it'
  return found({
    warnings: [
      `Discovery service "${name}" exists, and whether another service uses it is not known: ${reason}, and its tags do not show for whom it was created. It is used as it is.`,
    ],
  })
}

/** Pure. `wait-until: serving` goes green before ECS's own verdict: only where that can hardly be another one. */
export function checkServing(
  { inputs }: Specification,
  { files, service }: Pick<Observation, 'files' | 'service'>,
): Findings {
  if (inputs.deployment.waitUntil !== 'serving') return NO_FINDINGS
  const { alarms, strategy = 'ROLLING' } = {
    ...service?.service.deploymentConfiguration,
    ...files.service?.deploymentConfiguration,
  }
  const reason = alarms?.enable
    ? 'deployment alarms can still roll the deployment back while its tasks are healthy'
    : strategy === 'ROLLING'
      ? undefined
      : `with the strategy ${strategy}, tasks are healthy before they get any traffic`
  if (!reason) return NO_FINDINGS
  return found({
    problems: [`"wait-until: serving" cannot be used with this service: ${reason}. Give "wait-until: completed".`],
  })
}

/** Pure. Whether the credentials last as long as the step may wait. */
export function checkCredentials(
  { inputs }: Specification,
  { credentialMinutes }: Pick<Observation, 'credentialMinutes'>,
): Findings {
  const { waitTimeoutMinutes } = inputs.deployment
  if (credentialMinutes === undefined || credentialMinutes >= waitTimeoutMinutes) return NO_FINDINGS
  return found({
    warnings: [
      `The credentials expire in ${credentialMinutes} minutes, but the step may wait for ${waitTimeoutMinutes} ("wait-timeout-minutes"). It would then lose sight of the deployment. Give aws-actions/configure-aws-credentials a longer "role-duration-seconds" (at most what the role allows), or wait for less.`,
    ],
  })
}
