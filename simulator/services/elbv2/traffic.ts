import {
  ERRORS,
  fixedResponse,
  groupInTurn,
  type LoadBalancerAnswer,
  matchRule,
  type RoutedRequest,
  redirect,
  routingAction,
  transformRequest,
} from '../../load-balancer/routing.ts'
import { loadBalancerByDnsName } from './load-balancers.ts'
import type { Listener } from './shapes.ts'
import { type Elbv2State, rulesOf } from './state.ts'
import type { Target, TargetRegistry } from './targets.ts'

export interface TrafficRequest {
  readonly loadBalancerDnsName: string
  readonly port: number
  readonly method: string
  /** With query. */
  readonly path: string
  readonly host: string
  readonly headers: Readonly<Record<string, string>>
}

export interface Traffic {
  /** The protocol of the listener on the port, undefined if none listens (or no such load balancer exists). */
  listenerProtocol(at: { readonly loadBalancerDnsName: string; readonly port: number }): string | undefined
  /** Throws if there is no listener on the port: a connection would have been refused. */
  route(request: TrafficRequest): LoadBalancerAnswer
}

export function createTraffic(state: Elbv2State, targets: TargetRegistry): Traffic {
  /** How many requests each rule and each target group has received, for shares by weight and round robin. */
  const counts = new Map<string, number>()
  function countOf(arn: string): number {
    const count = counts.get(arn) ?? 0
    counts.set(arn, count + 1)
    return count
  }

  function listenerAt({
    loadBalancerDnsName,
    port,
  }: {
    loadBalancerDnsName: string
    port: number
  }): Listener | undefined {
    const arn = loadBalancerByDnsName(state, loadBalancerDnsName)?.LoadBalancerArn
    return state.listeners.values().find(listener => listener.LoadBalancerArn === arn && listener.Port === port)
  }

  function forward(groupArn: string, request: RoutedRequest): LoadBalancerAnswer {
    const candidates = routable(targets.of(groupArn))
    const target = candidates[countOf(groupArn) % Math.max(1, candidates.length)]
    if (!target) return ERRORS.noTarget
    // The stand-in for an application knows paths, not queries.
    const answer = target.backend.get(request.path, request.host)
    if (answer === 'refused') return ERRORS.badGateway
    if (answer === 'timeout') return ERRORS.gatewayTimeout
    return { status: answer.status, headers: answer.headers ?? {}, body: answer.body }
  }

  return {
    listenerProtocol: at => listenerAt(at)?.Protocol,
    route(request) {
      const listener = listenerAt(request)
      if (!listener) throw new Error(`Nothing listens on ${request.loadBalancerDnsName}:${request.port}.`)
      const [path = '/', query = ''] = request.path.split(/\?(.*)/s)
      const routed: RoutedRequest = { ...request, path, query }
      const rule = matchRule(rulesOf(state, listener.ListenerArn, 'now'), routed)
      const action = rule && routingAction(rule.Actions)
      if (action?.RedirectConfig)
        return redirect(action.RedirectConfig, routed, { protocol: listener.Protocol, port: listener.Port })
      if (action?.FixedResponseConfig) return fixedResponse(action.FixedResponseConfig)
      const tuples = action?.ForwardConfig?.TargetGroups ?? []
      const group = rule && groupInTurn(tuples, tuples.length > 1 ? countOf(rule.RuleArn) : 0)
      return group === undefined ? ERRORS.noTarget : forward(group, transformRequest(rule?.Transforms ?? [], routed))
    },
  }
}

/**
 * Healthy targets; if there are only unhealthy ones, those: "If a target group contains only unhealthy registered
 * targets, the load balancer routes requests to all those targets, regardless of their health status" (user guide,
 * "Health checks for your target groups"). Targets that are still being checked for the first time get nothing.
 */
function routable(targets: readonly Target[]): readonly Target[] {
  const healthy = targets.filter(target => target.health.state === 'healthy')
  if (healthy.length > 0) return healthy
  const present = targets.filter(target => target.health.state !== 'draining')
  return present.every(target => target.health.state === 'unhealthy') ? present : []
}
