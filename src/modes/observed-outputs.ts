import { targetGroupName } from '../aws/arn.ts'
import { imageTag, parseImageReference } from '../image/image-reference.ts'
import type { LoadBalancerInputs } from '../inputs.ts'
import type { Observation } from '../observation/observation.ts'
import type { KnownOutputs } from '../outputs.ts'
import type { Specification } from '../specification/specification.ts'
import { type AskedLoadBalancer, loadBalancerUrl } from '../verification/verify-http.ts'

/** Pure. Outputs that are known as soon as everything was looked up. */
export function observedOutputs(specification: Specification, observation: Observation): KnownOutputs {
  const { inputs, service } = specification
  const { rendering, image, loadBalancer, listener, namespace } = observation
  const { namespace: namespaceName, service: discoveryService } = inputs.discovery
  const { targetGroupArn } = inputs.loadBalancer
  const observed = observation.service?.service
  return {
    serviceName: service,
    clusterArn: observed?.clusterArn,
    serviceArn: observed?.serviceArn,
    previousTaskDefinitionArn: observed?.taskDefinition,
    image: rendering.image,
    imageTag: imageTag(inputs.image.source) ?? (rendering.image && parseImageReference(rendering.image)?.tag),
    imageDigest: image?.digest,
    targetGroupArn,
    targetGroupName: targetGroupArn && targetGroupName(targetGroupArn),
    loadBalancerArn: loadBalancer?.LoadBalancerArn,
    loadBalancerDnsName: loadBalancer?.DNSName,
    listenerArn: listener?.ListenerArn,
    namespaceId: namespace?.id,
    discoveryHostName:
      namespaceName !== undefined && discoveryService !== undefined
        ? `${discoveryService}.${namespaceName}`
        : undefined,
    logGroup: rendering.ownLogGroup,
    url: serviceUrl(specification, observation),
  }
}

type LoadBalancing = Pick<Observation, 'loadBalancer' | 'listener'>

/** Pure. The load balancer that a path is requested from; undefined if there is none, or it is not known. */
export function askedLoadBalancer(
  { inputs }: Pick<Specification, 'inputs'>,
  { loadBalancer, listener }: LoadBalancing,
): AskedLoadBalancer | undefined {
  if (!loadBalancer?.DNSName || !listener?.Port) return undefined
  return {
    dnsName: loadBalancer.DNSName,
    port: listener.Port,
    protocol: listener.Protocol === 'HTTPS' ? 'https' : 'http',
    host: firstPlainHost(inputs.loadBalancer.rule),
  }
}

/** The first host header without a wildcard. */
function firstPlainHost({ hostHeaders }: LoadBalancerInputs['rule']): string | undefined {
  return hostHeaders?.find(name => !/[*?]/.test(name))
}

/** Where the service can be asked from outside: the rule's first host and path without wildcards. */
export function serviceUrl(specification: Pick<Specification, 'inputs'>, observed: LoadBalancing): string | undefined {
  const asked = askedLoadBalancer(specification, observed)
  if (!asked) return undefined
  const { pathPatterns } = specification.inputs.loadBalancer.rule
  const path = (pathPatterns?.[0] ?? '/').replace(/[*?].*$/, '')
  return loadBalancerUrl({ ...asked, dnsName: asked.host ?? asked.dnsName }, path)
}
