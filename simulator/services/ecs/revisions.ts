import type { DescribeServiceRevisionsRequest, ServiceRevision } from '@aws-sdk/client-ecs'
import type { Operations } from '../../world.ts'
import { nineteenDigits } from './identifiers.ts'
import { plainCopy } from './plain-copy.ts'
import { invalidParameter } from './refusals.ts'
import type { Ecs, RevisionRecord, RevisionSettings, ServiceRecord } from './state.ts'
import type { GroupInUse } from './traffic-shift/weights.ts'

/** DescribeServiceRevisions, at most 20 ARNs (SDK documentation). */
export function revisionOperations(ecs: Ecs): Operations {
  return {
    DescribeServiceRevisions(input: DescribeServiceRevisionsRequest) {
      const arns = input.serviceRevisionArns ?? []
      if (arns.length > 20) throw invalidParameter('The maximum number of service revision ARNs is 20.') // assumed
      const found = arns.map(arn => ({ arn, revision: ecs.revisions.get(arn) }))
      return {
        serviceRevisions: found.flatMap(({ revision }) => (revision ? [describe(revision)] : [])),
        failures: found.flatMap(({ arn, revision }) => (revision ? [] : [{ arn, reason: 'MISSING' }])),
      }
    },
  }
}

/**
 * Freezes what a deployment deploys. Tags are resolved to digests now, once: tasks that start later run the same
 * image although the tag may have moved (developer guide, "container image resolution"), unless the container
 * disables `versionConsistency`.
 */
export function createRevision(ecs: Ecs, service: ServiceRecord, group: GroupInUse): RevisionRecord {
  const settings = service.revisionSettings
  const containers = settings.taskDefinition.shape.containerDefinitions ?? []
  const images = containers.map(container => {
    const image = container.image ?? ''
    const pinned = container.versionConsistency !== 'disabled'
    const digest = pinned ? ecs.world.ports.images.resolve(image)?.digest : undefined
    return [container.name ?? '', { image, digest }] as const
  })
  const id = nineteenDigits(ecs.world)
  const revision = {
    arn: ecs.world.arn('ecs', `service-revision/${service.cluster.name}/${service.name}/${id}`),
    service,
    createdAt: ecs.world.clock.now(),
    settings,
    group,
    images: new Map(images),
  }
  ecs.revisions.set(revision.arn, revision)
  return revision
}

function describe(revision: RevisionRecord): ServiceRevision {
  const { settings, service } = revision
  const fargate = isFargate(settings)
  return plainCopy({
    serviceRevisionArn: revision.arn,
    serviceArn: service.arn,
    clusterArn: service.cluster.arn,
    taskDefinition: settings.taskDefinition.arn,
    ...(settings.capacityProviderStrategy.length > 0
      ? { capacityProviderStrategy: settings.capacityProviderStrategy }
      : { launchType: settings.launchType }),
    ...(fargate ? { platformVersion: platformVersion(settings), platformFamily: 'Linux' } : {}),
    loadBalancers: settings.loadBalancers,
    serviceRegistries: [...settings.serviceRegistries],
    networkConfiguration: settings.networkConfiguration,
    containerImages: [...revision.images].map(([containerName, { image, digest }]) => ({
      containerName,
      image,
      ...(digest ? { imageDigest: digest } : {}),
    })),
    guardDutyEnabled: false,
    createdAt: new Date(revision.createdAt),
  })
}

export function isFargate(settings: RevisionSettings): boolean {
  if (settings.capacityProviderStrategy.length === 0) return settings.launchType === 'FARGATE'
  return settings.capacityProviderStrategy.some(item => /^FARGATE(_SPOT)?$/.test(item.capacityProvider ?? ''))
}

/** LATEST means 1.4.0 on Linux (developer guide, "Fargate platform versions"); services show the number they run. */
export function platformVersion(settings: RevisionSettings): string {
  const given = settings.platformVersion ?? 'LATEST'
  return given === 'LATEST' ? '1.4.0' : given
}
