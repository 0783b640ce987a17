import { isDeepStrictEqual } from 'node:util'
import type { Service, UpdateServiceCommandInput } from '@aws-sdk/client-ecs'
import { primaryDeployment } from './deployment-identity.ts'

/** What a deployment fixes beside the task definition, as the service itself shows it. */
const REVISION_MEMBERS = ['networkConfiguration', 'loadBalancers', 'serviceRegistries', 'platformVersion'] as const

/** The same, as only its PRIMARY deployment shows it. */
const DEPLOYMENT_MEMBERS = ['serviceConnectConfiguration', 'volumeConfigurations', 'vpcLatticeConfigurations'] as const

export interface Revert {
  readonly cluster: string
  readonly taskDefinitionArn: string
  /** The service when that revision was its own; undefined: only the task definition is known. */
  readonly before: Service | undefined
}

/** Pure. The update that brings back what the service ran before: its revision, and what was deployed with it. */
export function revertInput({ cluster, taskDefinitionArn, before }: Revert, now: Service): UpdateServiceCommandInput {
  const input: UpdateServiceCommandInput = {
    cluster,
    service: now.serviceName ?? '',
    taskDefinition: taskDefinitionArn,
    ...(now.healthCheckGracePeriodSeconds !== undefined && {
      healthCheckGracePeriodSeconds: now.healthCheckGracePeriodSeconds,
    }),
  }
  if (!before) return input
  const changed: Record<string, unknown> = {}
  for (const name of REVISION_MEMBERS) {
    if (!isDeepStrictEqual(before[name], now[name])) changed[name] = before[name] ?? emptyOf(name)
  }
  const [earlier, current] = [primaryDeployment(before), primaryDeployment(now)]
  for (const name of DEPLOYMENT_MEMBERS) {
    if (!isDeepStrictEqual(earlier?.[name], current?.[name])) changed[name] = earlier?.[name] ?? emptyOf(name)
  }
  if (!isDeepStrictEqual(before.capacityProviderStrategy ?? [], now.capacityProviderStrategy ?? [])) {
    changed.capacityProviderStrategy = before.capacityProviderStrategy ?? []
    input.forceNewDeployment = true
  }
  return { ...input, ...changed }
}

/** Empty lists remove (ECS API reference, UpdateService). */
function emptyOf(name: string): unknown {
  if (name === 'serviceConnectConfiguration') return { enabled: false }
  return name === 'networkConfiguration' || name === 'platformVersion' ? undefined : []
}
