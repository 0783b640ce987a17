import { frozen, type LateReadRule, late, reversed } from '../../simulator/late-reads.ts'
import type { FaultEffect } from '../../simulator/options.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import type { ReadTrouble } from './scenario.ts'

/** Makes the reads go wrong as the scenario says. @param start when our deployment began, ms since the epoch */
export function troubleReads(simulator: Simulator, troubles: readonly ReadTrouble[], start: number): void {
  const rules = troubles.flatMap(trouble => ruleOf(trouble, start) ?? [])
  if (rules.length > 0) simulator.lateReads.set(...rules)
  for (const trouble of troubles) {
    const effect = effectOf(trouble)
    if (!effect) continue
    const { operation } = trouble
    const during = windowOf(trouble, start)
    // `*` means the reads of the watch: a write that fails is another matter. Credentials are gone for every call.
    const operations = trouble.kind === 'expired' ? ['*'] : operation === '*' ? WATCH_READS : [operation]
    for (const name of operations) {
      simulator.addFault({ operation: name, times: Number.POSITIVE_INFINITY, during, effect })
    }
  }
}

export const WATCH_READS: readonly string[] = [
  'ecs:DescribeServices',
  'ListServiceDeployments',
  'DescribeServiceDeployments',
  'DescribeServiceRevisions',
  'ListTasks',
  'DescribeTasks',
  'DescribeTargetHealth',
  'ListInstances',
]

export function windowOf({ from, forSeconds }: ReadTrouble, start: number): { from: number; until: number } {
  return { from: start + from * 1000, until: start + (from + forSeconds) * 1000 }
}

/** Also when it is credentials: they are gone for every call. */
function effectOf(trouble: ReadTrouble): FaultEffect | undefined {
  switch (trouble.kind) {
    case 'late':
    case 'frozen':
    case 'reversed':
      return undefined
    case 'denied':
      return { kind: 'access-denied' }
    case 'throttled':
      return { kind: 'throttle' }
    case 'hung':
      return { kind: 'hang' }
    case 'expired':
      return { kind: 'expired-token' }
    case 'faulty':
      if (trouble.how === 'html') return { kind: 'html', status: 503 }
      if (trouble.how === 'drop') return { kind: 'drop', acted: false }
      return { kind: 'error', code: 'ServerException', message: 'Service Unavailable', status: 500 }
  }
}

function ruleOf(trouble: ReadTrouble, start: number): LateReadRule | undefined {
  const window = { operation: trouble.operation, ...windowOf(trouble, start) }
  switch (trouble.kind) {
    case 'late':
      return late({ ...window, ms: trouble.seconds * 1000 })
    case 'frozen':
      return frozen({ ...window, at: window.from })
    case 'reversed':
      return reversed({ ...window, ms: trouble.seconds * 1000, every: trouble.every })
    default:
      return undefined
  }
}
