import type { Task, TaskDefinition } from '@aws-sdk/client-ecs'
import type { Context } from '../context.ts'
import type { VerificationInputs } from '../inputs.ts'
import { describeServiceTasks } from '../look-ups/service-tasks.ts'
import { pollUntil } from '../poll-until.ts'
import { addressesOf } from './addresses.ts'
import type { CheckResult } from './check-result.ts'
import { verifyInstances } from './discovery.ts'
import { verifyTargets } from './targets.ts'
import { describeDesiredCount, findHealthChecked, healthCheckedContainers, judgeTasks } from './tasks.ts'
import { type AskedLoadBalancer, verifyHttp } from './verify-http.ts'

/** What should be running. */
export interface Verified {
  readonly cluster: string
  readonly service: string
  readonly taskDefinitionArn: string
  readonly desiredCount: number
  readonly targetGroupArns: readonly string[]
  readonly registryArns: readonly string[]
  readonly loadBalancer: AskedLoadBalancer | undefined
  readonly inputs: VerificationInputs
  /** Tasks that were described a moment ago, to begin with: undefined to read them. */
  readonly tasks: readonly Task[] | undefined
  /** The revision, where it was read before: undefined to read it. */
  readonly taskDefinition: TaskDefinition | undefined
}

const POLL_INTERVAL_MS = 2_500

/**
 * Checks tasks, targets and discovery instances, and sends an HTTP request, side by side, until everything is as it
 * should be or time runs out: registration and health lag a little behind a deployment that completed.
 */
export async function verifyService(context: Context, wanted: Verified): Promise<readonly CheckResult[]> {
  const { url } = wanted.inputs
  // An error of one side ends the other too: it would otherwise keep asking, and hold the process, until its time-out.
  const failure = new AbortController()
  const joined = { ...context, signal: AbortSignal.any([context.signal, failure.signal]) }
  try {
    const [results, http] = await Promise.all([
      verifyParts(joined, wanted),
      url && wanted.desiredCount > 0 && verifyHttp(joined, { url, loadBalancer: wanted.loadBalancer }, wanted.inputs),
    ])
    return http ? [...results, http] : results
  } catch (error) {
    failure.abort(error)
    throw error
  }
}

/** What is compared: read afresh for each attempt but the first. */
interface Sighting {
  /** undefined where reading them is not allowed. */
  readonly tasks: Promise<readonly Task[] | undefined>
  readonly desiredCount: number
}

async function verifyParts(context: Context, wanted: Verified): Promise<readonly CheckResult[]> {
  const healthChecked = findChecks(context, wanted)
  let sighting: Sighting | undefined
  const attempt = async () => {
    sighting = sighting ? await nextSighting(context, wanted, sighting) : firstSighting(context, wanted)
    return await judgeSighting(context, wanted, { ...sighting, healthChecked })
  }
  return await pollUntil(context, attempt, {
    isDone: results => results.every(result => result.state !== 'failed'),
    everyMs: POLL_INTERVAL_MS,
    forMs: wanted.inputs.timeoutSeconds * 1_000,
  })
}

function firstSighting(context: Context, wanted: Verified): Sighting {
  const { tasks, desiredCount } = wanted
  return { tasks: tasks ? Promise.resolve(tasks) : describeServiceTasks(context, wanted), desiredCount }
}

async function nextSighting(context: Context, wanted: Verified, before: Sighting): Promise<Sighting> {
  const [tasks, count] = await Promise.all([
    describeServiceTasks(context, wanted),
    describeDesiredCount(context, wanted),
  ])
  // Auto scaling may have changed the count since the deployment was made.
  return { tasks: Promise.resolve(tasks), desiredCount: count ?? before.desiredCount }
}

async function judgeSighting(
  context: Context,
  wanted: Verified,
  sighting: Sighting & { readonly healthChecked: Promise<readonly string[] | undefined> },
): Promise<readonly CheckResult[]> {
  const { taskDefinitionArn } = wanted
  const [healthChecked, tasks, registrations] = await Promise.all([
    sighting.healthChecked,
    sighting.tasks,
    sighting.tasks.then(tasks => verifyRegistrations(context, wanted, tasks)),
  ])
  return [
    judgeTasks(tasks, { taskDefinitionArn, desiredCount: sighting.desiredCount, healthChecked }),
    ...registrations,
  ]
}

async function findChecks(
  context: Context,
  { taskDefinition, taskDefinitionArn }: Verified,
): Promise<readonly string[] | undefined> {
  if (taskDefinition) return healthCheckedContainers(taskDefinition)
  return await findHealthChecked(context, taskDefinitionArn)
}

async function verifyRegistrations(
  context: Context,
  wanted: Verified,
  tasks: readonly Task[] | undefined,
): Promise<readonly CheckResult[]> {
  const addressed = tasks && addressesOf(tasks, wanted.taskDefinitionArn)
  return await Promise.all([
    ...wanted.targetGroupArns.map(arn => verifyTargets(context, arn, addressed)),
    ...wanted.registryArns.map(arn => verifyInstances(context, arn, addressed)),
  ])
}
