import type { Service } from '@aws-sdk/client-ecs'

const FARGATE_PROVIDERS: ReadonlySet<string> = new Set(['FARGATE', 'FARGATE_SPOT'])

/** Pure. Why a service is not this action's to change; undefined: it is. */
export function foreignProblem(service: Service): string | undefined {
  const controller = service.deploymentController?.type
  if (controller && controller !== 'ECS') {
    return `its deployments are made by the ${controller} controller, and this action works with the ECS controller only. Deploy under another service name, or keep deploying it with ${controller === 'CODE_DEPLOY' ? 'CodeDeploy' : 'its own controller'}.`
  }
  if (service.resourceManagementType === 'ECS') {
    return 'it is managed by ECS Express Mode, which makes its load balancer and scaling itself. Deploy under another service name, or keep deploying it with Express Mode.'
  }
  if (service.launchType && service.launchType !== 'FARGATE') {
    return `it runs on the launch type ${service.launchType}, and this action works with Fargate only. Deploy under another service name.`
  }
  const others = (service.capacityProviderStrategy ?? [])
    .map(({ capacityProvider }) => capacityProvider ?? '')
    .filter(provider => !FARGATE_PROVIDERS.has(provider))
  if (others.length > 0) {
    return `it runs on the capacity provider ${others.join(', ')}, and this action works with FARGATE and FARGATE_SPOT only. Deploy under another service name.`
  }
  if (service.schedulingStrategy === 'DAEMON') {
    return 'it is a daemon service, which Fargate does not have. Deploy under another service name.'
  }
  return undefined
}
