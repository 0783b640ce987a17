import type { Service, Task } from '@aws-sdk/client-ecs'
import { lastPart } from '../../aws/arn.ts'
import { subjectOf } from '../../change.ts'
import type { Context } from '../../context.ts'
import type { ImageFacts } from '../../image/image-facts.ts'
import type { ScalingFacts } from '../../look-ups/scaling.ts'
import { describeServiceTasks } from '../../look-ups/service-tasks.ts'
import type { StepsOf } from '../../steps.ts'
import type { Rendering } from '../../task-definition/rendering.ts'
import type { AppliedDiscoveryService } from '../cloud-map/apply-discovery-service.ts'
import { type ObservedDiscoveryService, recordTypesOf } from '../cloud-map/observed-discovery-service.ts'
import { managedResource, TO_BE_CREATED } from '../managed-resource.ts'
import type { ObservedTargetGroup } from '../target-group/observed-target-group.ts'
import { type TaskDefinitionChange, usedRevision } from '../task-definition/plan-task-definition.ts'
import { applyService } from './apply-service.ts'
import { deploymentReason } from './deployment-reason.ts'
import { desiredService, type ServiceDescription, type ServiceObservation } from './desired-service.ts'
import { livingService, type ObservedService, observeService } from './observed-service.ts'
import { findOngoing, type OngoingServiceDeployment } from './ongoing-deployment.ts'
import { type DesiredService, planService, SERVICE_EFFECTS, type ServiceChange } from './plan-service.ts'

interface Description extends ServiceDescription {
  /** undefined: the action manages none. */
  readonly targetGroupName: string | undefined
}

export interface ServiceReads {
  readonly service: ObservedService | undefined
  /** Of the PRIMARY deployment, while that may still end otherwise than as completed. */
  readonly ongoing: OngoingServiceDeployment | undefined
  /** Read only where it matters: a count is given, and the service that exists has another. */
  readonly scaling: ScalingFacts
  /** undefined where reading them is not allowed. */
  readonly tasks: readonly Task[] | undefined
}

interface Others {
  readonly files: ServiceObservation['files']
}

interface Observed extends ServiceObservation {
  readonly rendering: Pick<Rendering, 'container' | 'containerPort' | 'image'>
  readonly image: ImageFacts | undefined
  readonly tasks: readonly Task[] | undefined
  readonly ongoing: OngoingServiceDeployment | undefined
  readonly targetGroup: ObservedTargetGroup | undefined
  readonly discoveryService: ObservedDiscoveryService | undefined
}

export const service = {
  ...managedResource({
    title: 'service',
    effects: SERVICE_EFFECTS,
    // The rule first: AWS refuses a service whose target group belongs to no load balancer.
    needs: ['taskDefinition', 'targetGroup', 'targetGroupSettled', 'rule', 'discoveryService'],
    name(change) {
      const subject = subjectOf(change)
      return 'name' in subject ? subject.name : (subject.service.serviceName ?? '')
    },
    complete: completeService,
    apply: applyService,
    outputs: ({ serviceArn, clusterArn }: Service) => ({ serviceArn, clusterArn }),
    identifier: 'serviceArn',
    shown({ serviceArn: arn, clusterArn = '' }, links) {
      if (arn === undefined) return undefined
      // `service/<cluster>/<name>`; ARNs of the old format lack the cluster.
      const [, cluster = lastPart(clusterArn), name = lastPart(arn)] = arn.split('/').length > 2 ? arn.split('/') : []
      return { text: arn, url: links?.service(cluster, name) }
    },
  }),

  observe(
    context: Context,
    { inputs, cluster, service: name }: Pick<Description, 'inputs' | 'cluster' | 'service'>,
  ): StepsOf<ServiceReads, Others> {
    return {
      service: { needs: [], run: () => observeService(context, { cluster, name }) },
      ongoing: { needs: ['service'], run: ({ service: observed }) => findOngoing(context, livingService(observed)) },
      scaling: {
        needs: ['service', 'files'],
        run: async ({ service: observed, files }) => {
          const count = inputs.service.desiredCount ?? files.service?.desiredCount
          if (count === undefined || !observed || observed.service.desiredCount === count) return { kind: 'not-read' }
          const { findScaling } = await import('../../look-ups/scaling.ts')
          return await findScaling(context, { cluster, service: name })
        },
      },
      tasks: { needs: [], run: () => describeServiceTasks(context, { cluster, service: name }) },
    }
  },

  plan(
    description: Description,
    observed: Observed,
    { taskDefinition }: { readonly taskDefinition: TaskDefinitionChange },
  ): ServiceChange {
    const { inputs, targetGroupName } = description
    const revision = usedRevision(taskDefinition)
    const managedGroup = targetGroupName === undefined ? undefined : (observed.targetGroup?.arn ?? TO_BE_CREATED)
    const desired = desiredService(description, observed, {
      taskDefinitionArn: revision ?? TO_BE_CREATED,
      targetGroupArn: managedGroup ?? inputs.loadBalancer.targetGroupArn,
      registry:
        inputs.discovery.service === undefined
          ? undefined
          : {
              arn: observed.discoveryService?.arn ?? TO_BE_CREATED,
              recordTypes: recordTypesOf(inputs.discovery.recordTypes, observed.discoveryService),
            },
    })
    const { forced } = deploymentReason(description, observed, revision)
    return planService({ ...desired, forced }, observed.service)
  },
}

interface Needed {
  readonly taskDefinition?: string
  readonly targetGroup?: string
  readonly discoveryService?: AppliedDiscoveryService
}

/** With the ARNs of what was created for it. */
function completeService(desired: DesiredService, done: Needed): DesiredService {
  const { loadBalancers, serviceRegistries } = desired.settings
  const { taskDefinition, targetGroup, discoveryService } = done
  return {
    ...desired,
    taskDefinitionArn: desired.taskDefinitionArn === TO_BE_CREATED ? (taskDefinition ?? '') : desired.taskDefinitionArn,
    settings: {
      ...desired.settings,
      ...(loadBalancers && {
        loadBalancers: loadBalancers.map(group =>
          group.targetGroupArn === TO_BE_CREATED ? { ...group, targetGroupArn: targetGroup } : group,
        ),
      }),
      ...(serviceRegistries && {
        serviceRegistries: serviceRegistries.map(registry =>
          registry.registryArn === TO_BE_CREATED ? { ...registry, registryArn: discoveryService?.arn } : registry,
        ),
      }),
    },
  }
}
