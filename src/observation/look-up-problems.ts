import type { SecurityGroup, Subnet, Vpc } from '@aws-sdk/client-ec2'
import type { Listener, LoadBalancer } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { ListenerSource, Selector } from '../inputs.ts'
import type { FoundListener, ListenerFacts, LoadBalancerFacts } from '../look-ups/load-balancer.ts'
import type { Matches } from '../look-ups/network.ts'
import { InvalidError, type Problem, throwProblems } from '../problem.ts'
import type { WantedSecret } from '../secrets/wanted-secrets.ts'

/**
 * What look-ups found, for the steps that need it: each function returns it, or throws an InvalidError with what is wrong
 * and what to do. Look-ups themselves return facts only. (What the plan does not need is judged in `preflight/`.)
 */

/** @throws InvalidError where there is none, or it has no listener rules */
export function foundLoadBalancer(facts: LoadBalancerFacts, source: ListenerSource, region: string): LoadBalancer {
  const input = source.kind === 'arn' ? 'listener-arn' : 'load-balancer'
  if (facts.kind === 'missing') {
    const names =
      facts.others.length === 0
        ? 'There are none.'
        : `There are: ${facts.others.join(', ')}${facts.areThereMore ? ', and more' : ''}.`
    throw new InvalidError([`Input "${input}": there is no load balancer "${facts.wanted}" in ${region}. ${names}`])
  }
  const { loadBalancer } = facts
  if (loadBalancer.Type === undefined || loadBalancer.Type === 'application') return loadBalancer
  throw new InvalidError([
    `Input "${input}": "${loadBalancer.LoadBalancerName}" is a ${loadBalancer.Type} load balancer, and listener rules exist on application load balancers only. Attach an existing group by "target-group-arn" instead.`,
  ])
}

/** @throws InvalidError where the load balancer has none on the port */
export function foundListener(
  { listener, listeners }: ListenerFacts,
  loadBalancer: LoadBalancer,
  port: number,
): FoundListener {
  if (listener) return listener
  const ports = listeners.map(({ Port, Protocol }: Listener) => `${Port} (${Protocol})`).join(', ')
  throw new InvalidError([
    `Input "listener-port": load balancer "${loadBalancer.LoadBalancerName}" has no listener on port ${port}. ${ports ? `It has: ${ports}.` : 'It has none.'}`,
  ])
}

/** @throws InvalidError where there is none */
export function foundListenerByArn(
  listener: FoundListener | undefined,
  listenerArn: string,
  region: string,
): FoundListener {
  if (listener) return listener
  throw new InvalidError([
    `Input "listener-arn": there is no listener "${listenerArn}" in ${region}. Give the ARN of an existing one, or "load-balancer" with "listener-port".`,
  ])
}

/** @throws InvalidError where the selector does not mean exactly one */
export function foundVpcId({ selector, found = [], others }: Matches<Vpc>, region: string): string {
  if (selector.kind === 'id') return selector.id
  const id = found[0]?.VpcId
  if (found.length === 1 && id) return id
  if (found.length > 1) {
    const ids = found.map(vpc => vpc.VpcId).join(', ')
    throw new InvalidError([
      `Input "vpc": ${found.length} VPCs have ${formatSelector(selector)} (${ids}), but exactly one is needed. Give the id.`,
    ])
  }
  const list = others.map(vpc => formatTagged(vpc.VpcId, vpc.Tags))
  throw new InvalidError([`Input "vpc": no VPC in ${region} has ${formatSelector(selector)}. ${formatOthers(list)}`])
}

/** @throws InvalidError where there is no such subnet */
export function foundVpcOfSubnet(subnet: Subnet | undefined, subnetId: string, region: string): string | undefined {
  if (subnet) return subnet.VpcId
  throw new InvalidError([`Input "subnets": there is no subnet "${subnetId}" in ${region}. Correct the id.`])
}

/**
 * Ids of the subnets, each once.
 *
 * @throws InvalidError where a selector means none
 */
export function foundSubnetIds(all: readonly Matches<Subnet>[], vpcId: string | undefined): readonly string[] {
  throwProblems(
    all.flatMap(({ selector, found, others }) => {
      if (found?.length !== 0) return []
      const list = others.map(subnet => formatTagged(subnet.SubnetId, subnet.Tags))
      return [`Input "subnets": no subnet ${formatPlace(vpcId)} has ${formatSelector(selector)}. ${formatOthers(list)}`]
    }),
  )
  return idsOf(all, ({ SubnetId }) => SubnetId)
}

/**
 * Ids of the security groups, each once.
 *
 * @throws InvalidError where a selector does not mean exactly one
 */
export function foundSecurityGroupIds(
  all: readonly Matches<SecurityGroup>[],
  vpcId: string | undefined,
): readonly string[] {
  const named = ({ GroupId, GroupName }: SecurityGroup) => `${GroupId} (${GroupName})`
  const place = formatPlace(vpcId)
  throwProblems(
    all.flatMap(({ selector, found, others }): readonly Problem[] => {
      if (!found || found.length === 1) return []
      return found.length > 1
        ? [
            `Input "security-groups": ${found.length} security groups ${place} have ${formatSelector(selector)}: ${found.map(named).join(', ')}. Give the ids of the ones to use.`,
          ]
        : [
            `Input "security-groups": no security group ${place} has ${formatSelector(selector)}. ${formatOthers(others.map(named))}`,
          ]
    }),
  )
  return idsOf(all, ({ GroupId }) => GroupId)
}

/** A sentence for each secret that does not exist, once. */
export function missingSecretProblems(missing: readonly Pick<WantedSecret, 'source' | 'reference'>[]): Problem[] {
  const bySecret = new Map<string, string>()
  for (const { source, reference } of missing) {
    if (reference.kind === 'secrets-manager' && !bySecret.has(reference.secret)) bySecret.set(reference.secret, source)
  }
  return [...bySecret].map(
    ([secret, source]) =>
      `${source}: there is no secret "${secret}" in this account and region. Create it, or correct the name.`,
  )
}

function idsOf<Item>(all: readonly Matches<Item>[], idOf: (item: Item) => string | undefined): readonly string[] {
  const ids = all.flatMap(({ selector, found = [] }) =>
    selector.kind === 'id' ? [selector.id] : found.flatMap(item => idOf(item) ?? []).sort(),
  )
  return [...new Set(ids)]
}

function formatPlace(vpcId: string | undefined): string {
  return vpcId ? `in ${vpcId}` : 'in this region'
}

function formatSelector(selector: Selector): string {
  switch (selector.kind) {
    case 'id':
      return `the id "${selector.id}"`
    case 'tag':
      return `the tag ${selector.key}=${selector.value}`
    case 'name':
      return `the name "${selector.name}"`
  }
}

function formatTagged(id: string | undefined, tags: Vpc['Tags']): string {
  const text = (tags ?? []).map(tag => `${tag.Key}=${tag.Value}`).join(', ')
  return text ? `${id} (${text})` : `${id}`
}

/** Enough to choose from, not a whole account. */
const MAX_SHOWN = 12

function formatOthers(list: readonly string[]): string {
  if (list.length === 0) return 'There are none.'
  const more = list.length > MAX_SHOWN ? `; and ${list.length - MAX_SHOWN} more` : ''
  return `There are: ${list.slice(0, MAX_SHOWN).join('; ')}${more}.`
}
