import { type SentWrite, type WriteState, writeName } from '../aws/writes.ts'
import { deployedBy } from './written-outputs.ts'

export interface KnownWrite {
  readonly write: SentWrite
  /** `unanswered`: it was sent, and whether AWS carried it out is not known. */
  readonly state: 'unanswered' | 'answered'
}

/** Pure. Those that AWS refused, and those whose result was looked for, are dropped. */
export function noteWrite(
  writes: readonly KnownWrite[],
  write: SentWrite,
  { kind }: Pick<WriteState, 'kind'>,
): readonly KnownWrite[] {
  const others = writes.filter(known => known.write !== write)
  switch (kind) {
    case 'sending':
    case 'lost':
      return [...others, { write, state: 'unanswered' }]
    case 'answered':
      return [...others, { write, state: 'answered' }]
    case 'resolved':
      // A deployment that was found is named by whoever looked for it; until then it is not known.
      return deployedBy(write) === undefined ? others : writes
    case 'refused':
      return others
  }
}

/** Pure. Writes of which nobody knows whether they were carried out. */
export function unanswered(writes: readonly KnownWrite[]): readonly SentWrite[] {
  return writes.filter(({ state }) => state === 'unanswered').map(({ write }) => write)
}

/** Pure. `CreateTargetGroup api was in flight and its response did not arrive: it may have been carried out.` */
export function unansweredSentence(write: SentWrite): string {
  return `${writeName(write)} was in flight and its response did not arrive: ${possibility(write)}.`
}

function possibility(write: SentWrite): string {
  if (deployedBy(write) !== undefined) return 'a deployment may have been started'
  if (write.operation === 'RegisterTaskDefinition') return 'a revision may have been registered'
  return 'AWS may have carried it out'
}

/** Pure. */
export function mayHaveChanged({ writes }: { readonly writes: readonly KnownWrite[] }): boolean {
  return writes.length > 0
}
