import type { DeploymentLifecycleHook, Service, ServiceDeployment, Task } from '@aws-sdk/client-ecs'
import { describe, expect, test } from '@jest/globals'
import type { Simulator } from '../../../simulator/simulator.ts'
import type { Behaviour } from '../../../simulator/world.ts'
import { createDeployedService, type DeployedService } from '../deployed-service.ts'
import { simulatorForEachTest } from '../simulator-fixture.ts'

const running = simulatorForEachTest()
const CLUSTER = 'busyb-cluster'
const HOOK_ROLE = 'arn:aws:iam::123456789012:role/hooks'
const LAMBDA = 'arn:aws:lambda:us-east-1:123456789012:function:check'

interface Shifted extends DeployedService {
  readonly alternateArn: string
  /** The update begins: `api:2`, whose image behaves as given. */
  update(behaviour?: Behaviour): void
}

/** A service that runs `api:1` behind two target groups, by the strategy that the configuration names. */
function shifting(deploymentConfiguration: object, { traffic = true } = {}): Shifted {
  const { simulator } = running
  let alternateArn = ''
  const service = createDeployedService(simulator, ({ targetGroupArn, ruleArn }) => {
    alternateArn = createAlternateGroup(simulator, targetGroupArn)
    const advancedConfiguration = {
      alternateTargetGroupArn: alternateArn,
      productionListenerRule: ruleArn,
      roleArn: 'arn:aws:iam::123456789012:role/balancing',
    }
    const balancer = { targetGroupArn, containerName: 'api', containerPort: 8000, advancedConfiguration }
    return {
      deploymentConfiguration: { bakeTimeInMinutes: 1, ...deploymentConfiguration },
      loadBalancers: traffic ? [balancer] : [],
      ...(traffic ? {} : { healthCheckGracePeriodSeconds: undefined }),
    }
  })
  advanceUntil(() => newest().status === 'SUCCESSFUL')
  return { ...service, alternateArn, update: behaviour => service.deploy('2', behaviour) }
}

function createAlternateGroup(simulator: Simulator, targetGroupArn: string): string {
  const groups = simulator.state().targetGroups
  const { VpcId } = groups.find(group => group.TargetGroupArn === targetGroupArn)
  const input = { Name: 'api-2', Protocol: 'HTTP', Port: 8000, VpcId, TargetType: 'ip', HealthCheckPath: '/health' }
  const created = simulator.call('elasticloadbalancing', 'CreateTargetGroup', input)
  return (created.TargetGroups as readonly { readonly TargetGroupArn: string }[])[0]?.TargetGroupArn ?? ''
}

const newest = () =>
  (running.simulator.services.ecs.state().serviceDeployments as ServiceDeployment[]).at(-1) as ServiceDeployment
const service = () => running.simulator.services.ecs.state().services[0] as Service
const live = (revision: string) =>
  (running.simulator.services.ecs.state().tasks as Task[]).filter(
    task => task.desiredStatus === 'RUNNING' && task.taskDefinitionArn?.endsWith(`api:${revision}`),
  ).length

function weights(ruleArn: string): Record<string, number> {
  const rule = running.simulator.state().rules.find(candidate => candidate.RuleArn === ruleArn)
  const groups: { TargetGroupArn: string; Weight: number }[] = rule.Actions[0].ForwardConfig.TargetGroups
  return Object.fromEntries(groups.map(group => [group.TargetGroupArn, group.Weight]))
}

function advanceUntil(reached: () => boolean, limitSeconds = 3_600): void {
  for (let second = 0; second < limitSeconds && !reached(); second++) running.simulator.clock.advance(1_000)
  expect(reached()).toBe(true)
}

/** Each change of stage, rollout state and the production traffic of the new revision, until the deployment ends. */
function course(limitSeconds = 7_200): string[] {
  const seen: string[] = []
  for (let second = 0; second < limitSeconds; second++) {
    const { status, lifecycleStage, targetServiceRevision } = newest()
    const { rolloutState } = service().deployments?.[0] ?? {}
    const state = [lifecycleStage ?? status, rolloutState, targetServiceRevision?.requestedProductionTrafficWeight]
    if (seen.at(-1) !== state.join(' ').trim()) seen.push(state.join(' ').trim())
    if (status !== 'PENDING' && status !== 'IN_PROGRESS') break
    running.simulator.clock.advance(1_000)
  }
  return seen
}

