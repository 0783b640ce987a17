import { StopServiceDeploymentCommand } from '@aws-sdk/client-ecs'
import { formatError, isAccessDenied, isCredentialsLost, isErrorNamed, isThrottle, isTransient } from '../aws/errors.ts'
import { isAmbiguous } from '../aws/retry-safety.ts'
import type { Context } from '../context.ts'
import type { DeploymentIdentity } from '../resources/service/deployment-identity.ts'
import {
  findServiceDeployment,
  ONE_CALL,
  readServiceDeployment,
} from '../resources/service/service-deployment-reads.ts'
import { isCancelled } from '../runtime.ts'
import { taskDefinitionOfRevision } from './reads/service-revision.ts'

export type RollbackTarget = Pick<
  DeploymentIdentity,
  'cluster' | 'service' | 'deploymentId' | 'taskDefinitionArn' | 'serviceDeploymentArn' | 'startedAt'
>

export type RollbackRequest =
  | { readonly kind: 'requested'; readonly serviceDeploymentArn: string }
  /** It is being stopped or rolled back without our request. */
  | { readonly kind: 'under-way'; readonly serviceDeploymentArn: string; readonly status: string }
  | { readonly kind: 'ended'; readonly serviceDeploymentArn: string; readonly status: string }
  /** The service deployment deploys another task definition: nothing was sent. */
  | { readonly kind: 'not-ours'; readonly taskDefinitionArn: string }
  /** AWS did not show the service deployment in time: nothing was sent. */
  | { readonly kind: 'unknown' }
  /** `problem`: a sentence for the user, with the remedy where there is one. */
  | { readonly kind: 'refused'; readonly problem: string }

export interface RequestOptions {
  /** How long to try: AWS may not show the service deployment at once. Milliseconds, default 30 s. */
  readonly forMs?: number
}

const RETRY_INTERVAL_MS = 1_000
/** Doubled with each throttle, up to this. */
const LONGEST_INTERVAL_MS = 8_000
const TRY_FOR_MS = 30_000

/**
 * Asks ECS to stop our deployment and to roll it back. The service deployment and its target revision are read just
 * before: one that deploys another task definition than ours is somebody else's and is never stopped, and neither is one
 * that has ended. Works after the run was cancelled. The rollback goes on by itself; nothing is waited for.
 *
 * @throws CancelledError where the process is about to be ended
 */
export async function requestRollback(
  context: Pick<Context, 'aws' | 'clock'>,
  target: RollbackTarget,
  { forMs = TRY_FOR_MS }: RequestOptions = {},
): Promise<RollbackRequest> {
  const { clock } = context
  const deadline = clock.now() + forMs
  let arn = target.serviceDeploymentArn
  const attempt = async (): Promise<Attempt> => {
    try {
      arn ??= await findServiceDeployment(context, target)
      return { request: arn === undefined ? undefined : await readAndRequest(context, target, arn) }
    } catch (error) {
      if (isCancelled(error)) throw error
      const problem = problemOf(error)
      if (!mayPass(error)) return { request: { kind: 'refused', problem } }
      return { problem, isThrottled: isThrottle(error) }
    }
  }
  let waitMs = RETRY_INTERVAL_MS
  for (;;) {
    const { request, problem, isThrottled } = await attempt()
    if (request) return request
    if (isThrottled) waitMs = Math.min(2 * waitMs, LONGEST_INTERVAL_MS)
    if (clock.now() + waitMs > deadline) return problem ? { kind: 'refused', problem } : { kind: 'unknown' }
    await clock.sleep(waitMs)
  }
}

interface Attempt {
  /** What it came to; undefined: it may be tried again. */
  readonly request?: RollbackRequest | undefined
  readonly problem?: string
  readonly isThrottled?: boolean
}

/** undefined: AWS does not show the service deployment or its revision yet. */
async function readAndRequest(
  context: Pick<Context, 'aws'>,
  target: RollbackTarget,
  arn: string,
): Promise<RollbackRequest | undefined> {
  try {
    return await requestOnce(context, target, arn)
  } catch (error) {
    if (!isErrorNamed(error, 'ConflictException')) throw error
    // Since it was read it has ended, or somebody else has stopped it.
    return await requestOnce(context, target, arn)
  }
}

async function requestOnce(
  context: Pick<Context, 'aws'>,
  { taskDefinitionArn }: RollbackTarget,
  serviceDeploymentArn: string,
): Promise<RollbackRequest | undefined> {
  const { aws } = context
  const reading = await readServiceDeployment(context, serviceDeploymentArn)
  if (reading?.targetRevisionArn === undefined) return undefined
  const deployed = await taskDefinitionOfRevision(context, reading.targetRevisionArn)
  if (deployed === undefined) return undefined
  if (deployed !== taskDefinitionArn) return { kind: 'not-ours', taskDefinitionArn: deployed }
  const { status } = reading
  if (UNDER_WAY.has(status)) return { kind: 'under-way', serviceDeploymentArn, status }
  if (!STOPPABLE.has(status)) return { kind: 'ended', serviceDeploymentArn, status }
  // If its response is lost, the next attempt reads what became of it.
  const stop = new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: 'ROLLBACK' })
  await aws.send(aws.ecs(), stop, ONE_CALL)
  return { kind: 'requested', serviceDeploymentArn }
}

const STOPPABLE: ReadonlySet<string> = new Set(['PENDING', 'IN_PROGRESS'])
const UNDER_WAY: ReadonlySet<string> = new Set(['STOP_REQUESTED', 'ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS'])

function mayPass(error: unknown): boolean {
  return (
    isThrottle(error) ||
    isTransient(error) ||
    isAmbiguous(error) ||
    isErrorNamed(error, 'ConflictException', 'ServiceDeploymentNotFoundException')
  )
}

const NEEDED = [
  'ecs:StopServiceDeployment',
  'ecs:ListServiceDeployments',
  'ecs:DescribeServiceDeployments',
  'ecs:DescribeServiceRevisions',
].join(', ')

function problemOf(error: unknown): string {
  const text = formatError(error).replace(/\.$/, '')
  if (isAccessDenied(error))
    return `A permission is missing (${text}). A rollback needs ${NEEDED}: add them to the role of this workflow.`
  if (isCredentialsLost(error)) return `AWS does not accept the credentials, which may have expired (${text}).`
  return `AWS returned an error (${text}).`
}
