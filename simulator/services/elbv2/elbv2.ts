import type { LoadBalancerAnswer } from '../../load-balancer/routing.ts'
import { worldAt } from '../../state-copy.ts'
import type { Operations, TargetHealth, TargetsPort, World } from '../../world.ts'
import { describeAccountLimits } from './account-limits.ts'
import { createListener, describeListeners, type NewListener } from './listeners.ts'
import {
  createLoadBalancer,
  describeLoadBalancers,
  loadBalancerByDnsName,
  type NewLoadBalancer,
} from './load-balancers.ts'
import { createRule, deleteRule, describeRules, modifyRule, setRulePriorities } from './rules.ts'
import { associations, copyState, createState, type Elbv2State } from './state.ts'
import { addTags, describeTags, removeTags } from './tags.ts'
import { describeTargetGroupAttributes, modifyTargetGroupAttributes } from './target-group-attributes.ts'
import { createTargetGroup, deleteTargetGroup, describeTargetGroups, modifyTargetGroup } from './target-groups.ts'
import { describeTargetHealth } from './target-health.ts'
import { deregisterTargets, registerTargets } from './target-registration.ts'
import { createTargetRegistry, type TargetRegistry } from './targets.ts'
import { createTraffic, type TrafficRequest } from './traffic.ts'
import { ruleOf, setWeights } from './weights.ts'

export interface Elbv2 {
  readonly operations: Operations
  readonly port: TargetsPort
  /** Plain copies, for assertions. */
  state(): Elbv2Snapshot
  tags(): Record<string, Record<string, string>>
  /** From now on the target has this health, whatever its checks find. undefined: its checks decide again. */
  setTargetHealth(targetGroupArn: string, id: string, port: number, health: TargetHealth['state'] | undefined): void
  /** Copies the state, for later reads of what is true now. */
  capture(): (at: number) => Operations
  /** Returns the ARN. */
  createLoadBalancer(options: NewLoadBalancer): string
  /** Returns the ARN. */
  createListener(options: NewListener): string
  /** The protocol of a listener, undefined if nothing listens. */
  listenerProtocol(at: { readonly loadBalancerDnsName: string; readonly port: number }): string | undefined
  /** Whether the DNS name is a load balancer's, and whether it can be reached from outside its VPC. */
  reach(dnsName: string): 'internet-facing' | 'internal' | undefined
  /** The load balancer's answer to a request. Throws if nothing listens on the port. */
  route(request: TrafficRequest): LoadBalancerAnswer
}

export interface Elbv2Snapshot {
  readonly targetGroups: readonly object[]
  readonly loadBalancers: readonly object[]
  readonly listeners: readonly object[]
  readonly rules: readonly object[]
}

/** Elastic Load Balancing (Application and Network Load Balancers) for ip targets, as far as a deployment needs it. */
export function createElbv2(world: World): Elbv2 {
  const state = createState(world, () => targets.reconsider())
  const targets: TargetRegistry = createTargetRegistry(world, {
    group: arn => state.targetGroups.get(arn),
    inUse: () => associations(state, 'now'),
    deregistrationDelaySeconds: arn =>
      Number(state.attributes.get(arn)?.['deregistration_delay.timeout_seconds'] ?? 300),
    servesZoneOf: (arn, address) => {
      const zone = world.ports.network.zoneOfAddress?.(address)
      if (zone === undefined) return true
      const owners = [...(associations(state, 'now').get(arn) ?? [])].flatMap(
        owner => state.loadBalancers.get(owner) ?? [],
      )
      return owners.some(owner => owner.AvailabilityZones.some(({ ZoneName }) => ZoneName === zone))
    },
  })
  const traffic = createTraffic(state, targets)

  return {
    operations: operations(state, targets),
    port: targetsPort(state, targets),
    state: () => snapshot(state),
    tags: () => structuredClone(Object.fromEntries(state.tags)) as Record<string, Record<string, string>>,
    setTargetHealth(arn, id, port, health) {
      world.clock.changing()
      targets.pin(arn, { id, port }, health)
    },
    capture() {
      const copy = copyState(state, world)
      const copiedTargets = targets.copy()
      return at => reads(copyState(copy, worldAt(world, at)), copiedTargets)
    },
    createLoadBalancer: options => createLoadBalancer(state, options),
    createListener: options => createListener(state, options),
    listenerProtocol: traffic.listenerProtocol,
    reach: dnsName => loadBalancerByDnsName(state, dnsName)?.Scheme,
    route: traffic.route,
  }
}

function operations(state: Elbv2State, targets: TargetRegistry): Operations {
  return {
    ...reads(state, targets),
    CreateRule: input => createRule(state, input),
    ModifyRule: input => modifyRule(state, input),
    DeleteRule: input => deleteRule(state, input),
    SetRulePriorities: input => setRulePriorities(state, input),
    CreateTargetGroup: input => createTargetGroup(state, input),
    ModifyTargetGroup: input => modifyTargetGroup(state, input),
    DeleteTargetGroup: input => deleteTargetGroup(state, targets, input),
    ModifyTargetGroupAttributes: input => modifyTargetGroupAttributes(state, input),
    RegisterTargets: input => registerTargets(state, targets, input),
    DeregisterTargets: input => deregisterTargets(state, targets, input),
    AddTags: input => addTags(state, input),
    RemoveTags: input => removeTags(state, input),
  }
}

function reads(state: Elbv2State, targets: Pick<TargetRegistry, 'of' | 'find'>): Operations {
  return {
    DescribeAccountLimits: input => describeAccountLimits(state, input),
    DescribeLoadBalancers: input => describeLoadBalancers(state, input),
    DescribeListeners: input => describeListeners(state, input),
    DescribeRules: input => describeRules(state, input),
    DescribeTargetGroups: input => describeTargetGroups(state, input),
    DescribeTargetGroupAttributes: input => describeTargetGroupAttributes(state, input),
    DescribeTargetHealth: input => describeTargetHealth(state, targets, input),
    DescribeTags: input => describeTags(state, input),
  }
}

function targetsPort(state: Elbv2State, targets: TargetRegistry): TargetsPort {
  return {
    exists: arn => state.targetGroups.get(arn) !== undefined,
    targetType: arn => state.targetGroups.get(arn)?.TargetType,
    // Subject to the read lag: CreateService is reported to miss an association that a rule has just created.
    hasLoadBalancer: arn => associations(state, 'seen').has(arn),
    register: (arn, target) => targets.register(arn, target),
    deregister: (arn, target, done) => targets.deregister(arn, target, done),
    health: (arn, target) => targets.find(arn, target)?.health,
    hasRule: arn => ruleOf(state, arn) !== undefined,
    setWeights: (arn, weights) => setWeights(state, arn, weights),
  }
}

function snapshot(state: Elbv2State): Elbv2Snapshot {
  const owners = associations(state, 'now')
  return structuredClone({
    targetGroups: state.targetGroups
      .values()
      .map(group => ({ ...group, LoadBalancerArns: [...(owners.get(group.TargetGroupArn) ?? [])] })),
    loadBalancers: state.loadBalancers.values(),
    listeners: state.listeners.values(),
    rules: state.rules.values().map(({ listenerArn, rule }) => ({ ...rule, ListenerArn: listenerArn })),
  })
}
