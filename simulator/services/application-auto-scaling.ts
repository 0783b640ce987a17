import { ApiError } from '../errors.ts'
import type { Operations, ScalingPort, World } from '../world.ts'
import { pageOf } from './page.ts'

interface ScalableTarget {
  readonly ServiceNamespace: string
  readonly ResourceId: string
  readonly ScalableDimension: string
  readonly MinCapacity: number
  readonly MaxCapacity: number
  readonly RoleARN: string
  readonly CreationTime: Date
  readonly ScalableTargetARN: string
}

type TargetKey = Pick<ScalableTarget, 'ServiceNamespace' | 'ResourceId' | 'ScalableDimension'>
type RegisterInput = TargetKey & { readonly MinCapacity?: number; readonly MaxCapacity?: number }

/** Application Auto Scaling: the services whose count it controls. It never scales anything here. */
export function createApplicationAutoScaling(world: World): {
  readonly operations: Operations
  readonly port: ScalingPort
} {
  const targets = new Map<string, ScalableTarget>()

  return {
    operations: {
      // API reference: "If a scalable target already exists, it is updated"; both capacities are needed for a new one.
      RegisterScalableTarget: (input: RegisterInput) => {
        const known = targets.get(keyOf(input))
        const MinCapacity = input.MinCapacity ?? known?.MinCapacity
        const MaxCapacity = input.MaxCapacity ?? known?.MaxCapacity
        if (MinCapacity === undefined || MaxCapacity === undefined) {
          throw new ApiError('ValidationException', 'Both MinCapacity and MaxCapacity are required for a new target.')
        }
        if (MinCapacity > MaxCapacity) {
          throw new ApiError('ValidationException', 'Maximum capacity cannot be less than minimum capacity')
        }
        const target = known ?? newTarget(world, input)
        targets.set(keyOf(input), { ...target, MinCapacity, MaxCapacity })
        return { ScalableTargetARN: target.ScalableTargetARN }
      },
      DeregisterScalableTarget: (input: TargetKey) => {
        if (!targets.delete(keyOf(input))) {
          throw new ApiError(
            'ObjectNotFoundException',
            `No scalable target found for service namespace: ${input.ServiceNamespace}, resource ID: ${input.ResourceId}, scalable dimension: ${input.ScalableDimension}`,
          )
        }
        return {}
      },
      DescribeScalableTargets: (input: {
        ServiceNamespace: string
        ResourceIds?: readonly string[]
        ScalableDimension?: string
        MaxResults?: number
        NextToken?: string
      }) => {
        const found = [...targets.values()].filter(
          target =>
            target.ServiceNamespace === input.ServiceNamespace &&
            (input.ResourceIds?.includes(target.ResourceId) ?? true) &&
            (input.ScalableDimension ?? target.ScalableDimension) === target.ScalableDimension,
        )
        // API reference: "The default value is 50", which is the maximum as well.
        const page = pageOf(found, {
          token: input.NextToken,
          wanted: input.MaxResults,
          most: 50,
          limit: world.settings.pageSize,
          invalidToken: () => new ApiError('InvalidNextTokenException', 'The next token is not valid.'),
        })
        return { ScalableTargets: page.items, NextToken: page.next }
      },
    },
    port: {
      owns: resourceId =>
        targets.has(
          keyOf({ ServiceNamespace: 'ecs', ResourceId: resourceId, ScalableDimension: 'ecs:service:DesiredCount' }),
        ),
    },
  }
}

function keyOf({ ServiceNamespace, ResourceId, ScalableDimension }: TargetKey): string {
  return `${ServiceNamespace} ${ResourceId} ${ScalableDimension}`
}

function newTarget(world: World, { ServiceNamespace, ResourceId, ScalableDimension }: TargetKey): ScalableTarget {
  return {
    ServiceNamespace,
    ResourceId,
    ScalableDimension,
    MinCapacity: 0,
    MaxCapacity: 0,
    // The service-linked role for Amazon ECS targets (user guide).
    RoleARN: `arn:${world.partition}:iam::${world.account}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService`,
    CreationTime: new Date(world.clock.now()),
    ScalableTargetARN: world.arn('application-autoscaling', `scalable-target/${world.id(32)}`),
  }
}
