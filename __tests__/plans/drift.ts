import { expect } from '@jest/globals'
import { type Account, createAccount, FIRST_COMMIT, HEALTHY } from '../scenarios/account.ts'
import { type InputTexts, SEED_INPUTS } from '../scenarios/seed-inputs.ts'
import { changesIn, deploy, outcomeOf, planOf } from './run.ts'

/** The seed's service with every input that describes a resource given, so that every field is managed. */
export const EVERYTHING_GIVEN: InputTexts = {
  ...SEED_INPUTS,
  'log-retention-days': '30',
  'deregistration-delay-seconds': '30',
  'host-headers': 'mcp.example.com',
  'circuit-breaker': 'rollback',
  'propagate-tags': 'SERVICE',
  'enable-ecs-managed-tags': 'true',
}

/** Somebody changes one field behind the action's back. */
export interface Drift {
  /** As the plan names it: `resource: field`. */
  readonly field: string
  readonly change: (account: Account) => void
  /** Something has to be there for it. */
  readonly prepare?: (account: Account) => void
  /** What else is necessarily in the plan. */
  readonly beside?: readonly string[]
  /** Operations that put it back, and nothing else. */
  readonly writes: readonly string[]
  /** Over EVERYTHING_GIVEN. */
  readonly inputs?: InputTexts
  readonly files?: Readonly<Record<string, string>>
}

/** Long enough for any rollout, with the old tasks drained. */
export const SETTLED_MS = 20 * 60_000

/**
 * Deploys, changes the field, plans, deploys: the plan names exactly that field and writes nothing, and the deploy puts
 * exactly that field back and writes nothing else.
 */
export async function expectPutBack(drift: Drift): Promise<void> {
  const { field, change, prepare, beside = [], writes, inputs, files } = drift
  await using account = await createAccount()
  account.simulator.pushImage({
    repository: account.seed.repositoryName,
    tag: FIRST_COMMIT,
    architectures: ['amd64', 'arm64'],
    behaviour: HEALTHY,
  })
  prepare?.(account)
  const given = { ...EVERYTHING_GIVEN, wait: 'false', ...inputs }
  const options = files ? { files } : {}
  const first = await deploy(account, given, options)
  expect(outcomeOf(first)).toBe('started')
  account.simulator.clock.advance(SETTLED_MS)
  const before = describedState(account)

  change(account)
  account.simulator.clock.advance(SETTLED_MS)
  expect(describedState(account)).not.toEqual(before)

  const plan = await planOf(account, given, options)
  expect(outcomeOf(plan)).toBe('planned')
  expect(plan.writes).toEqual([])
  expect(changesIn(plan).toSorted()).toEqual([field, ...beside].toSorted())

  const end = await deploy(account, given, options)
  expect(end.writes.toSorted()).toEqual(writes.toSorted())
  account.simulator.clock.advance(SETTLED_MS)
  expect(describedState(account)).toEqual(before)

  const again = await planOf(account, given, options)
  expect(changesIn(again)).toEqual([])
}

/** Settings of a service: how it should be, not how it is at the moment. */
const SERVICE_SETTINGS = [
  'desiredCount',
  'launchType',
  'capacityProviderStrategy',
  'platformVersion',
  'networkConfiguration',
  'loadBalancers',
  'serviceRegistries',
  'deploymentConfiguration',
  'healthCheckGracePeriodSeconds',
  'enableExecuteCommand',
  'enableECSManagedTags',
  'propagateTags',
  'availabilityZoneRebalancing',
] as const

/** Everything that a description can set on the service and around it, without what changes by itself. */
export function describedState(account: Account): object {
  const { simulator } = account
  const { logGroups, targetGroups, rules, namespaces, discoveryServices, tags } = simulator.state()
  const service = account.service()
  const {
    taskDefinitionArn,
    revision: _revision,
    registeredAt: _registeredAt,
    ...taskDefinition
  } = account.taskDefinition()
  const primary = service.deployments?.find(deployment => deployment.status === 'PRIMARY')
  return {
    logGroups,
    targetGroups,
    attributes: targetGroups.map(
      ({ TargetGroupArn }) =>
        simulator.call('elasticloadbalancing', 'DescribeTargetGroupAttributes', { TargetGroupArn }).Attributes,
    ),
    rules,
    namespaces,
    discoveryServices: discoveryServices.map(({ InstanceCount: _, ...rest }) => rest),
    service: Object.fromEntries(SERVICE_SETTINGS.map(name => [name, service[name]])),
    serviceConnect: primary?.serviceConnectConfiguration,
    taskDefinition,
    taskDefinitionTags: tags[taskDefinitionArn ?? ''],
    tags: Object.fromEntries(Object.entries(tags).filter(([arn]) => !/:task(-definition)?\//.test(arn))),
  }
}

/** The service's own target group, rule and discovery service, for calls. */
export function ownParts({ simulator, seed }: Account) {
  const { targetGroups, rules, namespaces, discoveryServices, logGroups } = simulator.state()
  const targetGroupArn: string = targetGroups.find(
    ({ TargetGroupName }) => TargetGroupName === 'busyb-google-workspace',
  ).TargetGroupArn
  const rule = rules.find(({ Actions }) => Actions[0].TargetGroupArn === targetGroupArn)
  return {
    targetGroupArn,
    ruleArn: rule?.RuleArn as string,
    rule,
    namespace: namespaces[0],
    discoveryService: discoveryServices[0],
    logGroupArn: logGroups[0].logGroupArn as string,
    cluster: seed.clusterName,
  }
}
