import type { Ecs, LoadBalancers, RevisionRecord, ServiceDeploymentRecord } from '../state.ts'

/** Which of a load balancer's two target groups a revision's tasks are registered with. */
export type GroupInUse = 'primary' | 'alternate'

/** The target group that the revision's tasks are registered with. */
export function targetGroupOf(revision: RevisionRecord, balancer: LoadBalancers[number]): string | undefined {
  return revision.group === 'alternate'
    ? (balancer.advancedConfiguration?.alternateTargetGroupArn ?? balancer.targetGroupArn)
    : balancer.targetGroupArn
}

/** The new revision's tasks go to the group that does not serve. */
export function otherGroup(group: GroupInUse | undefined): GroupInUse {
  return group === 'primary' ? 'alternate' : 'primary'
}

/** Whether the deployment shifts traffic at all: a service without a load balancer or Service Connect has none. */
export function hasTraffic({ target }: ServiceDeploymentRecord): boolean {
  const { loadBalancers, serviceConnectConfiguration } = target.settings
  return loadBalancers.some(balancer => balancer.advancedConfiguration) || serviceConnectConfiguration?.enabled === true
}

export function hasTestTraffic({ target }: ServiceDeploymentRecord): boolean {
  return target.settings.loadBalancers.some(balancer => balancer.advancedConfiguration?.testListenerRule)
}

/** ECS writes the share of the new revision to the forward actions of the rules, whatever was there before (assumed). */
export function writeWeights(
  ecs: Ecs,
  { target }: ServiceDeploymentRecord,
  rule: 'productionListenerRule' | 'testListenerRule',
  percent: number,
): void {
  for (const { targetGroupArn, advancedConfiguration } of target.settings.loadBalancers) {
    const ruleArn = advancedConfiguration?.[rule]
    const alternate = advancedConfiguration?.alternateTargetGroupArn
    if (!ruleArn || !alternate || !targetGroupArn) continue
    const [primaryWeight, alternateWeight] = target.group === 'primary' ? shares(percent) : shares(100 - percent)
    ecs.world.ports.targets.setWeights?.(ruleArn, [
      { targetGroupArn, weight: primaryWeight },
      { targetGroupArn: alternate, weight: alternateWeight },
    ])
  }
}

/** Weights are whole numbers: tenths of a percent need a finer scale. */
function shares(percent: number): readonly [number, number] {
  const scale = Number.isInteger(percent) ? 1 : 10
  return [Math.round(percent * scale), Math.round((100 - percent) * scale)]
}
