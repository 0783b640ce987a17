import type { Service, ServiceDeployment, Task, TaskDefinition } from '@aws-sdk/client-ecs'
import { copyRecords, worldAt } from '../../state-copy.ts'
import type { Operations, World } from '../../world.ts'
import { clusterOperations, createCluster } from './clusters.ts'
import { lastPart } from './lookup.ts'
import { plainCopy } from './plain-copy.ts'
import { revisionOperations } from './revisions.ts'
import { wakeScheduler } from './rollout/scheduler.ts'
import { describeServiceDeployment } from './rollout/service-deployment-shape.ts'
import { serviceDeploymentOperations } from './rollout/service-deployments.ts'
import { describeService } from './service-shape.ts'
import { serviceOperations } from './services.ts'
import type { Ecs, ServiceRecord } from './state.ts'
import { taggingOperations } from './tagging.ts'
import { taskDefinitionOperations } from './task-definitions.ts'
import { stopTask } from './task-lifecycle.ts'
import { describeTask } from './task-shape.ts'
import { taskOperations } from './tasks.ts'

/** The simulated Amazon ECS. */
export interface SimulatedEcs {
  readonly operations: Operations
  /** Everything that exists, in the shapes that Describe calls return. */
  state(): {
    readonly taskDefinitions: readonly TaskDefinition[]
    readonly services: readonly Service[]
    readonly serviceDeployments: readonly ServiceDeployment[]
    readonly tasks: readonly Task[]
  }
  /** Copies the state, for later reads of what is true now. */
  capture(): (at: number) => Operations
  /** Its own records, not copies: for whoever keeps a history of what is true. */
  readonly records: Ecs
  /** Tags by ARN. */
  tags(): Record<string, Record<string, string>>
  /** A CloudWatch alarm changes its state. */
  setAlarm(name: string, inAlarm: boolean): void
  /** Fargate takes a Spot task back. The service replaces it. */
  interruptTask(taskArn: string): void
  /** Creates an empty cluster and returns its ARN. */
  createCluster(name: string): string
}

/** Creates an Amazon ECS without clusters. `world.ports` are read only when they are needed. */
export function createEcs(world: World): SimulatedEcs {
  const ecs: Ecs = {
    world,
    clusters: new Map(),
    families: new Map(),
    tags: new Map(),
    revisions: new Map(),
    serviceDeployments: new Map(),
    alarms: new Set(),
    wake: (service, delayMs = 0) => wakeScheduler(ecs, service, delayMs),
  }
  return {
    operations: operationsOf(ecs),
    records: ecs,
    capture() {
      const copy = copyRecords(ecs, UNCHANGING, isFinal)
      return at => operationsOf({ ...copy, world: worldAt(world, at) })
    },
    state() {
      const clusters = [...ecs.clusters.values()]
      return {
        taskDefinitions: [...ecs.families.values()].flat().map(record => plainCopy(record.shape)),
        services: clusters.flatMap(cluster =>
          [...cluster.services.values()].map(service => describeService(ecs, service, ['TAGS'])),
        ),
        serviceDeployments: [...ecs.serviceDeployments.values()].map(describeServiceDeployment),
        tasks: clusters.flatMap(cluster => [...cluster.tasks.values()].map(task => describeTask(ecs, task, ['TAGS']))),
      }
    },
    tags: () => Object.fromEntries([...ecs.tags].map(([arn, tags]) => [arn, Object.fromEntries(tags)])),
    setAlarm(name, inAlarm) {
      world.clock.after(0, () => {
        if (inAlarm) ecs.alarms.add(name)
        else ecs.alarms.delete(name)
        for (const service of clusterServices(ecs)) ecs.wake(service)
      })
    },
    interruptTask(taskArn) {
      const task = [...ecs.clusters.values()].map(({ tasks }) => tasks.get(lastPart(taskArn))).find(found => found)
      if (!task) throw new Error(`There is no task ${taskArn}.`)
      world.clock.changing()
      stopTask(ecs, task, { code: 'SpotInterruption', reason: 'Your Spot Task was interrupted.', counts: 'no' })
    },
    createCluster: name => createCluster(ecs, name).arn,
  }
}

function clusterServices(ecs: Ecs): readonly ServiceRecord[] {
  return [...ecs.clusters.values()].flatMap(({ services }) => [...services.values()])
}

/** Members that are replaced, never changed in place, or that no read shows. */
const UNCHANGING: ReadonlySet<string> = new Set([
  'world',
  'shape',
  'settings',
  'revisionSettings',
  'deploymentConfiguration',
  'definition',
  'behaviour',
  'images',
  'events',
  'tags',
  'timers',
  'launches',
  'nextPass',
])

/** Revisions and task definitions never change, stopped tasks no longer do: nothing that reads show of them. */
function isFinal(record: object): boolean {
  return 'images' in record || 'shape' in record || ('lastStatus' in record && record.lastStatus === 'STOPPED')
}

function operationsOf(ecs: Ecs): Operations {
  return {
    ...clusterOperations(ecs),
    ...taskDefinitionOperations(ecs),
    ...serviceOperations(ecs),
    ...serviceDeploymentOperations(ecs),
    ...revisionOperations(ecs),
    ...taskOperations(ecs),
    ...taggingOperations(ecs),
  }
}
