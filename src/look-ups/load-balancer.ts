import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  type Listener,
  type LoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { isArn } from '../aws/arn.ts'
import { isErrorNamed } from '../aws/errors.ts'
import { allPages } from '../aws/pages.ts'
import type { Context } from '../context.ts'
import type { ListenerSource } from '../inputs.ts'
import { InvalidError } from '../problem.ts'

/** Enough names to choose from, not a whole account. */
const MAX_LISTED = 20

export async function findLoadBalancer(context: Context, source: ListenerSource): Promise<LoadBalancer> {
  const { aws } = context
  const wanted = source.kind === 'arn' ? loadBalancerArnOf(source.listenerArn) : source.loadBalancer
  const input = source.kind === 'arn' ? 'listener-arn' : 'load-balancer'
  try {
    const filter = isArn(wanted) ? { LoadBalancerArns: [wanted] } : { Names: [wanted] }
    const answer = await aws.send(aws.elbv2(), new DescribeLoadBalancersCommand(filter))
    const found = answer.LoadBalancers?.[0]
    if (found) {
      checkType(found, input)
      return found
    }
  } catch (error) {
    if (!isErrorNamed(error, 'LoadBalancerNotFoundException')) throw error
  }
  const names = await listLoadBalancerNames(context)
  throw new InvalidError([`Input "${input}": there is no load balancer "${wanted}" in ${aws.region}. ${names}`])
}

function checkType(loadBalancer: LoadBalancer, input: string): void {
  if (loadBalancer.Type === undefined || loadBalancer.Type === 'application') return
  throw new InvalidError([
    `Input "${input}": "${loadBalancer.LoadBalancerName}" is a ${loadBalancer.Type} load balancer, and listener rules exist on application load balancers only. Attach an existing group by "target-group-arn" instead.`,
  ])
}

async function listLoadBalancerNames(context: Context): Promise<string> {
  const { aws } = context
  const page = await aws.send(aws.elbv2(), new DescribeLoadBalancersCommand({ PageSize: MAX_LISTED }))
  const names = (page.LoadBalancers ?? []).map(balancer => balancer.LoadBalancerName).sort()
  if (names.length === 0) return 'There are none.'
  return `There are: ${names.join(', ')}${page.NextMarker ? ', and more' : ''}.`
}

/** The listener on the wanted port. */
export async function findListener(
  context: Context,
  loadBalancer: LoadBalancer,
  port: number,
): Promise<Listener & { readonly ListenerArn: string }> {
  const { aws } = context
  const listeners = await allPages(async Marker => {
    const page = await aws.send(
      aws.elbv2(),
      new DescribeListenersCommand({ LoadBalancerArn: loadBalancer.LoadBalancerArn, Marker }),
    )
    return { items: page.Listeners, next: page.NextMarker }
  })
  const listener = listeners.find(candidate => candidate.Port === port)
  if (listener?.ListenerArn) return { ...listener, ListenerArn: listener.ListenerArn }
  const ports = listeners.map(candidate => `${candidate.Port} (${candidate.Protocol})`).join(', ')
  throw new InvalidError([
    `Input "listener-port": load balancer "${loadBalancer.LoadBalancerName}" has no listener on port ${port}. ${ports ? `It has: ${ports}.` : 'It has none.'}`,
  ])
}

/** The listener that is given by its ARN. */
export async function findListenerByArn(
  context: Context,
  listenerArn: string,
): Promise<Listener & { readonly ListenerArn: string }> {
  const { aws } = context
  try {
    const answer = await aws.send(aws.elbv2(), new DescribeListenersCommand({ ListenerArns: [listenerArn] }))
    const listener = answer.Listeners?.[0]
    if (listener) return { ...listener, ListenerArn: listenerArn }
  } catch (error) {
    if (!isErrorNamed(error, 'ListenerNotFoundException')) throw error
  }
  throw new InvalidError([
    `Input "listener-arn": there is no listener "${listenerArn}" in ${aws.region}. Give the ARN of an existing one, or "load-balancer" with "listener-port".`,
  ])
}

/** `...:listener/app/name/id/listener-id` belongs to `...:loadbalancer/app/name/id` (ELBv2 ARN formats). */
export function loadBalancerArnOf(listenerArn: string): string {
  return listenerArn.replace(':listener/', ':loadbalancer/').replace(/\/[^/]+$/, '')
}
