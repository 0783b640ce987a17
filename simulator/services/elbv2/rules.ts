import { ApiError } from '../../errors.ts'
import { pageOf } from '../page.ts'
import { refuseTooManyRules } from './account-limits.ts'
import { readActions } from './actions.ts'
import { readConditions } from './conditions.ts'
import { checkForwarding } from './forwarding.ts'
import {
  defaultRuleRefused,
  invalid,
  listenerNotFound,
  loadBalancerNotFound,
  outOfRange,
  priorityInUse,
  ruleNotFound,
} from './refusals.ts'
import type { Action, Condition, Listener, LoadBalancer, Rule, Tag, Transform } from './shapes.ts'
import { type Elbv2State, type OwnedRule, rulesOf } from './state.ts'
import { readTags } from './tags.ts'
import { readTransforms } from './transforms.ts'

/** Model of CreateRule (RulePriority). */
const PRIORITIES = { min: 1, max: 50_000 }
const MOST_PER_PAGE = 400

interface CreateRuleInput {
  readonly ListenerArn: string
  readonly Conditions: readonly Condition[]
  readonly Priority: number
  readonly Actions: readonly Action[]
  readonly Transforms?: readonly Transform[]
  readonly Tags?: readonly Tag[]
}

/** Two rules with the same conditions are accepted: the one with the lower priority is tried first. */
export function createRule(state: Elbv2State, input: CreateRuleInput): object {
  const listener = state.listeners.get(input.ListenerArn)
  if (!listener) throw listenerNotFound()
  const loadBalancer = loadBalancerOf(state, listener)
  if (loadBalancer.Type === 'network') {
    throw new ApiError('InvalidLoadBalancerAction', 'Rules are not supported by Network Load Balancers')
  }
  checkPriority(input.Priority)
  const conditions = readConditions(input.Conditions)
  const actions = readActions(input.Actions)
  const transforms = readTransforms(input.Transforms ?? [])
  const tags = readTags(input.Tags ?? [])
  checkForwarding(state, loadBalancer, actions)

  const present = rulesOf(state, listener.ListenerArn, 'now').filter(rule => !rule.IsDefault)
  if (present.some(rule => rule.Priority === String(input.Priority))) throw priorityInUse(input.Priority)
  refuseTooManyRules(present.length, loadBalancer.LoadBalancerArn)

  const rule: Rule = {
    RuleArn: `${listener.ListenerArn.replace(':listener/', ':listener-rule/')}/${state.world.id(16)}`,
    Priority: String(input.Priority),
    Conditions: conditions,
    Actions: actions,
    IsDefault: false,
    Transforms: transforms,
  }
  state.rules.set(rule.RuleArn, { listenerArn: listener.ListenerArn, rule })
  state.tags.set(rule.RuleArn, tags)
  state.associationsChanged()
  return { Rules: [rule] }
}

function checkPriority(priority: number): void {
  if (priority < PRIORITIES.min || priority > PRIORITIES.max) throw outOfRange('priority', priority, PRIORITIES)
}

interface ModifyRuleInput {
  readonly RuleArn: string
  readonly Conditions?: readonly Condition[]
  readonly Actions?: readonly Action[]
  readonly Transforms?: readonly Transform[]
  readonly ResetTransforms?: boolean
}

/** "Any properties that you do not specify are unchanged"; a list that is given replaces the whole list (API reference). */
export function modifyRule(state: Elbv2State, input: ModifyRuleInput): object {
  const owned = ownedRule(state, input.RuleArn)
  if (owned.rule.IsDefault) throw defaultRuleRefused(input.RuleArn, 'modified')
  if (input.Transforms && input.ResetTransforms) {
    throw invalid('You cannot specify both Transforms and ResetTransforms')
  }
  const conditions = input.Conditions && readConditions(input.Conditions)
  const actions = input.Actions && readActions(input.Actions)
  const transforms = input.ResetTransforms ? [] : input.Transforms && readTransforms(input.Transforms)
  if (actions) {
    const listener = state.listeners.get(owned.listenerArn)
    if (!listener) throw listenerNotFound()
    checkForwarding(state, loadBalancerOf(state, listener), actions)
  }
  const rule: Rule = {
    ...owned.rule,
    ...(conditions && { Conditions: conditions }),
    ...(actions && { Actions: actions }),
    ...(transforms && { Transforms: transforms }),
  }
  state.rules.set(rule.RuleArn, { ...owned, rule })
  state.associationsChanged()
  return { Rules: [rule] }
}

