import type { TargetHealth } from '../../world.ts'
import type { CheckResult } from './health-checks.ts'

/** Texts: examples of the AWS CLI reference (describe-target-health), reason codes of the user guide, public reports. */
export const NOT_IN_USE: TargetHealth = {
  state: 'unused',
  reason: 'Target.NotInUse',
  description: 'Target group is not configured to receive traffic from the load balancer',
}
/** User guide, "Target health status", Target.NotInUse. The wording is assumed on that basis. */
export const ZONE_NOT_ENABLED: TargetHealth = {
  state: 'unused',
  reason: 'Target.NotInUse',
  description: 'Target is in an Availability Zone that is not enabled for the load balancer',
}
export const REGISTERING: TargetHealth = {
  state: 'initial',
  reason: 'Elb.RegistrationInProgress',
  description: 'Target registration is in progress',
}
export const CHECKING: TargetHealth = {
  state: 'initial',
  reason: 'Elb.InitialHealthChecking',
  description: 'Initial health checks in progress',
}
export const DRAINING: TargetHealth = {
  state: 'draining',
  reason: 'Target.DeregistrationInProgress',
  description: 'Target deregistration is in progress',
}

/** What a test sets. */
export const PINNED: Readonly<Record<TargetHealth['state'], TargetHealth>> = {
  healthy: { state: 'healthy' },
  unhealthy: { state: 'unhealthy', reason: 'Target.FailedHealthChecks', description: 'Health checks failed' },
  initial: CHECKING,
  unused: NOT_IN_USE,
  draining: DRAINING,
}

/** Reason codes: API reference (TargetHealth). Descriptions: user guide ("Target health status") and ECS service events. */
export function healthAfter(result: CheckResult): TargetHealth {
  switch (result.kind) {
    case 'healthy':
      return { state: 'healthy' }
    case 'checking':
      return CHECKING
    case 'mismatch':
      return {
        state: 'unhealthy',
        reason: 'Target.ResponseCodeMismatch',
        description: `Health checks failed with these codes: [${result.status}]`,
      }
    case 'timeout':
      return { state: 'unhealthy', reason: 'Target.Timeout', description: 'Request timed out' }
    case 'refused':
      return { state: 'unhealthy', reason: 'Target.FailedHealthChecks', description: 'Health checks failed' }
  }
}
