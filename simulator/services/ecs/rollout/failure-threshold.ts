import type { DeploymentConfiguration } from '@aws-sdk/client-ecs'

/**
 * How many consecutive failures trip the circuit breaker: half the desired count, but at least 3 and at most 200,
 * unless `thresholdConfiguration` says otherwise (SDK documentation, DeploymentCircuitBreaker). Halves are rounded up
 * (developer guide).
 */
export function failureThreshold(configuration: DeploymentConfiguration, desiredCount: number): number {
  const given = configuration.deploymentCircuitBreaker?.thresholdConfiguration
  const value = given?.value ?? 50
  switch (given?.type) {
    case 'COUNT':
      return value
    case 'UNBOUNDED_PERCENT':
      return Math.max(1, Math.ceil((desiredCount * value) / 100))
    default:
      return Math.min(200, Math.max(3, Math.ceil((desiredCount * value) / 100)))
  }
}
