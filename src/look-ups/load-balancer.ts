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

/** Enough names to choose from, not a whole account. */
const MAX_LISTED = 20

export type LoadBalancerFacts =
  | { readonly kind: 'found'; readonly loadBalancer: LoadBalancer }
  | {
      readonly kind: 'missing'
      /** Name or ARN that was looked for. */
      readonly wanted: string
      /** Names of those that exist, in alphabetical order. */
      readonly others: readonly string[]
      readonly areThereMore: boolean
    }

/** The load balancer that is given, or the one that the given listener belongs to. */
export async function findLoadBalancer(context: Context, source: ListenerSource): Promise<LoadBalancerFacts> {
  const { aws } = context
  const wanted = source.kind === 'arn' ? loadBalancerArnOf(source.listenerArn) : source.loadBalancer
  try {
    const filter = isArn(wanted) ? { LoadBalancerArns: [wanted] } : { Names: [wanted] }
    const answer = await aws.send(aws.elbv2(), new DescribeLoadBalancersCommand(filter))
    const loadBalancer = answer.LoadBalancers?.[0]
    if (loadBalancer) return { kind: 'found', loadBalancer }
  } catch (error) {
    if (!isErrorNamed(error, 'LoadBalancerNotFoundException')) throw error
  }
  const page = await aws.send(aws.elbv2(), new DescribeLoadBalancersCommand({ PageSize: MAX_LISTED }))
  const others = (page.LoadBalancers ?? []).map(balancer => balancer.LoadBalancerName ?? '').sort()
  return { kind: 'missing', wanted, others, areThereMore: page.NextMarker !== undefined && page.NextMarker !== '' }
}

export interface ListenerFacts {
  /** undefined: there is none on the wanted port. */
  readonly listener: FoundListener | undefined
  /** All listeners of the load balancer. */
  readonly listeners: readonly Listener[]
}

export type FoundListener = Listener & { readonly ListenerArn: string }

/** The listener on the wanted port. */
export async function findListener(context: Context, loadBalancer: LoadBalancer, port: number): Promise<ListenerFacts> {
  const { aws } = context
  const listeners = await allPages(async Marker => {
    const page = await aws.send(
      aws.elbv2(),
      new DescribeListenersCommand({ LoadBalancerArn: loadBalancer.LoadBalancerArn, Marker }),
    )
    return { items: page.Listeners, next: page.NextMarker }
  })
  const listener = listeners.find(candidate => candidate.Port === port)
  const arn = listener?.ListenerArn
  return { listener: arn === undefined ? undefined : { ...listener, ListenerArn: arn }, listeners }
}

/** The listener that is given by its ARN; undefined: there is none. */
export async function findListenerByArn(context: Context, listenerArn: string): Promise<FoundListener | undefined> {
  const { aws } = context
  try {
    const answer = await aws.send(aws.elbv2(), new DescribeListenersCommand({ ListenerArns: [listenerArn] }))
    const listener = answer.Listeners?.[0]
    return listener && { ...listener, ListenerArn: listenerArn }
  } catch (error) {
    if (!isErrorNamed(error, 'ListenerNotFoundException')) throw error
    return undefined
  }
}

/** `...:listener/app/name/id/listener-id` belongs to `...:loadbalancer/app/name/id` (ELBv2 ARN formats). */
function loadBalancerArnOf(listenerArn: string): string {
  return listenerArn.replace(':listener/', ':loadbalancer/').replace(/\/[^/]+$/, '')
}
