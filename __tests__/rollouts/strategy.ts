import type { Simulator } from '../../simulator/simulator.ts'
import type { Scenario, Strategy } from './scenario.ts'
import { CLUSTER } from './stage.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** How often the person looks whether something waits for them, ms. */
const LOOK_MS = 5_000
/** Long enough for everything that can be watched. */
const FOR_MS = 60 * 60_000

/** The parts of a service file that the strategy needs: another target group, the rule, a role. */
export function withStrategy(
  file: ServiceFile,
  strategy: Strategy,
  { simulator, checkSeconds }: { readonly simulator: Simulator; readonly checkSeconds: number },
): object {
  const [balancer] = file.loadBalancers ?? []
  if (!balancer) throw new Error('A strategy that shifts traffic needs a target group.')
  const advancedConfiguration = {
    alternateTargetGroupArn: alternateGroup(simulator, balancer.targetGroupArn, checkSeconds),
    productionListenerRule: ruleTo(simulator, balancer.targetGroupArn),
    roleArn: simulator.services.iam.createRole({ name: 'balancing', trust: ['ecs.amazonaws.com'] }),
  }
  const { minimumHealthyPercent: _, ...kept } = file.deploymentConfiguration
  return {
    ...file,
    loadBalancers: [{ ...balancer, advancedConfiguration }],
    deploymentConfiguration: { ...kept, ...configurationOf(strategy) },
  }
}

export interface ServiceFile {
  readonly loadBalancers?: readonly { readonly targetGroupArn: string }[]
  readonly deploymentConfiguration: { readonly minimumHealthyPercent: number; readonly maximumPercent: number }
}

function configurationOf({ kind, bakeMinutes, stepMinutes, hook }: Strategy): object {
  return {
    strategy: kind,
    bakeTimeInMinutes: bakeMinutes,
    ...(kind === 'CANARY' && {
      canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: stepMinutes },
    }),
    ...(kind === 'LINEAR' && { linearConfiguration: { stepPercent: 40, stepBakeTimeInMinutes: stepMinutes } }),
    ...(hook && { lifecycleHooks: [{ targetType: 'PAUSE', lifecycleStages: [hook.stage] }] }),
  }
}

function alternateGroup(simulator: Simulator, arn: string, checkSeconds: number): string {
  const { VpcId } = simulator.state().targetGroups.find(group => group.TargetGroupArn === arn)
  const { TargetGroups } = simulator.call('elasticloadbalancing', 'CreateTargetGroup', {
    Name: 'alternate',
    Protocol: 'HTTP',
    Port: 8000,
    VpcId,
    TargetType: 'ip',
    HealthCheckPath: '/health',
    HealthCheckIntervalSeconds: checkSeconds,
    HealthCheckTimeoutSeconds: 3,
    HealthyThresholdCount: 2,
    UnhealthyThresholdCount: 2,
  }) as { TargetGroups: readonly { readonly TargetGroupArn: string }[] }
  return TargetGroups[0]?.TargetGroupArn ?? ''
}

function ruleTo(simulator: Simulator, groupArn: string): string {
  return simulator.state().rules.find(rule => JSON.stringify(rule.Actions).includes(groupArn)).RuleArn
}

/** A person who continues every hook that waits, where the scenario has one. */
export function attendHooks({ service }: Scenario, simulator: Simulator, clock: VirtualClock): void {
  const { hook } = service.strategy ?? {}
  if (!hook) return
  const since = new Map<string, number>()
  const until = clock.now() + FOR_MS
  const look = () => {
    const now = clock.now()
    for (const { id, serviceDeploymentArn } of waitingHooks(simulator)) {
      const from = since.get(id) ?? now
      since.set(id, from)
      if (now - from >= hook.continuedAfterSeconds * 1000) {
        simulator.call('ecs', 'ContinueServiceDeployment', { cluster: CLUSTER, serviceDeploymentArn, hookId: id })
      }
    }
    if (now < until) clock.at(now + LOOK_MS, look)
  }
  look()
}

function waitingHooks({ services }: Simulator): readonly { id: string; serviceDeploymentArn: string }[] {
  const clusters = [...services.ecs.records.clusters.values()]
  const deployments = clusters
    .flatMap(cluster => [...cluster.services.values()])
    .flatMap(service => service.serviceDeployments)
  return deployments
    .filter(({ status }) => status === 'IN_PROGRESS')
    .flatMap(({ arn, shift }) =>
      (shift?.hooks ?? []).flatMap(({ id, status }) =>
        status === 'AWAITING_ACTION' ? [{ id, serviceDeploymentArn: arn }] : [],
      ),
    )
}
