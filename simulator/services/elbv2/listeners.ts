import { ApiError } from '../../errors.ts'
import { pageOf } from '../page.ts'
import { readActions } from './actions.ts'
import { checkForwarding } from './forwarding.ts'
import { invalid, listenerNotFound, loadBalancerNotFound } from './refusals.ts'
import type { Action, Listener, Rule } from './shapes.ts'
import type { Elbv2State } from './state.ts'

/** What a listener is created from. Not an operation: the simulator starts with the listeners it is given. */
export interface NewListener {
  readonly loadBalancerArn: string
  readonly port: number
  readonly protocol: string
  readonly defaultActions: readonly Action[]
}

const PROTOCOLS = { application: ['HTTP', 'HTTPS'], network: ['TCP', 'TLS', 'UDP', 'TCP_UDP'] }

export function createListener(state: Elbv2State, options: NewListener): string {
  const { loadBalancerArn, port, protocol, defaultActions } = options
  const loadBalancer = state.loadBalancers.get(loadBalancerArn)
  if (!loadBalancer) throw loadBalancerNotFound()
  if (!PROTOCOLS[loadBalancer.Type].includes(protocol)) {
    throw invalid(`Listener protocol '${protocol}' must be one of '${PROTOCOLS[loadBalancer.Type].join(', ')}'`)
  }
  if (state.listeners.values().some(other => other.LoadBalancerArn === loadBalancerArn && other.Port === port)) {
    throw new ApiError('DuplicateListener', 'A listener already exists on this port for this load balancer')
  }
  const actions = readActions(defaultActions)
  checkForwarding(state, loadBalancer, actions)

  const arn = `${loadBalancerArn.replace(':loadbalancer/', ':listener/')}/${state.world.id(16)}`
  const encrypted = protocol === 'HTTPS' || protocol === 'TLS'
  const listener: Listener = {
    ListenerArn: arn,
    LoadBalancerArn: loadBalancerArn,
    Port: port,
    Protocol: protocol,
    DefaultActions: actions,
    ...(encrypted && {
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      Certificates: [{ CertificateArn: state.world.arn('acm', `certificate/${state.world.id(8)}`) }],
    }),
  }
  // The default actions are a rule, too: DescribeRules returns it last, with the priority `default`.
  const rule: Rule = {
    RuleArn: `${arn.replace(':listener/', ':listener-rule/')}/${state.world.id(16)}`,
    Priority: 'default',
    Conditions: [],
    Actions: actions,
    IsDefault: true,
    Transforms: [],
  }
  state.listeners.set(arn, listener)
  state.rules.set(rule.RuleArn, { listenerArn: arn, rule })
  state.tags.set(arn, {})
  state.tags.set(rule.RuleArn, {})
  state.associationsChanged()
  return arn
}

interface DescribeListenersInput {
  readonly LoadBalancerArn?: string
  readonly ListenerArns?: readonly string[]
  readonly Marker?: string
  readonly PageSize?: number
}

/** "You must specify either a load balancer or one or more listeners" (API reference); the wording is assumed. */
export function describeListeners(state: Elbv2State, input: DescribeListenersInput): object {
  const { LoadBalancerArn, ListenerArns = [] } = input
  if ((LoadBalancerArn !== undefined) === ListenerArns.length > 0) {
    throw invalid('You must specify either listener ARNs or a load balancer ARN')
  }
  if (LoadBalancerArn !== undefined && !state.loadBalancers.seen(LoadBalancerArn)) throw loadBalancerNotFound()
  const all = state.listeners.seenValues()
  if (ListenerArns.some(arn => !all.some(listener => listener.ListenerArn === arn))) throw listenerNotFound()
  const chosen = all.filter(
    listener => listener.LoadBalancerArn === LoadBalancerArn || ListenerArns.includes(listener.ListenerArn),
  )
  const page = pageOf(chosen, {
    token: input.Marker,
    wanted: input.PageSize,
    most: 400,
    limit: state.world.settings.pageSize,
    invalidToken: () => invalid('Invalid marker'),
  })
  return { Listeners: page.items, NextMarker: page.next }
}
