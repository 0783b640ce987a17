import type { Observation } from '../observation/observation.ts'
import type { Specification } from '../specification/specification.ts'
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

/** Pure. Whether the credentials last as long as the step may wait. */
export function checkCredentials(
  { inputs }: Specification,
  { credentialMinutes }: Pick<Observation, 'credentialMinutes'>,
): Findings {
  const { waitTimeoutMinutes } = inputs.deployment
  if (credentialMinutes === undefined || credentialMinutes >= waitTimeoutMinutes) return NO_FINDINGS
  return found({
    warnings: [
      `The credentials end in ${credentialMinutes} minutes, but the step may wait for ${waitTimeoutMinutes} ("wait-timeout-minutes"), and would then lose sight of the deployment. Give aws-actions/configure-aws-credentials a longer "role-duration-seconds" (at most what the role allows), or wait for less.`,
    ],
  })
}
