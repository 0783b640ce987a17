import type { Service, ServiceDeployment, Task, TaskDefinition } from '@aws-sdk/client-ecs'
import type { Operations, World } from '../../world.ts'
import { clusterOperations, createCluster } from './clusters.ts'
import { plainCopy } from './plain-copy.ts'
import { revisionOperations } from './revisions.ts'
import { wakeScheduler } from './scheduler.ts'
import { describeServiceDeployment, serviceDeploymentOperations } from './service-deployments.ts'
import { describeService } from './service-shape.ts'
import { serviceOperations } from './services.ts'
import type { Ecs } from './state.ts'
import { taggingOperations } from './tagging.ts'
import { taskDefinitionOperations } from './task-definitions.ts'
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
  /** Tags by ARN. */
  tags(): Record<string, Record<string, string>>
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
    wake: (service, delayMs = 0) => wakeScheduler(ecs, service, delayMs),
  }
  return {
    operations: {
      ...clusterOperations(ecs),
      ...taskDefinitionOperations(ecs),
      ...serviceOperations(ecs),
      ...serviceDeploymentOperations(ecs),
      ...revisionOperations(ecs),
      ...taskOperations(ecs),
      ...taggingOperations(ecs),
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
    createCluster: name => createCluster(ecs, name).arn,
  }
}
