import type { DeploymentRecord, Ecs } from '../state.ts'
import { failDeployment } from './rollbacks.ts'

/**
 * The circuit breaker trips: the deployment is FAILED and "doesn't launch any new tasks" (SDK documentation,
 * Deployment.rolloutState). The wordings of the status are assumed: no report of them was found.
 */
export function tripCircuitBreaker(ecs: Ecs, deployment: DeploymentRecord): void {
  const { service, serviceDeployment } = deployment
  if (serviceDeployment.status !== 'ROLLBACK_IN_PROGRESS') serviceDeployment.breaker.status = 'TRIGGERED'
  failDeployment(ecs, deployment, {
    rollsBack: service.settings.deploymentConfiguration.deploymentCircuitBreaker?.rollback ?? false,
    reason: 'ECS deployment circuit breaker: tasks failed to start.',
    event: 'tasks failed to start',
    cause: 'because the circuit breaker threshold was exceeded',
    rolloutReason: id => `ECS deployment circuit breaker: rolling back to deploymentId ${id}.`,
  })
}
