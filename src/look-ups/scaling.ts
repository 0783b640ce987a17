import { DescribeScalableTargetsCommand } from '@aws-sdk/client-application-auto-scaling'
import { clusterName } from '../aws/arn.ts'
import { isAccessDenied } from '../aws/errors.ts'
import type { Context } from '../context.ts'

/** Whether Application Auto Scaling owns the count of a service. */
export type ScalingFacts =
  | { readonly kind: 'none' }
  /** It did not matter: no count is given, or the service has it already. */
  | { readonly kind: 'not-read' }
  | { readonly kind: 'scaled'; readonly minCount: number | undefined; readonly maxCount: number | undefined }
  /** Looking it up is not allowed. */
  | { readonly kind: 'unreadable' }

export async function findScaling(
  context: Context,
  wanted: { readonly cluster: string; readonly service: string },
): Promise<ScalingFacts> {
  const { aws } = context
  const resourceId = `service/${clusterName(wanted.cluster)}/${wanted.service}`
  try {
    const answer = await aws.send(
      aws.applicationAutoScaling(),
      new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs', ResourceIds: [resourceId] }),
    )
    const target = answer.ScalableTargets?.find(candidate => candidate.ScalableDimension === 'ecs:service:DesiredCount')
    return target ? { kind: 'scaled', minCount: target.MinCapacity, maxCount: target.MaxCapacity } : { kind: 'none' }
  } catch (error) {
    if (!isAccessDenied(error)) throw error
    return { kind: 'unreadable' }
  }
}
