import { targetGroupName } from '../aws/arn.ts'
import type { Observation } from '../observation/observation.ts'
import type { Problem } from '../problem.ts'
import { livingService } from '../resources/service/observed-service.ts'
import type { Specification } from '../specification/specification.ts'
import { listed } from '../text/sentences.ts'

/** Pure. What is missing or does not go together, now that everything was looked up. */
export function planProblems(specification: Specification, observation: Observation): Problem[] {
  return [
    ...networkProblems(specification, observation),
    ...portProblems(specification, observation),
    ...loadBalancerProblems(specification, observation),
  ]
}

function networkProblems(specification: Specification, observation: Observation): Problem[] {
  const { inputs, service } = specification
  const problems: Problem[] = []
  const exists = livingService(observation.service) !== undefined
  const inFile = observation.files.service?.networkConfiguration?.awsvpcConfiguration?.subnets
  if (!exists && !observation.subnets && !inFile) {
    problems.push(
      `Service "${service}" does not exist yet, and a new one needs subnets. Give "subnets" (ids, or "tag:Key=Value" with "vpc").`,
    )
  }
  if (observation.vpcId === undefined && needsVpc(specification, observation)) {
    problems.push(
      'The VPC is not known: no load balancer and no subnet id is given that determines it. Give "vpc" (an id, or "tag:Key=Value").',
    )
  }
  if (
    inputs.loadBalancer.listener &&
    observation.loadBalancer &&
    observation.vpcId !== observation.loadBalancer.VpcId
  ) {
    const { LoadBalancerName: name, VpcId: vpc } = observation.loadBalancer
    problems.push(
      `Input "vpc" means ${observation.vpcId}, but load balancer "${name}" is in ${vpc}: it reaches targets in its own VPC only. Change one of the two.`,
    )
  }
  return problems
}

/** A new target group and a new namespace are made in a VPC, and tags and names are looked up in one. */
function needsVpc({ inputs, targetGroupName }: Specification, observation: Observation): boolean {
  const { subnets, securityGroups } = inputs.network
  const looksUp = [...(subnets ?? []), ...(securityGroups ?? [])].some(selector => selector.kind !== 'id')
  const newNamespace = inputs.discovery.namespace !== undefined && !observation.namespace
  return looksUp || newNamespace || (targetGroupName !== undefined && !observation.targetGroup)
}

function portProblems({ inputs }: Specification, { rendering, discoveryService }: Observation): Problem[] {
  if (rendering.containerPort !== undefined) return []
  const recordTypes = discoveryService?.records.map(record => record.type) ?? inputs.discovery.recordTypes ?? []
  const wanting =
    inputs.loadBalancer.listener || inputs.loadBalancer.targetGroupArn
      ? 'a load balancer'
      : inputs.discovery.service !== undefined && recordTypes.includes('SRV')
        ? 'a discovery service with SRV records'
        : undefined
  if (!wanting) return []
  if (rendering.container !== undefined) {
    return [`Container "${rendering.container}" maps no port, and ${wanting} needs one. Give "container-port".`]
  }
  const names = listed((rendering.taskDefinition.containerDefinitions ?? []).map(({ name }) => `"${name}"`))
  return [
    `The task definition has several containers (${names}), and ${wanting} needs the port of one: exactly one container that maps a port would be used. Name it in "container-name".`,
  ]
}

function loadBalancerProblems(specification: Specification, observation: Observation): Problem[] {
  const { inputs, service } = specification
  const { listener, targetGroupArn } = inputs.loadBalancer
  const problems: Problem[] = []
  const observed = observation.service?.service.loadBalancers ?? []
  const own = targetGroupArn ?? observation.targetGroup?.arn
  if ((listener || targetGroupArn) && observed.length > 1 && !observed.some(other => other.targetGroupArn === own)) {
    const groups = observed
      .map(other => (other.targetGroupArn ? targetGroupName(other.targetGroupArn) : 'a classic load balancer'))
      .join(', ')
    problems.push(
      `Service "${service}" is in ${observed.length} target groups (${groups}), and none of them is the given one: it would be removed from all of them. Describe all groups by "loadBalancers" in the service definition file.`,
    )
  }
  const balanced =
    listener !== undefined ||
    targetGroupArn !== undefined ||
    (observation.files.service?.loadBalancers ?? observed).length > 0
  const graceSource =
    inputs.service.healthCheckGracePeriodSeconds !== undefined
      ? 'Input "health-check-grace-period-seconds" is given'
      : observation.files.service?.healthCheckGracePeriodSeconds !== undefined
        ? 'The service definition file has healthCheckGracePeriodSeconds'
        : undefined
  if (graceSource !== undefined && !balanced) {
    problems.push(
      `${graceSource}, but the service has no load balancer, and AWS accepts it only with one. Leave it out, or give the load balancer.`,
    )
  }
  return problems
}
