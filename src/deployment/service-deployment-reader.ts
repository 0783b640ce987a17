import { DescribeServiceDeploymentsCommand, ListServiceDeploymentsCommand, type Service } from '@aws-sdk/client-ecs'
import { formatError, isAccessDenied } from '../aws/errors.ts'
import type { Context } from '../context.ts'
import type { DeploymentIdentity } from '../resources/service/deployment-identity.ts'
import { matchServiceDeployment, type ServiceDeploymentCandidate } from './service-deployment-match.ts'
import {
  type DeploymentState,
  type ServiceDeploymentState,
  toDeploymentState,
  toServiceDeploymentState,
} from './snapshot.ts'

/** What DescribeServiceDeployments said of ours, and what failed, if something did. */
export interface ServiceDeploymentReading {
  readonly state: ServiceDeploymentState | undefined
  readonly failure?: { readonly error: unknown; readonly problem: string }
}

/** Reads our service deployment, and finds out first which one that is. */
export interface ServiceDeploymentReader {
  /** One call once the ARN is known; nothing before that, and nothing where AWS denies it. */
  readKnown(): Promise<ServiceDeploymentReading>
  /** Where the ARN is not known yet: looks for it, given the service as it was just described. */
  resolve(service: Service): Promise<ServiceDeploymentReading>
}

/** How far back ListServiceDeployments looks, in ms before our deployment was created. */
const LIST_WINDOW_MS = 60_000

export function createServiceDeploymentReader(ctx: Context, identity: DeploymentIdentity): ServiceDeploymentReader {
  let arn = identity.serviceDeploymentArn
  const notOurs = new Set<string>()
  const denied = new Set<string>()

  async function attempt(
    operation: string,
    read: () => Promise<ServiceDeploymentState | undefined>,
  ): Promise<ServiceDeploymentReading> {
    if (denied.has(operation)) return { state: undefined }
    try {
      return { state: await read() }
    } catch (error) {
      ctx.signal.throwIfAborted()
      if (isAccessDenied(error)) {
        denied.add(operation)
        ctx.log.warning(
          `The role of this workflow may not call ecs:${operation}. ecs:DescribeServices alone is used, which cannot always tell a ` +
            `deployment that was stopped by someone from one that failed. Grant ecs:${operation} to know.`,
        )
        return { state: undefined }
      }
      return {
        state: undefined,
        failure: { error, problem: `The service deployment could not be read (${formatError(error)}).` },
      }
    }
  }

  async function describe(serviceDeploymentArn: string): Promise<ServiceDeploymentState | undefined> {
    const answer = await ctx.aws.send(
      ctx.aws.ecs(),
      new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [serviceDeploymentArn] }),
      { retry: false },
    )
    const found = answer.serviceDeployments?.[0]
    return found && toServiceDeploymentState(found)
  }

  async function list(deployments: readonly DeploymentState[]): Promise<ServiceDeploymentCandidate | undefined> {
    const answer = await ctx.aws.send(
      ctx.aws.ecs(),
      new ListServiceDeploymentsCommand({
        cluster: identity.cluster,
        service: identity.service,
        createdAt: { after: new Date(identity.startedAt - LIST_WINDOW_MS) },
      }),
      { retry: false },
    )
    const candidates = (answer.serviceDeployments ?? []).flatMap(brief =>
      brief.serviceDeploymentArn
        ? [
            {
              arn: brief.serviceDeploymentArn,
              createdAt: brief.createdAt?.getTime(),
              finishedAt: brief.finishedAt?.getTime(),
            },
          ]
        : [],
    )
    return matchServiceDeployment(candidates, identity, deployments)
  }

  /** The service's own hint, which can still name the deployment before ours. undefined where it does not help. */
  async function tryCurrent(
    current: string | undefined,
    deployments: readonly DeploymentState[],
  ): Promise<ServiceDeploymentReading | undefined> {
    if (!current || notOurs.has(current)) return undefined
    const reading = await attempt('DescribeServiceDeployments', () => describe(current))
    if (reading.failure || !reading.state) return reading.failure ? reading : undefined
    if (matchServiceDeployment([reading.state], identity, deployments)) {
      arn = current
      return reading
    }
    notOurs.add(current)
    return undefined
  }

  return {
    async readKnown() {
      const known = arn
      if (!known) return { state: undefined }
      return attempt('DescribeServiceDeployments', () => describe(known))
    },
    async resolve(service) {
      if (arn) return { state: undefined }
      const deployments = (service.deployments ?? []).map(toDeploymentState)
      const reading = await tryCurrent(service.currentServiceDeployment, deployments)
      // Without the permission to describe it, its ARN is of no use here.
      if (reading || denied.has('DescribeServiceDeployments')) return reading ?? { state: undefined }
      let found: ServiceDeploymentCandidate | undefined
      const listing = await attempt('ListServiceDeployments', async () => {
        found = await list(deployments)
        return undefined
      })
      if (found) arn = found.arn
      return listing
    },
  }
}
