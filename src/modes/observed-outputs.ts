import { parseImageReference } from '../image/image-reference.ts'
import type { Observation } from '../observation/observation.ts'
import type { KnownOutputs } from '../outputs.ts'
import { imageTag, type Specification } from '../specification/specification.ts'

/** Pure. Outputs that are known as soon as everything was looked up. */
export function observedOutputs(specification: Specification, observation: Observation): KnownOutputs {
  const { inputs, service } = specification
  const { rendering, image, loadBalancer, listener, namespace } = observation
  const { namespace: namespaceName, service: discoveryService } = inputs.discovery
  const observed = observation.service?.service
  return {
    serviceName: service,
    clusterArn: observed?.clusterArn,
    serviceArn: observed?.serviceArn,
    previousTaskDefinitionArn: observed?.taskDefinition,
    image: rendering.image,
    imageTag: imageTag(inputs) ?? (rendering.image && parseImageReference(rendering.image)?.tag),
    imageDigest: image?.digest,
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

/** Where the service can be asked from outside: the rule's first host and path without wildcards. */
export function serviceUrl({ inputs }: Specification, { listener, loadBalancer }: Observation): string | undefined {
  const host = inputs.loadBalancer.rule.hostHeaders?.find(name => !/[*?]/.test(name)) ?? loadBalancer?.DNSName
  if (!listener || host === undefined) return undefined
  const scheme = listener.Protocol === 'HTTPS' ? 'https' : 'http'
  const standard = scheme === 'https' ? 443 : 80
  const port = listener.Port === standard ? '' : `:${listener.Port}`
  const path = (inputs.loadBalancer.rule.pathPatterns?.[0] ?? '/').replace(/[*?].*$/, '')
  return `${scheme}://${host}${port}${path}`
}