describe('BLUE_GREEN', () => {
  test('passes its stages, shifts all traffic at once, and bakes before it is successful', () => {
    const api = shifting({ strategy: 'BLUE_GREEN' })
    api.update()
    expect(course()).toEqual([
      'RECONCILE_SERVICE IN_PROGRESS 0',
      'PRE_SCALE_UP IN_PROGRESS 0',
      'SCALE_UP IN_PROGRESS 0',
      'POST_SCALE_UP IN_PROGRESS 0',
      'TEST_TRAFFIC_SHIFT IN_PROGRESS 0',
      'POST_TEST_TRAFFIC_SHIFT IN_PROGRESS 0',
      'PRE_PRODUCTION_TRAFFIC_SHIFT IN_PROGRESS 0',
      'PRODUCTION_TRAFFIC_SHIFT IN_PROGRESS 100',
      'POST_PRODUCTION_TRAFFIC_SHIFT IN_PROGRESS 100',
      'BAKE_TIME COMPLETED 100',
      'CLEAN_UP COMPLETED 100',
      'SUCCESSFUL COMPLETED 100',
    ])
    expect([live('1'), live('2')]).toEqual([0, 2])
    advanceUntil(() => service().deployments?.length === 1)
  })

  test('uses the two target groups in turn, and rewrites the weights of the rule', () => {
    const api = shifting({ strategy: 'BLUE_GREEN' })
    expect(weights(api.ruleArn)).toEqual({ [api.targetGroupArn]: 100, [api.alternateArn]: 0 })
    api.update()
    advanceUntil(() => newest().lifecycleStage === 'SCALE_UP')
    expect(weights(api.ruleArn)).toEqual({ [api.targetGroupArn]: 100, [api.alternateArn]: 0 })
    course()
    expect(weights(api.ruleArn)).toEqual({ [api.targetGroupArn]: 0, [api.alternateArn]: 100 })
    running.simulator.call('ecs', 'UpdateService', { cluster: CLUSTER, service: 'api', forceNewDeployment: true })
    course()
    expect(weights(api.ruleArn)).toEqual({ [api.targetGroupArn]: 100, [api.alternateArn]: 0 })
  })

  test('runs both revisions in full while it bakes', () => {
    shifting({ strategy: 'BLUE_GREEN' }).update()
    advanceUntil(() => newest().lifecycleStage === 'BAKE_TIME')
    expect([live('1'), live('2')]).toEqual([2, 2])
    expect(newest().sourceServiceRevisions).toMatchObject([{ requestedProductionTrafficWeight: 0 }])
  })

  test('that is stopped while it bakes shifts back', () => {
    const api = shifting({ strategy: 'BLUE_GREEN' })
    api.update()
    advanceUntil(() => newest().lifecycleStage === 'BAKE_TIME')
    const { serviceDeploymentArn } = newest()
    running.simulator.call('ecs', 'StopServiceDeployment', { serviceDeploymentArn })
    advanceUntil(() => newest().status === 'ROLLBACK_SUCCESSFUL')
    expect(weights(api.ruleArn)).toEqual({ [api.targetGroupArn]: 100, [api.alternateArn]: 0 })
    expect([live('1'), live('2')]).toEqual([2, 0])
    expect(newest().targetServiceRevision?.requestedProductionTrafficWeight).toBe(0)
  })

  test('that crashes is rolled back by the circuit breaker, and never gets traffic', () => {
    const api = shifting({ strategy: 'BLUE_GREEN', deploymentCircuitBreaker: { enable: true, rollback: true } })
    api.update({ crash: { afterSeconds: 1, exitCode: 1 } })
    expect(course().some(state => state.endsWith(' 100'))).toBe(false)
    advanceUntil(() => newest().status === 'ROLLBACK_SUCCESSFUL')
  })

  test('is rolled back by an alarm while it bakes', () => {
    const alarms = { alarmNames: ['errors'], enable: true, rollback: true }
    shifting({ strategy: 'BLUE_GREEN', alarms }).update()
    advanceUntil(() => newest().lifecycleStage === 'BAKE_TIME')
    running.simulator.services.ecs.setAlarm('errors', true)
    advanceUntil(() => newest().status === 'ROLLBACK_SUCCESSFUL')
  })

  test('that is superseded reconciles first: the earlier new tasks go, what serves stays', () => {
    const api = shifting({ strategy: 'BLUE_GREEN' })
    api.update()
    advanceUntil(() => newest().lifecycleStage === 'BAKE_TIME')
    api.deploy('3')
    advanceUntil(() => newest().status === 'IN_PROGRESS' && newest().lifecycleStage === 'RECONCILE_SERVICE')
    expect(weights(api.ruleArn)).toEqual({ [api.targetGroupArn]: 100, [api.alternateArn]: 0 })
    advanceUntil(() => newest().lifecycleStage === 'SCALE_UP')
    expect([live('1'), live('2')]).toEqual([2, 0])
    advanceUntil(() => newest().status === 'SUCCESSFUL')
    expect([live('1'), live('2'), live('3')]).toEqual([0, 0, 2])
  })

  test('without a load balancer has the stages, but no traffic', () => {
    shifting({ strategy: 'BLUE_GREEN' }, { traffic: false }).update()
    const seen = course()
    expect(seen).toContain('BAKE_TIME COMPLETED')
    expect(seen.at(-1)).toBe('SUCCESSFUL COMPLETED')
    expect(newest().targetServiceRevision).not.toHaveProperty('requestedProductionTrafficWeight')
  })
})

