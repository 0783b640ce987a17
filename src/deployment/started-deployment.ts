import type { Deployment } from '@aws-sdk/client-ecs'
import type { Context } from '../context.ts'
import {
  describeService,
  findServiceDeployment,
  readServiceDeployment,
} from '../resources/service/service-deployment-reads.ts'
import { type DeploymentProgress, progressOf } from './deployment-progress.ts'
import type { RollbackTarget } from './stop-deployment.ts'
import { toDeploymentStates } from './to-snapshot.ts'

export interface AskedDeployment {
  readonly cluster: string
  readonly service: string
  readonly taskDefinitionArn: string
  /** Ids of the deployments that were there before it was asked for. */
  readonly before: readonly string[]
}

/** The deployment that a lost CreateService or UpdateService has started; undefined: AWS shows none. */
export async function findStartedDeployment(
  context: Pick<Context, 'aws'>,
  asked: AskedDeployment,
): Promise<RollbackTarget | undefined> {
  const service = await describeService(context, asked)
  const isOurs = ({ id, taskDefinition }: Deployment) =>
    id !== undefined && taskDefinition === asked.taskDefinitionArn && !asked.before.includes(id)
  const started = service?.deployments?.find(isOurs)
  if (!service || started?.id === undefined) return undefined
  return {
    cluster: service.clusterArn ?? asked.cluster,
    service: asked.service,
    deploymentId: started.id,
    serviceDeploymentArn: undefined,
    taskDefinitionArn: asked.taskDefinitionArn,
    startedAt: started.createdAt?.getTime() ?? 0,
  }
}

/** What ECS is doing with the deployment, by one read of each source. */
export async function readProgress(
  context: Pick<Context, 'aws'>,
  identity: RollbackTarget,
): Promise<DeploymentProgress> {
  const arn = identity.serviceDeploymentArn ?? (await findServiceDeployment(context, identity))
  const [service, serviceDeployment] = await Promise.all([
    describeService(context, identity),
    arn === undefined ? undefined : readServiceDeployment(context, arn),
  ])
  const deployments = service ? toDeploymentStates(service) : []
  return progressOf(identity, { deployments, status: serviceDeployment?.status })
}
