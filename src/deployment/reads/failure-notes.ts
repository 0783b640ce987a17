import type { Logger } from '../../runtime.ts'
import type { RolloutFacts } from '../judge/rollout-facts.ts'
import type { Snapshot, Source } from '../snapshot.ts'

const SUBJECTS: Readonly<Record<Source, string>> = {
  service: 'The service',
  'service-deployment': 'The service deployment',
  'newer-deployments': 'The list of service deployments',
  'stopped-tasks': 'The list of stopped tasks',
  'running-tasks': 'The health of the running tasks',
}

const MANY_IN_A_ROW = 10

/** Says that reads fail: a kind once, and again where ten in a row have failed. A failed read ends nothing. */
export interface FailureNotes {
  say(snapshot: Snapshot, facts: RolloutFacts): void
}

export function createFailureNotes(log: Pick<Logger, 'info' | 'warning'>): FailureNotes {
  const reported = new Set<string>()
  return {
    say(snapshot, { failedReads }) {
      if (snapshot.kind !== 'failed-read' || snapshot.cause === 'credentials') return
      const { source, cause, problem, permission } = snapshot
      if (failedReads.inARow > 0 && failedReads.inARow % MANY_IN_A_ROW === 0) {
        log.warning(`${failedReads.inARow} reads in a row have failed, the last one with: ${problem}. Still watching.`)
        return
      }
      const kind = cause === 'throttled' ? cause : `${source} ${cause}`
      if (reported.has(kind)) return
      reported.add(kind)
      if (cause === 'throttled') log.info(`AWS limits the rate of calls (${problem}): reading less often.`)
      else if (cause === 'denied') log.warning(denial(source, problem, permission))
      else log.warning(`${SUBJECTS[source]} could not be read (${problem}). Still watching.`)
    },
  }
}

function denial(source: Source, problem: string, permission = ''): string {
  if (source === 'service-deployment' || source === 'newer-deployments') {
    return `The role of this workflow may not read service deployments (${problem}). ecs:DescribeServices alone is used, which cannot always tell a deployment that was stopped by someone from one that failed. Grant ${permission} to know.`
  }
  return `${SUBJECTS[source]} could not be read (${problem}). Grant ${permission}.`
}
