import type { Simulator } from '../../simulator/simulator.ts'
import type { Scenario, Strategy } from './scenario.ts'
import { createTargetGroup, type WantedGroup } from './target-groups.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** How often the person looks whether something waits for them, ms. */
const LOOK_MS = 5_000
/** Long enough for everything that can be watched. */
const FOR_MS = 60 * 60_000

/** The service file with the strategy, and with what that needs: another target group, the rule, a role. */
export function withStrategy(
  file: ServiceFile,
  strategy: Strategy,
  { simulator, alternate }: { readonly simulator: Simulator; readonly alternate: WantedGroup },
): object {
  const [balancer] = file.loadBalancers ?? []
  if (!balancer) throw new Error('A strategy that shifts traffic needs a target group.')
  const advancedConfiguration = {
    alternateTargetGroupArn: createTargetGroup(simulator, alternate),
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
        simulator.call('ecs', 'ContinueServiceDeployment', { serviceDeploymentArn, hookId: id })
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
