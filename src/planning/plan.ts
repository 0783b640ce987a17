import type { AnyChange, Change } from '../change.ts'
import type { Observation } from '../observation/observation.ts'
import { type Problem, throwProblems } from '../problem.ts'
import { type DesiredDiscoveryService, planDiscoveryService } from '../resources/cloud-map/discovery-service.ts'
import { type DesiredNamespace, type ObservedNamespace, planNamespace } from '../resources/cloud-map/namespace.ts'
import type { ObservedDiscoveryService } from '../resources/cloud-map/observed-discovery-service.ts'
import { planRule, type RuleChange } from '../resources/listener-rule/listener-rule.ts'
import { type DesiredLogGroup, type ObservedLogGroup, planLogGroup } from '../resources/log-group.ts'
import type { DeploymentIdentity } from '../resources/service/deployment-identity.ts'
import { desiredService, TO_BE_CREATED } from '../resources/service/desired-service.ts'
import { movedTag } from '../resources/service/moved-tag.ts'
import { ongoingDeployment } from '../resources/service/ongoing-deployment.ts'
import { planService, type ServiceChange } from '../resources/service/service.ts'
import type { ObservedTargetGroup } from '../resources/target-group/observed-target-group.ts'
import { type DesiredTargetGroup, planTargetGroup } from '../resources/target-group/target-group.ts'
import {
  type DesiredTaskDefinition,
  planTaskDefinition,
  type TaskDefinitionChange,
} from '../resources/task-definition.ts'
import type { Specification } from '../specification/specification.ts'
import { planProblems } from './plan-problems.ts'

/** Everything that has to happen. `undefined` where nothing is described. */
export interface Plan {
  readonly logGroups: readonly Change<DesiredLogGroup, ObservedLogGroup>[]
  readonly taskDefinition: TaskDefinitionChange
  readonly targetGroup: Change<DesiredTargetGroup, ObservedTargetGroup> | undefined
  readonly rule: RuleChange | undefined
  readonly namespace: Change<DesiredNamespace, ObservedNamespace> | undefined
  readonly discoveryService: Change<DesiredDiscoveryService, ObservedDiscoveryService> | undefined
  readonly service: ServiceChange
  /** The wanted deployment is under way already: it is watched, and nothing is started. */
  readonly adopted: DeploymentIdentity | undefined
}

/**
 * Pure: description and observation to changes, the impossible ones among them (`impossibilities`).
 *
 * @throws InvalidError where something is missing or does not go together: then there is no plan
 */
export function makePlan(specification: Specification, observation: Observation): Plan {
  throwProblems(planProblems(specification, observation))
  const taskDefinition = planTaskDefinition(
    desiredTaskDefinition(specification, observation),
    { current: observation.currentRevision, newest: observation.newestRevision, earlier: observation.earlierRevisions },
    { showValues: specification.inputs.report.showEnvironmentValues },
  )
  const targetGroup = planGroup(specification, observation)
  const namespace = planNamespaceOf(specification, observation)
  const discoveryService = planDiscovery(specification, observation)
  const running = decideDeployment(specification, observation, taskDefinition)
  const desired = desiredService(specification, observation, {
    taskDefinitionArn: revisionThatStays(taskDefinition),
    targetGroupArn: targetGroupArnOf(specification, observation, targetGroup),
    registry: registryOf(specification, observation),
  })
  return {
    logGroups: planLogGroups(specification, observation),
    taskDefinition,
    targetGroup,
    rule: planRuleOf(specification, observation),
    namespace,
    discoveryService,
    service: planService({ ...desired, forced: running.forced }, observation.service),
    adopted: running.adopted,
  }
}

/** ARN of the revision that is to run, where it exists; undefined: it is still to be registered. */
function revisionThatStays(change: TaskDefinitionChange): string | undefined {
  return change.kind === 'unchanged' || change.kind === 'update' ? change.observed.arn : undefined
}

/** True where carrying the plan out changes anything. */
export function hasChanges(plan: Plan): boolean {
  return changesOf(plan).some(change => change.kind !== 'unchanged')
}

function changesOf(plan: Plan): readonly AnyChange[] {
  const { logGroups, taskDefinition, targetGroup, rule, namespace, discoveryService, service } = plan
  const all = [...logGroups, taskDefinition, targetGroup, rule, namespace, discoveryService, service]
  return all.filter(change => change !== undefined)
}

/** Why the plan cannot be carried out: a sentence with the remedy for each thing that stands in the way. */
export function impossibilities(plan: Plan): Problem[] {
  return changesOf(plan).flatMap(change => (change.kind === 'impossible' ? [change.problem] : []))
}

