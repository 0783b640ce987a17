import type { Context } from '../context.ts'
import type { DeploymentIdentity } from '../resources/service/deployment-identity.ts'
import type { RolloutFacts } from './judge/rollout-facts.ts'
import { elapsed } from './text.ts'
import type { Stage } from './verdict.ts'

/** Settings that say how long AWS waits: undefined where they could not be read. */
export interface WaitSettings {
  /** Of the target group whose checks take longest. */
  readonly healthCheck: { readonly intervalSeconds: number; readonly healthyThresholdCount: number } | undefined
  readonly deregistrationDelaySeconds: number | undefined
}

/** Prints the lines of a watch, and one every half a minute in which nothing happens. */
export interface SignsOfLife {
  print(line: string): void
  /** Waits, and prints what is waited for when nothing was printed for too long. */
  sleep(ms: number, facts: RolloutFacts, stage: Stage): Promise<void>
}

const SILENCE_MS = 30_000

export function createSignsOfLife(
  { log, clock, signal }: Pick<Context, 'log' | 'clock' | 'signal'>,
  identity: DeploymentIdentity,
  {
    startedAt,
    waitSettings,
  }: { readonly startedAt: number; readonly waitSettings: (() => Promise<WaitSettings>) | undefined },
): SignsOfLife {
  let printedAt = startedAt
  let settings: Promise<WaitSettings> | undefined

  function print(line: string): void {
    printedAt = clock.now()
    log.info(line)
  }

  /** Read ahead: that the run ended meanwhile is for whoever awaits them. */
  function readSettings(): void {
    if (settings) return
    settings = waitSettings?.()
    settings?.catch(() => undefined)
  }

  return {
    print,
    async sleep(ms, facts, stage) {
      const end = clock.now() + ms
      // While things still change: a quiet phase has few reads.
      if (facts.hasRun) readSettings()
      for (let left = ms; ; left = end - clock.now()) {
        const silent = printedAt + SILENCE_MS - clock.now()
        if (silent > left) {
          if (left > 0) await clock.sleep(left, signal)
          break
        }
        if (silent > 0) await clock.sleep(silent, signal)
        readSettings()
        print(
          `${elapsed(clock.now() - startedAt)}  ${signOfLife(facts, { stage, identity, settings: await settings })}`,
        )
      }
      signal.throwIfAborted()
    },
  }
}

interface Waiting {
  readonly stage: Stage
  readonly identity: DeploymentIdentity
  readonly settings: WaitSettings | undefined
}

/** Pure. `2 of 3 tasks running, 1 of 3 healthy; waiting for ...` */
export function signOfLife(facts: RolloutFacts, waiting: Waiting): string {
  const { ours, desiredCount, running, serviceDeployment } = facts
  const count = ours ? `${ours.runningCount} of ${desiredCount} tasks running` : 'no task is known yet'
  const healthy =
    running && ours && ours.runningCount > 0
      ? `, ${running.tasks.filter(task => task.isHealthy).length} of ${desiredCount} healthy`
      : ''
  const weight = serviceDeployment?.target?.productionWeight
  const isShifting = facts.service !== undefined && facts.service.service.strategy !== 'ROLLING'
  const stage =
    isShifting && serviceDeployment?.lifecycleStage
      ? `, stage ${serviceDeployment.lifecycleStage}${weight === undefined ? '' : ` with ${weight} % of the traffic`}`
      : ''
  return `${count}${healthy}${stage}; ${waitedFor(facts, waiting)}`
}

function waitedFor(facts: RolloutFacts, waiting: Waiting): string {
  const { serviceDeployment, service } = facts
  const hook = serviceDeployment?.waitingHooks[0]
  if (hook) return 'a lifecycle hook waits for somebody, by the command above'
  const shifting = waitedForInStage(facts, waiting)
  if (shifting) return shifting
  switch (waiting.stage) {
    case 'rolling-back':
      return 'waiting for the rollback to complete'
    case 'baking': {
      const minutes = (service?.service.bakeMs ?? 0) / 60_000
      return `waiting for ECS to end the bake time${minutes > 0 ? ` of ${minutes} min` : ''}`
    }
    case 'failing':
      return 'the deployment has failed; waiting for ECS to begin the rollback'
    case 'ending':
      return 'waiting for AWS to show how it ended'
    case 'deploying':
      return waitedForTasks(facts, waiting)
  }
}

/** Under ECS's own strategies, the stages that are not about starting tasks. */
function waitedForInStage(
  { service, serviceDeployment }: RolloutFacts,
  { settings, stage }: Waiting,
): string | undefined {
  if (!service || service.service.strategy === 'ROLLING' || stage === 'rolling-back') return undefined
  switch (serviceDeployment?.lifecycleStage) {
    case 'TEST_TRAFFIC_SHIFT':
    case 'PRODUCTION_TRAFFIC_SHIFT':
      return 'waiting for ECS to shift the traffic'
    case 'CLEAN_UP':
      return draining(settings)
    default:
      return undefined
  }
}

function draining(settings: WaitSettings | undefined): string {
  const delay = settings?.deregistrationDelaySeconds
  return `earlier tasks are draining${delay === undefined ? '' : `, up to ${delay} s: deregistration-delay-seconds`}`
}

function waitedForTasks(
  { ours, desiredCount, running, service }: RolloutFacts,
  { settings, identity }: Waiting,
): string {
  if (!ours) return 'waiting for AWS to show the deployment'
  if (ours.runningCount < desiredCount) {
    if (ours.pendingCount > 0) return `waiting for ${tasks(ours.pendingCount)} to start (network, secrets, image)`
    return `waiting for ECS to start ${tasks(desiredCount - ours.runningCount)}`
  }
  const unhealthy = running?.tasks.filter(task => !task.isHealthy).length ?? 0
  if (unhealthy > 0) {
    const check = settings?.healthCheck
    if (!check) return `waiting for ${unhealthy} of ${desiredCount} tasks to become healthy`
    return `waiting for ${unhealthy} of ${desiredCount} targets to pass ${check.healthyThresholdCount} checks, ${check.intervalSeconds} s apart`
  }
  const others = service?.deployments.some(({ id, status }) => id !== identity.deploymentId && status !== 'INACTIVE')
  return others ? draining(settings) : 'waiting for ECS to complete the deployment'
}

function tasks(count: number): string {
  return count === 1 ? '1 task' : `${count} tasks`
}
