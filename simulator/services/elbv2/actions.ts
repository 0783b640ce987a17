import { invalid, outOfRange } from './refusals.ts'
import type { Action, ForwardConfig, TargetGroupTuple } from './shapes.ts'

/** Quota of an Application Load Balancer (user guide, "Target groups per action"): 5. */
const MOST_GROUPS_PER_ACTION = 5
const ROUTING_TYPES = ['forward', 'redirect', 'fixed-response']

/**
 * Checks a rule's or listener's actions and completes them as AWS returns them: a forward action has both
 * TargetGroupArn (if there is only one group) and ForwardConfig (output in the AWS CLI reference and public reports).
 */
export function readActions(actions: readonly Action[]): readonly Action[] {
  const ordered = [...actions].sort((a, b) => (a.Order ?? 0) - (b.Order ?? 0))
  const routing = ordered.filter(action => ROUTING_TYPES.includes(action.Type))
  // API reference, Rule.Actions: exactly one of these types, "and it must be the last action to be performed"; wording assumed.
  if (routing.length !== 1 || ordered.at(-1) !== routing[0]) {
    throw invalid('Exactly one forward, redirect or fixed-response action is required, and it must be the last one')
  }
  return ordered.map(readAction)
}

function readAction(action: Action): Action {
  if (action.Order !== undefined && (action.Order < 1 || action.Order > 50_000)) {
    throw outOfRange('order', action.Order, { min: 1, max: 50_000 })
  }
  if (action.Type === 'forward') return readForward(action)
  if (action.Type === 'redirect' && !action.RedirectConfig) throw invalid('A redirect action needs a RedirectConfig')
  if (action.Type === 'fixed-response') {
    // FixedResponseActionConfig: "The HTTP response code (2XX, 4XX, or 5XX)".
    const status = action.FixedResponseConfig?.StatusCode ?? ''
    if (!/^[245]\d\d$/.test(status)) throw invalid(`The fixed-response status code '${status}' must be 2XX, 4XX or 5XX`)
  }
  return structuredClone(action)
}

function readForward(action: Action): Action {
  const tuples = readTuples(action)
  const stickiness = action.ForwardConfig?.TargetGroupStickinessConfig ?? { Enabled: false }
  const config: ForwardConfig = { TargetGroups: tuples, TargetGroupStickinessConfig: stickiness }
  const [only, ...others] = tuples
  return {
    Type: 'forward',
    ...(action.Order !== undefined && { Order: action.Order }),
    ...(only && others.length === 0 && { TargetGroupArn: only.TargetGroupArn }),
    ForwardConfig: structuredClone(config),
  }
}

function readTuples(action: Action): readonly TargetGroupTuple[] {
  const tuples = action.ForwardConfig?.TargetGroups ?? []
  const { TargetGroupArn: single } = action
  if (single !== undefined && tuples.length > 0) {
    // API reference, Action.TargetGroupArn: with both, it must be one group and the same.
    if (tuples.length > 1 || tuples[0]?.TargetGroupArn !== single) {
      throw invalid('TargetGroupArn and ForwardConfig must name the same single target group')
    }
  }
  if (single === undefined && tuples.length === 0) throw invalid('A target group ARN must be specified')
  if (tuples.length > MOST_GROUPS_PER_ACTION) {
    throw invalid(`You can specify up to ${MOST_GROUPS_PER_ACTION} target groups in a forward action`)
  }
  for (const { Weight } of tuples) {
    if (Weight !== undefined && (Weight < 0 || Weight > 999)) throw outOfRange('weight', Weight, { min: 0, max: 999 })
  }
  if (tuples.length === 0 && single !== undefined) return [{ TargetGroupArn: single, Weight: 1 }]
  // Weight's default is not documented; 1 is what AWS returns for a group without one.
  return tuples.map(tuple => ({ TargetGroupArn: tuple.TargetGroupArn, Weight: tuple.Weight ?? 1 }))
}

/** The target groups that actions forward to. */
export function forwardedGroups(actions: readonly Action[]): readonly string[] {
  return actions.flatMap(action => (action.ForwardConfig?.TargetGroups ?? []).map(tuple => tuple.TargetGroupArn))
}
