import type { Simulator } from '../../../simulator/simulator.ts'
import { ALARM, CLUSTER, type Stage } from '../stage.ts'
import { type ArrangedScene, type NamedScenario, named } from './named-scenario.ts'

const BLUE_GREEN = { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 1 } as const
const CANARY = {
  strategy: 'CANARY',
  bakeTimeInMinutes: 1,
  canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 3 },
} as const
const PAUSE = {
  lifecycleHooks: [{ targetType: 'PAUSE', lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'] }],
} as const

const completes = {
  outcome: 'succeeded',
  serving: 'new',
  sentence: /completed/,
  known: times => times.ended(),
} as const satisfies Partial<NamedScenario>

/** Deployments that shift traffic. */
export const STRATEGIES: readonly NamedScenario[] = [
  named(
    'blue/green',
    { service: { groups: 'existing' } },
    { ...completes, arrange: scene => byStrategy(scene, BLUE_GREEN) },
  ),
  named(
    'blue/green, and a hook waits two minutes for a person',
    { service: { groups: 'existing' } },
    {
      ...completes,
      // The health of the tasks in both groups is read once more for the lines that say what is waited for.
      quietReads: 23,
      arrange(scene) {
        const { clock, whenDeployed, simulator } = scene
        whenDeployed(() => clock.at(clock.now() + 120_000, () => continueHook(simulator)))
        return byStrategy(scene, { ...BLUE_GREEN, ...PAUSE })
      },
    },
  ),
  named(
    'a canary, and an alarm fires',
    { service: { groups: 'existing', alarm: { rollback: true, bakeMinutes: 1 } } },
    {
      ...completes,
      outcome: 'rolled-back',
      serving: 'previous',
      sentence: /api-errors/,
      known: times => times.ended(),
      arrange(scene) {
        const { clock, whenDeployed, simulator } = scene
        whenDeployed(() => clock.at(clock.now() + 100_000, () => simulator.services.ecs.setAlarm(ALARM, true)))
        return byStrategy(scene, CANARY)
      },
    },
  ),
]

/** The service file with the strategy, and with what it needs: another target group, the rule, a role. */
function byStrategy({ stage, simulator }: ArrangedScene, configuration: object): Stage {
  const file = JSON.parse(stage.files['service.json'] ?? '{}')
  const { targetGroupArn } = file.loadBalancers[0]
  const advancedConfiguration = {
    alternateTargetGroupArn: alternateGroup(simulator, targetGroupArn),
    productionListenerRule: ruleTo(simulator, targetGroupArn),
    roleArn: simulator.services.iam.createRole({ name: 'balancing', trust: ['ecs.amazonaws.com'] }),
  }
  const { minimumHealthyPercent: _, ...kept } = file.deploymentConfiguration
  const service = {
    ...file,
    loadBalancers: [{ ...file.loadBalancers[0], advancedConfiguration }],
    deploymentConfiguration: { ...kept, ...configuration },
  }
  return { ...stage, files: { ...stage.files, 'service.json': JSON.stringify(service) } }
}

function alternateGroup(simulator: Simulator, arn: string): string {
  const { VpcId } = simulator.state().targetGroups.find(group => group.TargetGroupArn === arn)
  const { TargetGroups } = simulator.call('elasticloadbalancing', 'CreateTargetGroup', {
    Name: 'api-b',
    Protocol: 'HTTP',
    Port: 8000,
    VpcId,
    TargetType: 'ip',
    HealthCheckPath: '/health',
    HealthCheckIntervalSeconds: 10,
    HealthCheckTimeoutSeconds: 3,
    HealthyThresholdCount: 2,
  }) as { TargetGroups: readonly { readonly TargetGroupArn: string }[] }
  return TargetGroups[0]?.TargetGroupArn ?? ''
}

function ruleTo(simulator: Simulator, groupArn: string): string {
  return simulator.state().rules.find(rule => JSON.stringify(rule.Actions).includes(groupArn)).RuleArn
}

/** What a person does with the command that the log gives. */
function continueHook(simulator: Simulator): void {
  const arn = simulator.state().serviceDeployments.at(-1).serviceDeploymentArn
  const described = simulator.call('ecs', 'DescribeServiceDeployments', { serviceDeploymentArns: [arn] })
  const [deployment] = described.serviceDeployments as { lifecycleHookDetails?: { hookId: string; status: string }[] }[]
  const hook = deployment?.lifecycleHookDetails?.find(({ status }) => status === 'AWAITING_ACTION')
  simulator.call('ecs', 'ContinueServiceDeployment', {
    cluster: CLUSTER,
    serviceDeploymentArn: arn,
    hookId: hook?.hookId,
  })
}
