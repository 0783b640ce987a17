import type { DeploymentConfiguration } from '@aws-sdk/client-ecs'

/**
 * How many consecutive failures the circuit breaker stands: half the desired count, but 3 at least and 200 at most,
 * unless `thresholdConfiguration` says otherwise (SDK documentation, DeploymentCircuitBreaker). That halves are
 * rounded up is the developer guide's.
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
