import type { JournalEntry } from '../../simulator/options.ts'

/** What is needed of a call; the simulator's journal has it. */
export type TimedCall = Pick<JournalEntry, 'service' | 'operation' | 'startedAt' | 'endedAt' | 'outcome'>

/**
 * Not counted: polls of what AWS does by itself, and the layers of an image. A CreateService that is refused because
 * the target group's association has not settled yet is such a poll.
 */
const UNCOUNTED = new Set(['GetOperation', 'GetDownloadUrlForLayer'])

export interface CriticalPathOptions {
  /** The chain ends in a call of this kind, the last one that there is. Default: in any call. */
  readonly endsWith?: (call: TimedCall) => boolean
}

/** True for the write that ends the preparation of a deployment. */
export function isServiceWrite({ service, operation }: TimedCall): boolean {
  return service === 'ecs' && (operation === 'CreateService' || operation === 'UpdateService')
}

/**
 * The longest chain of calls in which each starts after the one before it ended: what a run takes in round trips,
 * however short each of them is. Pure.
 */
export function criticalPath<Call extends TimedCall>(
  calls: readonly Call[],
  options: CriticalPathOptions = {},
): readonly Call[] {
  const chains = new Map<Call, readonly Call[]>()
  for (const call of calls.filter(isCounted).toSorted((a, b) => a.startedAt - b.startedAt)) {
    const before = [...chains].filter(([other]) => other.endedAt <= call.startedAt).map(([, chain]) => chain)
    chains.set(call, [...longest(before), call])
  }
  const { endsWith } = options
  if (!endsWith) return longest([...chains.values()])
  const end = [...chains.keys()].findLast(endsWith)
  return (end && chains.get(end)) ?? []
}

function isCounted(call: TimedCall): boolean {
  if (UNCOUNTED.has(call.operation)) return false
  return !(isServiceWrite(call) && call.operation === 'CreateService' && call.outcome !== 'ok')
}

function longest<Call>(chains: readonly (readonly Call[])[]): readonly Call[] {
  return chains.reduce<readonly Call[]>((best, chain) => (chain.length > best.length ? chain : best), [])
}

/** `DescribeServices > RegisterTaskDefinition > UpdateService`, for a failing test to show. */
export function describePath(chain: readonly TimedCall[]): string {
  return chain.map(call => call.operation).join(' > ')
}
