import { targetGroupName } from '../aws/arn.ts'
import { formatError, isAccessDenied, isCredentialsLost } from '../aws/errors.ts'
import type { Context } from '../context.ts'
import { describeTasks, listServiceTasks } from '../look-ups/service-tasks.ts'
import { addressesOfTask } from '../tasks/addresses.ts'
import { listed } from '../text/sentences.ts'
import { type CheckResult, failed, notChecked, unread } from './check-result.ts'
import { strangeTargets } from './judge-sighting.ts'
import type { Sighting, SightingSubject } from './sighting.ts'

/** Targets in a group that this action manages that belong to somebody else: they get this service's traffic. */
export interface ForeignTargets {
  /**
   * undefined: there are none. Any result is a reason to wait until `certainAt` (ms); once that is undefined, it is
   * certain that the targets are somebody else's.
   */
  check(
    sighting: Sighting,
  ): Promise<{ readonly result: CheckResult; readonly certainAt: number | undefined } | undefined>
}

/** A target of a task that has just stopped may be listed for a while: seen twice, so far apart, it is foreign. */
export const FOREIGN_AFTER_MS = 30_000

export function createForeignTargets(
  context: Context,
  subject: SightingSubject,
  groups: readonly string[],
): ForeignTargets {
  const firstSeen = new Map<string, number>()
  let stopped: ReadonlySet<string> | undefined

  async function addressesOfStopped(): Promise<ReadonlySet<string>> {
    const arns = await listServiceTasks(context, subject, { desiredStatus: 'STOPPED', retry: false })
    const tasks = await describeTasks(context, subject.cluster, arns, { retry: false })
    return new Set(tasks.flatMap(addressesOfTask))
  }

  /** Those that are nobody's of this service, and since when each has been seen. */
  async function foreignAmong(strange: readonly string[], at: number): Promise<readonly string[]> {
    const isUnknown = (address: string) => !firstSeen.has(address) && !stopped?.has(address)
    if (!stopped || strange.some(isUnknown)) stopped = await addressesOfStopped()
    const own = stopped
    const foreign = strange.filter(address => !own.has(address))
    for (const address of foreign) firstSeen.set(address, firstSeen.get(address) ?? at)
    return foreign
  }

  return {
    async check(sighting) {
      const strange = strangeTargets(sighting, groups)
      for (const address of [...firstSeen.keys()]) if (!strange.includes(address)) firstSeen.delete(address)
      if (strange.length === 0) return undefined
      try {
        const foreign = await foreignAmong(strange, sighting.at)
        if (foreign.length === 0) return undefined
        const certainAt = Math.max(...foreign.map(address => firstSeen.get(address) ?? sighting.at)) + FOREIGN_AFTER_MS
        return { result: finding(groups, foreign), certainAt: sighting.at >= certainAt ? undefined : certainAt }
      } catch (error) {
        context.signal.throwIfAborted()
        if (isCredentialsLost(error)) throw error
        const result = isAccessDenied(error)
          ? notChecked('targets', 'ecs:ListTasks or ecs:DescribeTasks')
          : unread('targets', 'Whose the targets are', formatError(error))
        return { result, certainAt: sighting.at }
      }
    },
  }
}

function finding(groups: readonly string[], foreign: readonly string[]): CheckResult {
  const name = groups.map(arn => `"${targetGroupName(arn)}"`).join(', ')
  const isOne = foreign.length === 1
  const are = isOne ? 'is not the address of any task' : 'are not addresses of any tasks'
  const remedy = isOne
    ? 'Deregister it, or find out who registered it.'
    : 'Deregister them, or find out who registered them.'
  const detail = `Target group ${name}: ${listed(foreign)} ${are} of this service, and ${isOne ? 'receives' : 'receive'} its traffic. ${remedy}`
  return { ...failed('targets', detail, 'surroundings'), mayBeOtherTasks: true }
}
