import type { Deployment, Service, UpdateServiceCommandInput } from '@aws-sdk/client-ecs'
import { revisionName } from '../../aws/arn.ts'
import { contains } from '../equality.ts'
import { primaryDeployment } from './deployment-identity.ts'

/** What an update of ours was about to do, to tell its own deployment from somebody else's. */
export interface OwnUpdate {
  /** As it was observed, before the write. */
  readonly before: Service
  /** As the write returned it. */
  readonly answer: Service
  /** True where the write starts a deployment by itself: the PRIMARY one is then ours. */
  readonly startsDeployment: boolean
}

/**
 * Pure. ECS has no compare-and-swap: deployments of the answer that neither were observed before nor are ours
 * were started by somebody else in between, or by ECS itself, which rolled one back.
 */
function otherDeployments({ before, answer, startsDeployment }: OwnUpdate): readonly Deployment[] {
  const known = new Set(before.deployments?.map(({ id }) => id))
  return (answer.deployments ?? []).filter(
    ({ id, status }) => !known.has(id) && !(startsDeployment && status === 'PRIMARY'),
  )
}

/** Pure. What is to be said of them; undefined where there are none. */
export function otherDeploymentsWarning(update: OwnUpdate): string | undefined {
  const others = otherDeployments(update)
  if (others.length === 0) return undefined
  const names = others.map(({ id, taskDefinition }) => `${id} of ${revisionName(taskDefinition ?? '')}`).join(', ')
  const start = `Service "${update.answer.serviceName}": after this run read it and before its update, someone else started deployment ${names}.`
  return update.startsDeployment
    ? `${start} This run's own replaced it.`
    : `${start} That one continues: this run changed only what starts no deployment.`
}

/** Settings that AWS returns with the service, and that nobody changes but a caller (or auto scaling, the count). */
const SETTINGS = [
  'desiredCount',
  'platformVersion',
  'enableExecuteCommand',
  'availabilityZoneRebalancing',
  'propagateTags',
  'enableECSManagedTags',
  'deploymentConfiguration',
  'networkConfiguration',
  'loadBalancers',
  'serviceRegistries',
  'capacityProviderStrategy',
] as const satisfies readonly (keyof Service)[]

/**
 * Pure. Settings that the update did not send and that the answer has other than they were seen: somebody else changed
 * them in between. Of a setting that was sent, AWS's answer tells nothing of the kind.
 */
export function otherSettingsWarning(
  before: Service,
  answer: Service,
  sent: UpdateServiceCommandInput,
): string | undefined {
  const changed = SETTINGS.filter(
    name => sent[name] === undefined && before[name] !== undefined && !contains(answer[name], before[name]),
  )
  if (changed.length === 0) return undefined
  const who = changed.includes('desiredCount') ? 'someone else, or auto scaling,' : 'someone else'
  return `Service "${answer.serviceName}": after this run read it and before its update, ${who} changed ${changed.join(', ')}. This run did not touch it.`
}

/** Pure. CreateService found the name taken by a service that was not observed before. */
export function foundServiceWarning(found: Service): string {
  const primary = primaryDeployment(found)
  const deployment = primary ? ` with deployment ${primary.id} of ${revisionName(primary.taskDefinition ?? '')}` : ''
  return `Service "${found.serviceName}": someone else created it${deployment} after this run looked for it. It is now updated to what is described.`
}
