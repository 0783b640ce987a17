import type { Action } from './shapes.ts'
import type { Elbv2State, OwnedRule } from './state.ts'

export interface GroupWeight {
  readonly targetGroupArn: string
  readonly weight: number
}

/** The rule of this ARN; for a listener's ARN (Network Load Balancers), its default rule. */
export function ruleOf(state: Elbv2State, arn: string): OwnedRule | undefined {
  return (
    state.rules.get(arn) ?? state.rules.values().find(({ listenerArn, rule }) => listenerArn === arn && rule.IsDefault)
  )
}

/** Rewrites the target groups of the rule's forward action, as another AWS service may do with its role. */
export function setWeights(state: Elbv2State, arn: string, weights: readonly GroupWeight[]): void {
  const owned = ruleOf(state, arn)
  if (!owned) return
  const Actions = owned.rule.Actions.map(action => (action.Type === 'forward' ? weighted(action, weights) : action))
  state.rules.set(owned.rule.RuleArn, { ...owned, rule: { ...owned.rule, Actions } })
  state.associationsChanged()
}

function weighted({ TargetGroupArn: _, ...action }: Action, weights: readonly GroupWeight[]): Action {
  const TargetGroups = weights.map(({ targetGroupArn, weight }) => ({ TargetGroupArn: targetGroupArn, Weight: weight }))
  return { ...action, ForwardConfig: { ...action.ForwardConfig, TargetGroups } }
}