export function deleteRule(state: Elbv2State, input: { RuleArn: string }): object {
  const { rule } = ownedRule(state, input.RuleArn)
  if (rule.IsDefault) throw defaultRuleRefused(rule.RuleArn, 'deleted')
  state.rules.delete(rule.RuleArn)
  state.tags.delete(rule.RuleArn)
  state.associationsChanged()
  return {}
}

interface SetRulePrioritiesInput {
  readonly RulePriorities: readonly { readonly RuleArn: string; readonly Priority: number }[]
}

/**
 * "You can reorder the rules as long as there are no priority conflicts in the new order" (API reference): all changes
 * count at once, so two rules can swap their priorities.
 */
export function setRulePriorities(state: Elbv2State, input: SetRulePrioritiesInput): object {
  const wanted = new Map(input.RulePriorities.map(pair => [pair.RuleArn, pair.Priority]))
  const changed = [...wanted].map(([arn, priority]) => ({ owned: ownedRule(state, arn), priority }))
  const listeners = new Set(changed.map(({ owned }) => owned.listenerArn))
  if (listeners.size > 1) throw invalid('All rules must belong to the same listener')

  const taken = new Set<string>()
  for (const { owned, priority } of changed) {
    if (owned.rule.IsDefault) throw defaultRuleRefused(owned.rule.RuleArn, 'reordered')
    checkPriority(priority)
    if (taken.has(String(priority))) throw invalid(`Priority '${priority}' was provided multiple times`)
    taken.add(String(priority))
  }
  const staying = [...listeners].flatMap(arn => rulesOf(state, arn, 'now')).filter(rule => !wanted.has(rule.RuleArn))
  const conflict = staying.find(rule => taken.has(rule.Priority))
  if (conflict) throw priorityInUse(Number(conflict.Priority))

  const rules = changed.map(({ owned, priority }) => {
    const rule = { ...owned.rule, Priority: String(priority) }
    state.rules.set(rule.RuleArn, { ...owned, rule })
    return rule
  })
  return { Rules: rules }
}

interface DescribeRulesInput {
  readonly ListenerArn?: string
  readonly RuleArns?: readonly string[]
  readonly Marker?: string
  readonly PageSize?: number
}

/** "You must specify either a listener or rules" (API reference); the wording of the refusal is assumed. */
export function describeRules(state: Elbv2State, input: DescribeRulesInput): object {
  const { ListenerArn, RuleArns = [] } = input
  if ((ListenerArn !== undefined) === RuleArns.length > 0) {
    throw invalid('You must specify either listener ARN or rule ARNs')
  }
  const page = pageOf(ListenerArn === undefined ? rulesByArn(state, RuleArns) : rulesByListener(state, ListenerArn), {
    token: input.Marker,
    wanted: input.PageSize,
    most: MOST_PER_PAGE,
    limit: state.world.settings.pageSize,
    invalidToken: () => invalid('Invalid marker'),
  })
  return { Rules: page.items, NextMarker: page.next }
}

function rulesByListener(state: Elbv2State, listenerArn: string): readonly Rule[] {
  if (!state.listeners.seen(listenerArn)) throw listenerNotFound()
  return rulesOf(state, listenerArn, 'seen')
}

function rulesByArn(state: Elbv2State, arns: readonly string[]): readonly Rule[] {
  return arns.map(arn => {
    const owned = state.rules.seen(arn)
    if (!owned) throw ruleNotFound()
    return owned.rule
  })
}

function ownedRule(state: Elbv2State, arn: string): OwnedRule {
  const owned = state.rules.get(arn)
  if (!owned) throw ruleNotFound()
  return owned
}

function loadBalancerOf(state: Elbv2State, listener: Listener): LoadBalancer {
  const loadBalancer = state.loadBalancers.get(listener.LoadBalancerArn)
  if (!loadBalancer) throw loadBalancerNotFound()
  return loadBalancer
}