function desiredTaskDefinition({ tags }: Specification, { files, rendering }: Observation): DesiredTaskDefinition {
  const given = { ...files.taskDefinitionTags, ...tags.given }
  return { spec: rendering.taskDefinition, tags: { ...tags, given } }
}

function planLogGroups({ inputs, tags }: Specification, { rendering, logGroups }: Observation): Plan['logGroups'] {
  const own = rendering.ownLogGroup
  return rendering.logGroups.map(name =>
    planLogGroup(
      {
        name,
        retentionDays: name === own ? inputs.taskDefinition.logRetentionDays : undefined,
        tags,
      },
      logGroups.get(name),
    ),
  )
}

function planGroup(
  { inputs, targetGroupName, tags }: Specification,
  { vpcId, loadBalancer, targetGroup, rendering }: Observation,
): Plan['targetGroup'] {
  if (targetGroupName === undefined) return undefined
  const desired = {
    name: targetGroupName,
    vpcId: vpcId ?? '',
    loadBalancerArn: loadBalancer?.LoadBalancerArn,
    settings: inputs.loadBalancer.targetGroup,
    containerPort: rendering.containerPort ?? 0,
    tags,
  }
  return planTargetGroup(desired, targetGroup)
}

function planRuleOf({ inputs, tags }: Specification, observation: Observation): RuleChange | undefined {
  const { listener, rule } = inputs.loadBalancer
  if (!listener) return undefined
  const desired = {
    listenerArn: listener.kind === 'arn' ? listener.listenerArn : (observation.listener?.ListenerArn ?? ''),
    match: { paths: rule.pathPatterns, hosts: rule.hostHeaders },
    priority: rule.priority ?? 'auto',
    stripPathPrefix: rule.stripPathPrefix,
    tags,
  } as const
  return planRule(desired, observation.ownRule, observation.rules)
}

function planNamespaceOf({ inputs, tags }: Specification, { vpcId, namespace }: Observation): Plan['namespace'] {
  const name = inputs.discovery.namespace
  if (name === undefined) return undefined
  return planNamespace({ name, vpcId: vpcId ?? '', tags }, namespace)
}

function planDiscovery({ inputs, tags }: Specification, { discoveryService }: Observation): Plan['discoveryService'] {
  const { namespace, service, recordTypes, ttlSeconds } = inputs.discovery
  if (namespace === undefined || service === undefined) return undefined
  return planDiscoveryService({ name: service, namespace, recordTypes, ttlSeconds, tags }, discoveryService)
}

function targetGroupArnOf(
  { inputs }: Specification,
  { targetGroup }: Observation,
  change: Plan['targetGroup'],
): string | undefined {
  if (!change) return inputs.loadBalancer.targetGroupArn
  return targetGroup?.arn ?? TO_BE_CREATED
}

function registryOf({ inputs }: Specification, { discoveryService }: Observation) {
  if (inputs.discovery.service === undefined) return undefined
  return {
    arn: discoveryService?.arn ?? TO_BE_CREATED,
    recordTypes: recordTypesOf(inputs.discovery.recordTypes, discoveryService),
  }
}

/** Types of the records that the discovery service has, or will have. */
export function recordTypesOf(
  given: readonly string[] | undefined,
  observed: ObservedDiscoveryService | undefined,
): readonly string[] {
  return observed?.records.map(record => record.type) ?? given ?? ['A']
}

/** Whether the service's tasks have to be replaced although nothing differs, or are being replaced already. */
function decideDeployment(
  { inputs }: Specification,
  observation: Observation,
  taskDefinition: Plan['taskDefinition'],
): { readonly forced: string | undefined; readonly adopted: DeploymentIdentity | undefined } {
  const service = observation.service?.service
  if (!service || service.status === 'DRAINING') return { forced: undefined, adopted: undefined }
  if (inputs.service.forceNewDeployment) return { forced: '"force-new-deployment" is true', adopted: undefined }
  const revision = revisionThatStays(taskDefinition)
  if (revision === undefined) return { forced: undefined, adopted: undefined }

  const ongoing = ongoingDeployment(service, revision)
  const moved = movedTag(observation)
  switch (ongoing.kind) {
    case 'other':
      return { forced: undefined, adopted: undefined }
    case 'under-way':
      return moved ? { forced: moved, adopted: undefined } : { forced: undefined, adopted: ongoing.identity }
    case 'not-stable':
      return { forced: ongoing.reason, adopted: undefined }
    case 'stable':
      return { forced: moved, adopted: undefined }
  }
}