describe('gradual shifts', () => {
  const shifts = (seen: readonly string[]) => seen.filter(state => state.startsWith('PRODUCTION_TRAFFIC_SHIFT'))

  test('LINEAR goes in steps, with a stage before each', () => {
    const linearConfiguration = { stepPercent: 40, stepBakeTimeInMinutes: 1 }
    shifting({ strategy: 'LINEAR', linearConfiguration }).update()
    const seen = course()
    expect(shifts(seen).map(state => state.split(' ')[2])).toEqual(['40', '80', '100'])
    expect(seen.filter(state => state.startsWith('PRE_PRODUCTION'))).toHaveLength(3)
  })

  test('CANARY waits with a small share, in whole weights', () => {
    const canaryConfiguration = { canaryPercent: 2.5, canaryBakeTimeInMinutes: 2 }
    const api = shifting({ strategy: 'CANARY', canaryConfiguration })
    api.update()
    advanceUntil(() => newest().targetServiceRevision?.requestedProductionTrafficWeight === 2.5)
    expect(weights(api.ruleArn)).toEqual({ [api.targetGroupArn]: 975, [api.alternateArn]: 25 })
    running.simulator.clock.advance(110_000)
    expect(newest().targetServiceRevision?.requestedProductionTrafficWeight).toBe(2.5)
    expect(shifts(course()).map(state => state.split(' ')[2])).toEqual(['2.5', '100'])
  })

  test('a first deployment gets all traffic at once', () => {
    shifting({ strategy: 'CANARY' })
    expect(newest().targetServiceRevision?.requestedProductionTrafficWeight).toBe(100)
  })
})

