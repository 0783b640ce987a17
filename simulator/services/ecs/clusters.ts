import type { Cluster, CreateClusterRequest, DescribeClustersRequest, ListClustersRequest } from '@aws-sdk/client-ecs'
import type { Operations } from '../../world.ts'
import { lastPart } from './lookup.ts'
import { page } from './paging.ts'
import type { ClusterRecord, Ecs } from './state.ts'
import { checkTags, listTags, setTags } from './tagging.ts'
import { countTasks } from './task-state.ts'

/** CreateCluster, DescribeClusters, ListClusters. */
export function clusterOperations(ecs: Ecs): Operations {
  return {
    CreateCluster(input: CreateClusterRequest) {
      checkTags(input.tags)
      const cluster = createCluster(ecs, input.clusterName ?? 'default')
      setTags(ecs, cluster.arn, input.tags)
      return { cluster: describeCluster(ecs, cluster, ['TAGS']) }
    },
    DescribeClusters(input: DescribeClustersRequest) {
      const clusters: Cluster[] = []
      const failures: { arn: string; reason: string }[] = []
      for (const reference of input.clusters ?? ['default']) {
        const cluster = ecs.clusters.get(lastPart(reference))
        if (cluster) clusters.push(describeCluster(ecs, cluster, input.include ?? []))
        else failures.push({ arn: ecs.world.arn('ecs', `cluster/${lastPart(reference)}`), reason: 'MISSING' })
      }
      return { clusters, failures }
    },
    ListClusters(input: ListClustersRequest) {
      const arns = [...ecs.clusters.values()].map(cluster => cluster.arn)
      const { items, ...rest } = page(arns, { ...input, fallback: 100, pageSize: ecs.world.settings.pageSize })
      return { clusterArns: items, ...rest }
    },
  }
}

/** Creates a cluster, or returns the existing one of that name (CreateCluster is idempotent by name). */
export function createCluster(ecs: Ecs, name: string): ClusterRecord {
  const existing = ecs.clusters.get(name)
  if (existing) return existing
  const cluster = { name, arn: ecs.world.arn('ecs', `cluster/${name}`), services: new Map(), tasks: new Map() }
  ecs.clusters.set(name, cluster)
  ecs.tags.set(cluster.arn, new Map())
  return cluster
}

function describeCluster(ecs: Ecs, cluster: ClusterRecord, include: readonly string[]): Cluster {
  const { running, pending } = countTasks(cluster.tasks.values())
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: 'ACTIVE',
    registeredContainerInstancesCount: 0,
    runningTasksCount: running,
    pendingTasksCount: pending,
    activeServicesCount: [...cluster.services.values()].filter(service => service.status === 'ACTIVE').length,
    statistics: [],
    tags: include.includes('TAGS') ? listTags(ecs, cluster.arn) : [],
    settings: include.includes('SETTINGS') ? [{ name: 'containerInsights', value: 'disabled' }] : [],
    capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
    defaultCapacityProviderStrategy: [],
  }
}
