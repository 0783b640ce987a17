import type { World } from '../../world.ts'
import { createLaggedMap, type LaggedMap } from '../lagged-map.ts'
import { forwardedGroups } from './actions.ts'
import type { Listener, LoadBalancer, Rule, TargetGroup } from './shapes.ts'

/** What exists. The rules of a listener, its default rule included, are found by the listener's ARN. */
export interface Elbv2State {
  readonly world: World
  readonly loadBalancers: LaggedMap<LoadBalancer>
  readonly listeners: LaggedMap<Listener>
  readonly rules: LaggedMap<OwnedRule>
  readonly targetGroups: LaggedMap<TargetGroup>
  readonly attributes: LaggedMap<Readonly<Record<string, string>>>
  readonly tags: Map<string, Readonly<Record<string, string>>>
  /** Called after every write that can change which target groups get traffic. */
  associationsChanged(): void
}

export interface OwnedRule {
  readonly listenerArn: string
  readonly rule: Rule
}

export function createState(world: World, associationsChanged: () => void): Elbv2State {
  return {
    world,
    loadBalancers: createLaggedMap(world),
    listeners: createLaggedMap(world),
    rules: createLaggedMap(world),
    targetGroups: createLaggedMap(world),
    attributes: createLaggedMap(world),
    tags: new Map(),
    associationsChanged,
  }
}

/** The state as it is now, for readers at the time of another world. */
export function copyState(state: Elbv2State, world: World): Elbv2State {
  return {
    world,
    loadBalancers: state.loadBalancers.copy(world),
    listeners: state.listeners.copy(world),
    rules: state.rules.copy(world),
    targetGroups: state.targetGroups.copy(world),
    attributes: state.attributes.copy(world),
    tags: new Map(state.tags),
    associationsChanged: state.associationsChanged,
  }
}

/** Which state is meant: what is true now, or what a describe call sees. */
export type View = 'now' | 'seen'

/** The load balancers whose listeners and rules (default rules included) forward to each target group. */
export function associations(state: Elbv2State, view: View): ReadonlyMap<string, ReadonlySet<string>> {
  const rules = view === 'now' ? state.rules.values() : state.rules.seenValues()
  const found = new Map<string, Set<string>>()
  for (const { listenerArn, rule } of rules) {
    const listener = view === 'now' ? state.listeners.get(listenerArn) : state.listeners.seen(listenerArn)
    if (!listener) continue
    for (const groupArn of forwardedGroups(rule.Actions)) {
      const owners = found.get(groupArn) ?? new Set<string>()
      found.set(groupArn, owners.add(listener.LoadBalancerArn))
    }
  }
  return found
}

/** The rules of a listener in the order in which they are tried: by priority as a number, the default rule last. */
export function rulesOf(state: Elbv2State, listenerArn: string, view: View): readonly Rule[] {
  const rules = view === 'now' ? state.rules.values() : state.rules.seenValues()
  return rules
    .filter(owned => owned.listenerArn === listenerArn)
    .map(owned => owned.rule)
    .sort((a, b) => order(a) - order(b))
}

const order = (rule: Rule) => (rule.IsDefault ? Number.POSITIVE_INFINITY : Number(rule.Priority))
