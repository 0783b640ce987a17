import type { Service } from '@aws-sdk/client-ecs'
import type { SendOptions } from '../../aws/aws.ts'
import { isCredentialsLost, isThrottle, isTransient } from '../../aws/errors.ts'
import type { Context } from '../../context.ts'
import type { DeploymentIdentity } from '../../resources/service/deployment-identity.ts'
import { CREATED_TOGETHER_MS, matchServiceDeployment } from '../../resources/service/service-deployment-match.ts'
import { describeServiceDeployment, listServiceDeployments } from '../../resources/service/service-deployment-reads.ts'
import type { DeploymentState, ServiceDeploymentState } from '../snapshot.ts'
import { toServiceDeploymentState } from '../to-snapshot.ts'
import { taskDefinitionOfRevision } from './service-revision.ts'

/** Reads our service deployment, and finds out first which one that is. Throws the SDK's errors. */
export interface ServiceDeploymentReader {
  readonly isKnown: boolean
  /** What DescribeServices just returned: its hint at the current one, and the other deployments. */
  learn(service: Service, deployments: readonly DeploymentState[]): void
  /** undefined where it is not listed yet. */
  read(): Promise<ServiceDeploymentState | undefined>
  /** ARNs of the service deployments that began after ours; the newest first. */
  listNewer(): Promise<readonly string[]>
}

const POLL: SendOptions = { retry: false }

export function createServiceDeploymentReader(ctx: Context, identity: DeploymentIdentity): ServiceDeploymentReader {
  let arn = identity.serviceDeploymentArn
  let hint: string | undefined
  let deployments: readonly DeploymentState[] = []
  const notOurs = new Set<string>()

  async function describe(serviceDeploymentArn: string): Promise<ServiceDeploymentState | undefined> {
    const found = await describeServiceDeployment(ctx, serviceDeploymentArn, POLL)
    return found && toServiceDeploymentState(found)
  }

  /**
   * One that deploys another task definition is not ours, however close in time it began: of two updates within seconds
   * the list may show the other one alone.
   */
  async function isOurs(state: ServiceDeploymentState): Promise<boolean> {
    if (!state.targetRevisionArn) return true
    try {
      const deployed = await taskDefinitionOfRevision(ctx, state.targetRevisionArn)
      return deployed === undefined || deployed === identity.taskDefinitionArn
    } catch (error) {
      // Whatever a later attempt cannot cure says nothing against it.
      if (isThrottle(error) || isTransient(error) || isCredentialsLost(error)) throw error
      return true
    }
  }

  /** The service's own hint, which can still name the deployment before ours. */
  async function readHint(): Promise<ServiceDeploymentState | undefined> {
    const current = hint
    if (!current || notOurs.has(current)) return undefined
    const state = await describe(current)
    if (!state) return undefined
    if (matchServiceDeployment([state], identity, deployments) && (await isOurs(state))) {
      arn = current
      return state
    }
    // One that began at the same time as ours and as another's cannot be distinguished from it yet.
    if (isFarFrom(state)) notOurs.add(current)
    return undefined
  }

  function isFarFrom({ createdAt }: ServiceDeploymentState): boolean {
    return createdAt === undefined || Math.abs(createdAt - identity.startedAt) > CREATED_TOGETHER_MS
  }

  return {
    get isKnown() {
      return arn !== undefined
    },
    learn(service, others) {
      hint = service.currentServiceDeployment
      deployments = others
    },
    async read() {
      if (arn) return await describe(arn)
      const state = await readHint()
      if (state) return state
      const candidates = (await listServiceDeployments(ctx, identity, POLL)).filter(
        candidate => !notOurs.has(candidate.arn),
      )
      const match = matchServiceDeployment(candidates, identity, deployments)
      const found = match && (await describe(match.arn))
      if (!found) return undefined
      if (!(await isOurs(found))) {
        notOurs.add(found.arn)
        return undefined
      }
      arn = found.arn
      return found
    },
    async listNewer() {
      const ours = arn
      const candidates = await listServiceDeployments(ctx, identity, POLL)
      const startedAt = candidates.find(candidate => candidate.arn === ours)?.createdAt ?? identity.startedAt
      return candidates
        .filter(({ arn: other, createdAt }) => other !== ours && createdAt !== undefined && createdAt > startedAt)
        .sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0))
        .map(candidate => candidate.arn)
    },
  }
}
