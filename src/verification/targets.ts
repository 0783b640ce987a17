import { DescribeTargetHealthCommand, type TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2'
import { targetGroupName } from '../aws/arn.ts'
import { isAccessDenied, isErrorNamed } from '../aws/errors.ts'
import type { Context } from '../context.ts'
import { type AddressedTask, canonicalAddress } from './addresses.ts'
import { type CheckResult, failed, notChecked, notCompared, passed } from './check-result.ts'

/**
 * Whether every task is a healthy target of the group. Targets of earlier tasks may still drain.
 *
 * @param tasks undefined where they could not be read
 */
export async function verifyTargets(
  context: Context,
  targetGroupArn: string,
  tasks: readonly AddressedTask[] | undefined,
): Promise<CheckResult> {
  const group = `Target group "${targetGroupName(targetGroupArn)}"`
  if (!tasks) return notCompared('targets', group)
  const { aws, signal } = context
  try {
    const command = new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn })
    const answer = await aws.send(aws.elbv2(), command, { signal })
    return judgeTargets(answer.TargetHealthDescriptions ?? [], { group, tasks })
  } catch (error) {
    if (isAccessDenied(error)) return notChecked('targets', 'elasticloadbalancing:DescribeTargetHealth')
    if (isErrorNamed(error, 'TargetGroupNotFound')) return failed('targets', `${group} no longer exists.`)
    throw error
  }
}

/** Pure. @param wanted `group`: how a sentence names it */
export function judgeTargets(
  targets: readonly TargetHealthDescription[],
  { group, tasks }: { readonly group: string; readonly tasks: readonly AddressedTask[] },
): CheckResult {
  const problems = tasks.flatMap(task => {
    const own = targets.filter(target => task.addresses.includes(canonicalAddress(target.Target?.Id ?? '')))
    // An earlier registration under another port may be draining.
    const current = own.filter(target => target.TargetHealth?.State !== 'draining')
    if (own.length === 0) return [`${nameOf(task)} is not registered`]
    return (current.length > 0 ? current : own).flatMap(problemOf)
  })
  if (problems.length > 0) return failed('targets', `${group}: ${problems.join(', ')}.`)
  if (tasks.length === 0) return passed('targets', `${group}: no task runs that could be a target.`)
  return passed('targets', `${group}: ${tasks.length} of ${tasks.length} tasks are healthy targets.`)
}

function problemOf({ Target, TargetHealth }: TargetHealthDescription): readonly string[] {
  if (TargetHealth?.State === 'healthy') return []
  const reason = [TargetHealth?.Reason, TargetHealth?.Description].filter(text => text !== undefined).join(': ')
  return [`${Target?.Id} is ${TargetHealth?.State}${reason === '' ? '' : ` (${reason})`}`]
}

function nameOf({ id, addresses }: AddressedTask): string {
  return addresses.length === 0 ? `task ${id} has no address yet and` : addresses.join(' / ')
}
