import { DescribeScalableTargetsCommand } from '@aws-sdk/client-application-auto-scaling'
import { isAccessDenied } from '../aws/errors.ts'
import type { Context } from '../context.ts'
import { clusterName } from '../tags.ts'

/**
 * Whether Application Auto Scaling owns the service's count: its range as text, undefined where it does not. A count
 * that is given is then not sent, so that a deployment does not undo what the load asked for.
 */
export async function findScalableTarget(
  context: Context,
  wanted: { readonly cluster: string; readonly service: string; readonly desiredCount: number },
): Promise<string | undefined> {
  const { aws, log } = context
  const resourceId = `service/${clusterName(wanted.cluster)}/${wanted.service}`
  try {
    const answer = await aws.send(
      aws.applicationAutoScaling(),
      new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs', ResourceIds: [resourceId] }),
    )
    const target = answer.ScalableTargets?.find(candidate => candidate.ScalableDimension === 'ecs:service:DesiredCount')
    if (!target) return undefined
    log.warning(
      `The given count of tasks ("desired-count") is ${wanted.desiredCount}, but Application Auto Scaling owns the count of service "${wanted.service}" (${target.MinCapacity} to ${target.MaxCapacity}): it is left as it is.`,
    )
    return `Application Auto Scaling (${target.MinCapacity} to ${target.MaxCapacity})`
  } catch (error) {
    if (!isAccessDenied(error)) throw error
    log.warning(
      `Whether Application Auto Scaling owns the count of service "${wanted.service}" could not be checked: the permission application-autoscaling:DescribeScalableTargets is missing. The given count is applied.`,
    )
    return undefined
  }
}
