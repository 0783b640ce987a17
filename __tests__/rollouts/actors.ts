import type { Simulator } from '../../simulator/simulator.ts'
import type { RolloutEvent } from './scenario.ts'
import { ALARM, CLUSTER, type Stage } from './stage.ts'

/** What somebody else did, or what happened, and whether AWS accepted it. */
export interface Deed {
  readonly at: number
  readonly kind: RolloutEvent['kind']
  readonly accepted: boolean
  /** For what lasts: when it ends. */
  readonly until: number
}

interface Scene {
  readonly stage: Stage
  /** Of our deployment. */
  readonly deploymentId: string
  readonly serviceDeploymentArn: string
  /** Revisions that others deploy. */
  readonly otherRevision: string
  readonly previousRevision: string | undefined
  later(ms: number, run: () => void): void
  /** Another one each time: that one target is taken away leaves the others. */
  foreignAddress(): string
}

/** Carries out one event. */
export function act(event: RolloutEvent, scene: Scene): Deed {
  const { simulator } = scene.stage
  const lastsMs = 'forSeconds' in event ? event.forSeconds * 1000 : 0
  const at = simulator.clock.now()
  const accepted = attempt(() => carryOut(event, scene, lastsMs))
  return { at, kind: event.kind, accepted, until: at + lastsMs }
}

function attempt(run: () => boolean | undefined): boolean {
  try {
    return run() !== false
  } catch {
    // AWS refuses it in the state that the service is in: nothing happens.
    return false
  }
}

function carryOut(event: RolloutEvent, scene: Scene, lastsMs: number): boolean | undefined {
  const { stage, deploymentId, later } = scene
  const { simulator, service } = stage
  const ecs = (operation: string, input: object) => simulator.call('ecs', operation, { cluster: CLUSTER, ...input })
  const update = (input: object) => ecs('UpdateService', { service, ...input })
  switch (event.kind) {
    case 'stop-deployment': {
      const { serviceDeploymentArn } = scene
      const before = statusOf(simulator, serviceDeploymentArn)
      simulator.call('ecs', 'StopServiceDeployment', { serviceDeploymentArn, stopType: 'ROLLBACK' })
      return before !== statusOf(simulator, serviceDeploymentArn)
    }
    case 'update': {
      const taskDefinition = event.to === 'other' ? scene.otherRevision : scene.previousRevision
      update({ forceNewDeployment: true, ...(event.to !== 'same' && taskDefinition && { taskDefinition }) })
      return true
    }
    case 'count':
      update({ desiredCount: event.desiredCount })
      return true
    case 'delete-service':
      ecs('DeleteService', { service, force: true })
      return true
    case 'stop-task': {
      const task = runningTask(simulator, service, deploymentId)
      if (!task) return false
      ecs('StopTask', { task, reason: 'stopped by hand' })
      return true
    }
    case 'interrupt-task': {
      const task = runningTask(simulator, service, deploymentId)
      if (task) simulator.services.ecs.interruptTask(task)
      return task !== undefined
    }
    case 'foreign-target': {
      const TargetGroupArn = groupArn(stage)
      if (TargetGroupArn === undefined) return false
      const Targets = [{ Id: scene.foreignAddress(), Port: 8000 }]
      simulator.call('elasticloadbalancing', 'RegisterTargets', { TargetGroupArn, Targets })
      later(lastsMs, () => simulator.call('elasticloadbalancing', 'DeregisterTargets', { TargetGroupArn, Targets }))
      return true
    }
    case 'alarm':
      simulator.services.ecs.setAlarm(ALARM, true)
      return true
    case 'no-capacity':
      simulator.settings.capacityAvailable = false
      later(lastsMs, () => {
        simulator.settings.capacityAvailable = true
      })
      return true
    case 'zone-fails':
      simulator.settings.failingZones = [`${simulator.world.region}b`]
      later(lastsMs, () => {
        simulator.settings.failingZones = []
      })
      return true
    case 'target-fails':
      return failTarget(scene, lastsMs)
  }
}

/** One target's health checks fail for a while. */
function failTarget({ stage, deploymentId, later }: Scene, lastsMs: number): boolean {
  const { simulator, service } = stage
  const arn = groupArn(stage)
  const task = tasksOf(simulator, service).find(
    ({ startedBy, lastStatus, desiredStatus }) =>
      startedBy === deploymentId && lastStatus === 'RUNNING' && desiredStatus === 'RUNNING',
  )
  if (arn === undefined || !task) return false
  simulator.services.elbv2.setTargetHealth(arn, task.address, 8000, 'unhealthy')
  later(lastsMs, () => {
    attempt(() => {
      simulator.services.elbv2.setTargetHealth(arn, task.address, 8000, undefined)
      return true
    })
  })
  return true
}

function groupArn({ simulator, targetGroupNames }: Stage): string | undefined {
  const name = targetGroupNames[0]
  if (name === undefined) return undefined
  const { TargetGroups } = simulator.call('elasticloadbalancing', 'DescribeTargetGroups', { Names: [name] }) as {
    TargetGroups: readonly { readonly TargetGroupArn: string }[]
  }
  return TargetGroups[0]?.TargetGroupArn
}

function statusOf(simulator: Simulator, arn: string): string | undefined {
  return simulator.services.ecs.records.serviceDeployments.get(arn)?.status
}

function tasksOf(simulator: Simulator, name: string) {
  const clusters = [...simulator.services.ecs.records.clusters.values()]
  return clusters.flatMap(({ services }) => [...(services.get(name)?.tasks ?? [])])
}

function runningTask(simulator: Simulator, service: string, deploymentId: string): string | undefined {
  return tasksOf(simulator, service).find(
    ({ startedBy, lastStatus, desiredStatus }) =>
      startedBy === deploymentId && lastStatus === 'RUNNING' && desiredStatus === 'RUNNING',
  )?.arn
}
