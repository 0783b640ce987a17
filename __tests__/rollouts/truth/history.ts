import type { ServiceRecord } from '../../../simulator/services/ecs/state.ts'
import type { TaskRecord } from '../../../simulator/services/ecs/task-state.ts'
import type { Simulator } from '../../../simulator/simulator.ts'

/** The service as it truly was from a moment on, whatever reads have shown. Times are ms since the epoch. */
export interface Moment {
  readonly at: number
  /** undefined: there is no such service. */
  readonly status: string | undefined
  readonly desiredCount: number
  /** Newest first; the first is PRIMARY. */
  readonly deployments: readonly DeploymentMoment[]
  /** Newest first. */
  readonly serviceDeployments: readonly ServiceDeploymentMoment[]
  readonly tasks: readonly TaskMoment[]
}

export interface DeploymentMoment {
  readonly id: string
  readonly taskDefinition: string
  readonly rolloutState: string
  readonly serviceDeployment: string
}

export interface ServiceDeploymentMoment {
  readonly arn: string
  readonly createdAt: number
  readonly status: string
  /** The circuit breaker or an alarm has decided. */
  readonly isTriggered: boolean
  readonly isBaking: boolean
  /** How far a strategy that shifts traffic has come: a step of its own for each stage and share. */
  readonly step: number | undefined
}

export interface TaskMoment {
  readonly arn: string
  readonly startedBy: string
  readonly taskDefinition: string
  /** It is meant to run. */
  readonly isLive: boolean
  readonly isRunning: boolean
  /** It passes every check that it has, or, where it has none, has lived long enough. */
  readonly isHealthy: boolean
  readonly createdAt: number
  readonly startedAt: number | undefined
  readonly stoppingAt: number | undefined
  readonly stopCode: string | undefined
  readonly reason: string
}

export interface History {
  /** In their order; each is different from the one before. */
  readonly moments: readonly Moment[]
  /** As it was at that time. */
  at(time: number): Moment
  /** As it was at any time from `from` to `until`. */
  between(from: number, until: number): readonly Moment[]
}

export interface Recorder {
  /** Everything until now. */
  history(): History
  /** As it is now. */
  now(): Moment
}

export interface RecorderOptions {
  readonly stableSeconds: number
  /** At most so often, ms. */
  readonly everyMs: number
}

/** Writes down how the service is, from now on, whenever something changes. */
export function recordHistory(
  simulator: Simulator,
  service: string,
  { stableSeconds, everyMs }: RecorderOptions,
): Recorder {
  const { clock } = simulator
  const moments: Moment[] = []
  const timed = new Set<string>()
  let since = clock.now()
  let last = ''

  function keep(): void {
    // By the time at which the moment began: what takes time alone begins another one.
    const moment = momentOf(simulator, service, { at: since, now: since, stableSeconds })
    for (const { arn, startedAt, isRunning, isHealthy } of moment.tasks) {
      if (!isRunning || isHealthy || startedAt === undefined || timed.has(arn)) continue
      timed.add(arn)
      // That it has lived long enough is no event of the simulator's own: it begins a moment all the same.
      clock.after(startedAt + stableSeconds * 1000 - clock.now(), () => undefined)
    }
    const { at: _, ...state } = moment
    const text = JSON.stringify(state)
    if (text === last) return
    last = text
    moments.push(moment)
  }

  clock.onChange(() => {
    const now = clock.now()
    if (now <= since || now < since + everyMs) return
    keep()
    since = now
  })

  return {
    now: () => momentOf(simulator, service, { at: clock.now(), now: clock.now(), stableSeconds }),
    history() {
      keep()
      return historyOf([...moments])
    },
  }
}

export function historyOf(moments: readonly Moment[]): History {
  const indexAt = (time: number) => moments.findLastIndex(({ at }) => at <= time)
  return {
    moments,
    at(time) {
      const found = moments[Math.max(0, indexAt(time))]
      if (!found) throw new Error('Nothing was recorded.')
      return found
    },
    between: (from, until) => moments.slice(Math.max(0, indexAt(from)), indexAt(until) + 1),
  }
}

interface Now {
  readonly at: number
  readonly now: number
  readonly stableSeconds: number
}

function momentOf(simulator: Simulator, name: string, { at, now, stableSeconds }: Now): Moment {
  const clusters = [...simulator.services.ecs.records.clusters.values()]
  const service = clusters.flatMap(({ services }) => services.get(name) ?? [])[0]
  if (!service) {
    return { at, status: undefined, desiredCount: 0, deployments: [], serviceDeployments: [], tasks: [] }
  }
  return {
    at,
    status: service.status,
    desiredCount: service.settings.desiredCount,
    deployments: service.deployments.map(deployment => ({
      id: deployment.id,
      taskDefinition: deployment.revision.settings.taskDefinition.arn,
      rolloutState: deployment.rolloutState,
      serviceDeployment: deployment.serviceDeployment.arn,
    })),
    serviceDeployments: service.serviceDeployments.map(deployment => ({
      arn: deployment.arn,
      createdAt: deployment.createdAt,
      status: deployment.status,
      isTriggered: deployment.breaker.status === 'TRIGGERED' || deployment.alarms.status === 'TRIGGERED',
      isBaking: deployment.bakingUntil !== undefined,
      step: deployment.shift?.index,
    })),
    tasks: tasksOf(service).map(task => taskMoment(simulator, task, { now, stableSeconds })),
  }
}

const KEPT = 60

/** The newest ones: those that ended long ago decide nothing any more. */
function tasksOf(service: ServiceRecord): readonly TaskRecord[] {
  return [...service.tasks].filter((task, index, all) => task.lastStatus !== 'STOPPED' || index >= all.length - KEPT)
}

function taskMoment(
  simulator: Simulator,
  task: TaskRecord,
  { now, stableSeconds }: Pick<Now, 'now' | 'stableSeconds'>,
): TaskMoment {
  const isLive = task.desiredStatus === 'RUNNING'
  const isRunning = isLive && task.lastStatus === 'RUNNING'
  return {
    arn: task.arn,
    startedBy: task.startedBy,
    taskDefinition: task.revision.settings.taskDefinition.arn,
    isLive,
    isRunning,
    isHealthy: isRunning && passes(simulator, task, { now, stableSeconds }),
    createdAt: task.createdAt,
    startedAt: task.startedAt,
    stoppingAt: task.stoppingAt,
    stopCode: task.stopCode,
    reason: task.stoppedReason ?? '',
  }
}

function passes(simulator: Simulator, task: TaskRecord, at: Pick<Now, 'now' | 'stableSeconds'>): boolean {
  const checked = task.containers.filter(({ essential, definition }) => essential && definition.healthCheck)
  if (checked.some(({ health }) => health !== 'HEALTHY')) return false
  const balancers = task.revision.settings.loadBalancers
  for (const { targetGroupArn = '', containerPort = 0, advancedConfiguration } of balancers) {
    const target = { id: task.address, port: containerPort }
    // A strategy that shifts traffic uses the two groups in turn.
    const groups = [targetGroupArn, advancedConfiguration?.alternateTargetGroupArn ?? targetGroupArn]
    if (!groups.some(arn => simulator.world.ports.targets.health(arn, target)?.state === 'healthy')) return false
  }
  if (checked.length > 0 || balancers.length > 0) return true
  return task.startedAt !== undefined && at.now - task.startedAt >= at.stableSeconds * 1000
}
