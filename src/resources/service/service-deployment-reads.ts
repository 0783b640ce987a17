import {
  DescribeServiceDeploymentsCommand,
  DescribeServicesCommand,
  ListServiceDeploymentsCommand,
  type Service,
  type ServiceDeployment,
} from '@aws-sdk/client-ecs'
import type { SendOptions } from '../../aws/aws.ts'
import type { Context } from '../../context.ts'
import type { DeploymentIdentity } from './deployment-identity.ts'
import {
  type ListedDeployment,
  matchServiceDeployment,
  type ServiceDeploymentCandidate,
} from './service-deployment-match.ts'

/** One attempt each, also after the run was cancelled: the caller has a separate pace. */
export const ONE_CALL: SendOptions = { retry: false, afterCancel: true }

/** How far back ListServiceDeployments reads, in ms before our deployment was created. */
const LIST_WINDOW_MS = 60_000

type Reader = Pick<Context, 'aws'>

/** undefined: AWS does not know it (yet). */
export async function describeService(
  { aws }: Reader,
  { cluster, service }: Pick<DeploymentIdentity, 'cluster' | 'service'>,
  options = ONE_CALL,
): Promise<Service | undefined> {
  const command = new DescribeServicesCommand({ cluster, services: [service] })
  return (await aws.send(aws.ecs(), command, options)).services?.[0]
}

/** Pure. As far as they are needed to match service deployments. */
export function listedDeployments(service: Service | undefined): readonly ListedDeployment[] {
  return (service?.deployments ?? []).map(({ id = '', createdAt }) => ({ id, createdAt: createdAt?.getTime() }))
}

export interface ServiceDeploymentReading {
  readonly arn: string
  readonly status: string
  readonly createdAt: number | undefined
  readonly finishedAt: number | undefined
  readonly targetRevisionArn: string | undefined
}

/** undefined: AWS does not know it (yet). */
export async function describeServiceDeployment(
  { aws }: Reader,
  arn: string,
  options = ONE_CALL,
): Promise<ServiceDeployment | undefined> {
  const command = new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] })
  return (await aws.send(aws.ecs(), command, options)).serviceDeployments?.[0]
}

/** The same, as far as it takes to match it and to know whether it goes on. */
export async function readServiceDeployment(
  context: Reader,
  arn: string,
): Promise<ServiceDeploymentReading | undefined> {
  const found = await describeServiceDeployment(context, arn)
  return (
    found && {
      arn,
      status: found.status ?? '',
      createdAt: found.createdAt?.getTime(),
      finishedAt: found.finishedAt?.getTime(),
      targetRevisionArn: found.targetServiceRevision?.arn,
    }
  )
}

/** The service deployments that may have been created together with ours, or later. */
export async function listServiceDeployments(
  { aws }: Reader,
  { cluster, service, startedAt }: Pick<DeploymentIdentity, 'cluster' | 'service' | 'startedAt'>,
  options = ONE_CALL,
): Promise<readonly ServiceDeploymentCandidate[]> {
  const command = new ListServiceDeploymentsCommand({
    cluster,
    service,
    createdAt: { after: new Date(startedAt - LIST_WINDOW_MS) },
  })
  const { serviceDeployments = [] } = await aws.send(aws.ecs(), command, options)
  return serviceDeployments.flatMap(({ serviceDeploymentArn: arn, createdAt, finishedAt }) =>
    arn === undefined ? [] : [{ arn, createdAt: createdAt?.getTime(), finishedAt: finishedAt?.getTime() }],
  )
}

/**
 * The ARN of the service deployment that was created together with our deployment; undefined: AWS does not show it yet.
 * A new one can be missing in the list for a while, and the service can still name the one before.
 */
export async function findServiceDeployment(
  context: Reader,
  identity: Pick<DeploymentIdentity, 'cluster' | 'service' | 'deploymentId' | 'startedAt'>,
): Promise<string | undefined> {
  const [described, candidates] = await Promise.all([
    describeService(context, identity),
    listServiceDeployments(context, identity),
  ])
  const deployments = listedDeployments(described)
  const match = matchServiceDeployment(candidates, identity, deployments)
  if (match) return match.arn
  const hint = described?.currentServiceDeployment
  if (hint === undefined || candidates.some(({ arn }) => arn === hint)) return undefined
  const current = await readServiceDeployment(context, hint)
  return current && matchServiceDeployment([current], identity, deployments)?.arn
}