describe('lifecycle hooks', () => {
  const hooked = (hook: DeploymentLifecycleHook) => {
    const api = shifting({ strategy: 'BLUE_GREEN' })
    const deploymentConfiguration = { lifecycleHooks: [hook] }
    api.deploy('2', undefined, { deploymentConfiguration })
  }
  const pause = (overrides: DeploymentLifecycleHook = {}): DeploymentLifecycleHook => ({
    targetType: 'PAUSE',
    lifecycleStages: ['POST_SCALE_UP'],
    ...overrides,
  })
  const answer = (action: string) =>
    running.simulator.call('ecs', 'ContinueServiceDeployment', {
      serviceDeploymentArn: newest().serviceDeploymentArn,
      hookId: newest().lifecycleHookDetails?.[0]?.hookId,
      action,
    })

  test('PAUSE waits for a person', () => {
    hooked(pause())
    advanceUntil(() => newest().lifecycleHookDetails !== undefined)
    running.simulator.clock.advance(3_600_000)
    expect(newest()).toMatchObject({
      lifecycleStage: 'POST_SCALE_UP',
      lifecycleHookDetails: [{ targetType: 'PAUSE', status: 'AWAITING_ACTION', timeoutAction: 'ROLLBACK' }],
    })
    answer('CONTINUE')
    expect(newest().lifecycleHookDetails).toMatchObject([{ status: 'SUCCEEDED' }])
    expect(() => answer('CONTINUE')).toThrow(expect.objectContaining({ code: 'InvalidParameterException' }))
    expect(course().at(-1)).toBe('SUCCESSFUL COMPLETED 100')
  })

  test('PAUSE can be answered with a rollback', () => {
    hooked(pause())
    advanceUntil(() => newest().lifecycleHookDetails !== undefined)
    answer('ROLLBACK')
    advanceUntil(() => newest().status === 'ROLLBACK_SUCCESSFUL')
  })

  test.each([
    { action: 'ROLLBACK', status: 'ROLLBACK_SUCCESSFUL' },
    { action: 'CONTINUE', status: 'SUCCESSFUL' },
  ] as const)('PAUSE that times out ends as $status', ({ action, status }) => {
    hooked(pause({ timeoutConfiguration: { timeoutInMinutes: 10, action } }))
    advanceUntil(() => newest().status === status)
    expect(newest().lifecycleHookDetails).toMatchObject([{ status: 'TIMED_OUT' }])
  })

  test.each([
    { result: 'SUCCEEDED', status: 'SUCCESSFUL' },
    { result: 'FAILED', status: 'ROLLBACK_SUCCESSFUL' },
  ] as const)('a Lambda function that has $result leads to $status', ({ result, status }) => {
    running.simulator.settings.lambdaHooks = { [LAMBDA]: { seconds: 60, status: result } }
    hooked({ hookTargetArn: LAMBDA, roleArn: HOOK_ROLE, lifecycleStages: ['PRE_SCALE_UP'] })
    advanceUntil(() => newest().lifecycleHookDetails !== undefined)
    running.simulator.clock.advance(50_000)
    expect(newest().lifecycleHookDetails).toMatchObject([{ targetArn: LAMBDA, status: 'IN_PROGRESS' }])
    advanceUntil(() => newest().status === status)
    expect(newest().lifecycleHookDetails).toMatchObject([{ status: result }])
  })
})

describe('what AWS refuses', () => {
  const refused = (overrides: object) => () =>
    running.simulator.call('ecs', 'CreateService', {
      cluster: CLUSTER,
      serviceName: 'other',
      taskDefinition: 'api',
      desiredCount: 1,
      launchType: 'FARGATE',
      ...overrides,
    })
  const early = { enable: true, sourceServiceRevisionCleanup: 'BLOCKING' }
  const network = () => ({
    networkConfiguration: service().networkConfiguration,
  })

  test.each([
    { text: 'bakeTimeInMinutes is required', configuration: { strategy: 'BLUE_GREEN' } },
    {
      text: 'stepPercent must be between',
      configuration: { strategy: 'LINEAR', linearConfiguration: { stepPercent: 2 } },
    },
    { text: 'only valid for the CANARY', configuration: { canaryConfiguration: { canaryPercent: 5 } } },
    { text: 'requires healthyPercent', configuration: { earlySuccessCriteria: early } },
    { text: 'must not be less', configuration: { earlySuccessCriteria: { ...early, healthyPercent: 50 } } },
    {
      text: 'only valid for the ROLLING',
      configuration: { strategy: 'CANARY', earlySuccessCriteria: { ...early, healthyPercent: 100 } },
    },
    {
      text: 'PAUSE lifecycle hooks are not supported at',
      configuration: { lifecycleHooks: [{ targetType: 'PAUSE', lifecycleStages: ['PRODUCTION_TRAFFIC_SHIFT'] }] },
    },
    {
      text: 'hookTargetArn and roleArn are required',
      configuration: { lifecycleHooks: [{ lifecycleStages: ['PRE_SCALE_UP'] }] },
    },
  ])('$text', ({ text, configuration }) => {
    createDeployedService(running.simulator)
    expect(refused({ ...network(), deploymentConfiguration: configuration })).toThrow(text)
  })

  test('a load balancer without its advanced configuration', () => {
    const { loadBalancers } = createDeployedService(running.simulator).input() as { loadBalancers: object[] }
    const deploymentConfiguration = { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0 }
    expect(refused({ ...network(), loadBalancers, deploymentConfiguration })).toThrow('advancedConfiguration')
  })
})
