import { DescribeTargetHealthCommand, type TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2'
import { isAccessDenied } from '../aws/errors.ts'
import type { Context } from '../context.ts'
import { type Finding, failed, notChecked, passed } from './finding.ts'

/** Whether every task is a healthy target of the group. Targets of earlier tasks may still drain. */
export async function verifyTargets(
  context: Context,
  targetGroupArn: string,
  addresses: readonly string[],
): Promise<Finding> {
  const { aws } = context
  try {
    const answer = await aws.send(aws.elbv2(), new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn }))
    return judgeTargets(answer.TargetHealthDescriptions ?? [], { targetGroupArn, addresses })
  } catch (error) {
    if (isAccessDenied(error)) return notChecked('targets', 'elasticloadbalancing:DescribeTargetHealth')
    throw error
  }
}

/** Pure. */
export function judgeTargets(
  targets: readonly TargetHealthDescription[],
  wanted: { readonly targetGroupArn: string; readonly addresses: readonly string[] },
): Finding {
  const name = wanted.targetGroupArn.split('/')[1] ?? wanted.targetGroupArn
  const problems = wanted.addresses.flatMap(address => {
    const target = targets.find(candidate => candidate.Target?.Id === address)
    const health = target?.TargetHealth
    if (health?.State === 'healthy') return []
    if (!target) return [`${address} is not registered`]
    const reason = [health?.Reason, health?.Description].filter(text => text !== undefined).join(': ')
    return [`${address} is ${health?.State}${reason === '' ? '' : ` (${reason})`}`]
  })
  if (problems.length > 0) return failed('targets', `Target group "${name}": ${problems.join(', ')}.`)
  return passed(
    'targets',
    `Target group "${name}": ${wanted.addresses.length} of ${wanted.addresses.length} tasks are healthy targets.`,
  )
}
