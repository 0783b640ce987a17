import type { Task } from '@aws-sdk/client-ecs'
import type { Context } from '../context.ts'
import type { VerificationInputs } from '../inputs/inputs.ts'
import { verifyInstances } from './discovery.ts'
import type { Finding } from './finding.ts'
import { verifyTargets } from './targets.ts'
import { addressesOf, describeServiceTasks, judgeTasks } from './tasks.ts'
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
}

const POLL_INTERVAL_MS = 2_500

/**
 * Looks at tasks, targets and discovery instances, and asks over HTTP, side by side, until everything is as it should
 * be or the time is over: registration and health lag a little behind a deployment that completed.
 */
export async function verifyService(context: Context, wanted: Verified): Promise<readonly Finding[]> {
  const { url } = wanted.inputs
  const [findings, http] = await Promise.all([
    verifyParts(context, wanted),
    url && verifyHttp(context, { url, loadBalancer: wanted.loadBalancer }, wanted.inputs),
  ])
  return http ? [...findings, http] : findings
}

async function verifyParts(context: Context, wanted: Verified): Promise<readonly Finding[]> {
  const { clock, signal } = context
  const deadline = clock.now() + wanted.inputs.timeoutSeconds * 1_000
  let known = wanted.tasks
  for (;;) {
    const tasks = known ?? (await describeServiceTasks(context, wanted))
    known = undefined
    const findings = await lookOnce(context, wanted, tasks)
    if (findings.every(finding => finding.state !== 'failed') || clock.now() >= deadline) return findings
    await clock.sleep(POLL_INTERVAL_MS, signal)
  }
}

async function lookOnce(
  context: Context,
  wanted: Verified,
  tasks: readonly Task[] | undefined,
): Promise<readonly Finding[]> {
  const addresses = addressesOf(tasks ?? [], wanted.taskDefinitionArn)
  const others = await Promise.all([
    ...wanted.targetGroupArns.map(arn => verifyTargets(context, arn, addresses)),
    ...wanted.registryArns.map(arn => verifyInstances(context, arn, addresses)),
  ])
  return [judgeTasks(tasks, wanted), ...others]
}
