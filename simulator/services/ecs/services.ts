import type { DeleteServiceRequest, DescribeServicesRequest, ListServicesRequest, Service } from '@aws-sdk/client-ecs'
import { ApiError } from '../../errors.ts'
import type { Operations } from '../../world.ts'
import { createService } from './create-service.ts'
import { isVisible, lastPart, requireCluster, requireService } from './lookup.ts'
import { page } from './paging.ts'
import { invalidParameter } from './refusals.ts'
import { describeService } from './service-shape.ts'
import type { Ecs } from './state.ts'
import { updateService } from './update-service.ts'

/** CreateService, UpdateService, DeleteService, DescribeServices, ListServices. */
export function serviceOperations(ecs: Ecs): Operations {
  return {
    CreateService: input => createService(ecs, input),
    UpdateService: input => updateService(ecs, input),
    DeleteService: input => deleteService(ecs, input),
    DescribeServices: input => describeServices(ecs, input),
    ListServices: input => listServices(ecs, input),
  }
}

/** ACTIVE, then DRAINING until the last task is gone, then INACTIVE (SDK documentation, DeleteService). */
function deleteService(ecs: Ecs, input: DeleteServiceRequest): object {
  const service = requireService(requireCluster(ecs, input.cluster), input.service)
  if (service.status === 'INACTIVE') throw new ApiError('ServiceNotFoundException', 'Service not found.')
  if (!input.force && service.settings.desiredCount > 0) {
    throw invalidParameter('The service cannot be stopped while it is scaled above 0.') // public reports
  }
  service.settings = { ...service.settings, desiredCount: 0 }
  service.status = 'DRAINING'
  ecs.wake(service, 0)
  return { service: describeService(ecs, service, []) }
}

/** Deleted services are still described, as INACTIVE; unknown ones are failures with the reason MISSING. */
function describeServices(ecs: Ecs, input: DescribeServicesRequest): object {
  const cluster = requireCluster(ecs, input.cluster)
  const references = input.services ?? []
  if (references.length === 0) throw invalidParameter('Services cannot be empty.')
  if (references.length > 10) throw invalidParameter('The maximum number of services is 10.') // wording assumed
  const services: Service[] = []
  const failures: { arn: string; reason: string }[] = []
  for (const reference of references) {
    const name = lastPart(reference)
    const service = cluster.services.get(name)
    if (service && isVisible(ecs, service.createdAt)) services.push(describeService(ecs, service, input.include ?? []))
    else failures.push({ arn: ecs.world.arn('ecs', `service/${cluster.name}/${name}`), reason: 'MISSING' })
  }
  return { services, failures }
}

/** ACTIVE services only: those that drain are no longer listed (SDK documentation, DeleteService). */
function listServices(ecs: Ecs, input: ListServicesRequest): object {
  const cluster = requireCluster(ecs, input.cluster)
  const arns: string[] = []
  for (const service of cluster.services.values()) {
    const { launchType } = service.revisionSettings
    if (service.status !== 'ACTIVE' || !isVisible(ecs, service.createdAt)) continue
    if (input.launchType === undefined || input.launchType === launchType) arns.push(service.arn)
  }
  const { items, ...rest } = page(arns, { ...input, fallback: 10, pageSize: ecs.world.settings.pageSize })
  return { serviceArns: items, ...rest }
}
