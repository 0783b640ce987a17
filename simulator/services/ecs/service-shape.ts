import type { Deployment, Service } from '@aws-sdk/client-ecs'
import { isVisible } from './lookup.ts'
import { plainCopy } from './plain-copy.ts'
import { isFargate, platformVersion } from './revisions.ts'
import type { DeploymentRecord, Ecs, RevisionSettings, ServiceRecord } from './state.ts'
import { listTags } from './tagging.ts'
import { countTasks, isLive } from './task-state.ts'

/** A service as CreateService, UpdateService and DescribeServices return it. Members that are not set are left out. */
export function describeService(ecs: Ecs, service: ServiceRecord, include: readonly string[]): Service {
  const { settings, revisionSettings: revision } = service
  const { running, pending } = countTasks(service.tasks)
  const visible = service.serviceDeployments.find(deployment => isVisible(ecs, deployment.createdAt))
  return plainCopy({
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: service.cluster.arn,
    status: service.status,
    desiredCount: settings.desiredCount,
    runningCount: running,
    pendingCount: pending,
    taskDefinition: revision.taskDefinition.arn,
    ...capacity(revision),
    loadBalancers: revision.loadBalancers,
    serviceRegistries: [...revision.serviceRegistries],
    ...given('networkConfiguration', networkShape(revision)),
    deploymentConfiguration: settings.deploymentConfiguration,
    ...given('deploymentController', settings.deploymentController),
    deployments: service.deployments.map((deployment, index) => describeDeployment(deployment, index === 0)),
    ...given('roleArn', roleArn(ecs, revision)),
    events: service.events.map(event => ({ ...event, createdAt: new Date(event.createdAt) })),
    createdAt: new Date(service.createdAt),
    createdBy: `arn:${ecs.world.partition}:iam::${ecs.world.account}:role/deployer`,
    ...given('currentServiceDeployment', visible?.arn),
    currentServiceRevisions: currentRevisions(service),
    placementConstraints: settings.placementConstraints ?? [],
    placementStrategy: settings.placementStrategy ?? [],
    ...given('healthCheckGracePeriodSeconds', settings.healthCheckGracePeriodSeconds),
    schedulingStrategy: 'REPLICA',
    enableECSManagedTags: settings.enableECSManagedTags,
    propagateTags: settings.propagateTags ?? 'NONE',
    enableExecuteCommand: settings.enableExecuteCommand,
    availabilityZoneRebalancing: settings.availabilityZoneRebalancing,
    ...(include.includes('TAGS') ? { tags: listTags(ecs, service.arn) } : {}),
  })
}

function describeDeployment(deployment: DeploymentRecord, primary: boolean): Deployment {
  const { revision, service } = deployment
  const tasks = [...service.tasks].filter(task => task.revision === revision)
  const { running, pending } = countTasks(tasks)
  const left = tasks.filter(task => task.lastStatus !== 'STOPPED').length
  return {
    id: deployment.id,
    // INACTIVE: "a deployment that has been completely replaced"; it disappears when the PRIMARY one completes (assumed).
    status: primary ? 'PRIMARY' : left > 0 ? 'ACTIVE' : 'INACTIVE',
    taskDefinition: revision.settings.taskDefinition.arn,
    desiredCount: primary ? service.settings.desiredCount : tasks.filter(isLive).length,
    pendingCount: pending,
    runningCount: running,
    failedTasks: deployment.failedTasks,
    createdAt: new Date(deployment.createdAt),
    updatedAt: new Date(deployment.updatedAt),
    ...capacity(revision.settings),
    ...given('networkConfiguration', networkShape(revision.settings)),
    // Shown by deployments only, not by the service (API reference, Deployment and Service).
    ...given('serviceConnectConfiguration', revision.settings.serviceConnectConfiguration),
    ...given('volumeConfigurations', revision.settings.volumeConfigurations),
    ...given('vpcLatticeConfigurations', revision.settings.vpcLatticeConfigurations),
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
  }
}

function capacity(revision: RevisionSettings) {
  const { capacityProviderStrategy, launchType } = revision
  return {
    ...(capacityProviderStrategy.length > 0 ? { capacityProviderStrategy } : given('launchType', launchType)),
    ...(isFargate(revision) ? { platformVersion: platformVersion(revision), platformFamily: 'Linux' } : {}),
  }
}

/** `assignPublicIp` and `securityGroups` are filled in (SDK documentation: DISABLED by default). */
function networkShape({ networkConfiguration }: RevisionSettings): Service['networkConfiguration'] {
  const network = networkConfiguration?.awsvpcConfiguration
  if (!network) return undefined
  return { awsvpcConfiguration: { securityGroups: [], assignPublicIp: 'DISABLED', ...network } }
}

/** ECS uses its service-linked role for load balancers and discovery (SDK documentation, Service.roleArn). */
function roleArn(ecs: Ecs, { networkConfiguration }: RevisionSettings): string | undefined {
  if (!networkConfiguration) return undefined
  const { partition, account } = ecs.world
  return `arn:${partition}:iam::${account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`
}

function currentRevisions(service: ServiceRecord): Service['currentServiceRevisions'] {
  return service.deployments.map(({ revision }, index) => {
    const tasks = [...service.tasks].filter(task => task.revision === revision)
    const { running, pending } = countTasks(tasks)
    return {
      arn: revision.arn,
      requestedTaskCount: index === 0 ? service.settings.desiredCount : tasks.filter(isLive).length,
      runningTaskCount: running,
      pendingTaskCount: pending,
    }
  })
}

function given<K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } {
  return (value === undefined ? {} : { [name]: value }) as { [key in K]?: V }
}
