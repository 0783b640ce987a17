import type { JournalEntry } from './options.ts'
import type { Journal } from './simulator.ts'

export interface RecordingJournal extends Journal {
  /** Records a call. Its end and outcome are filled in later, by `close`. */
  open(call: Omit<JournalEntry, 'index' | 'write' | 'endedAt' | 'outcome'>): JournalEntry
  close(entry: JournalEntry, outcome: string): void
}

/** The names of operations that change something begin with these verbs; all others only read. */
const WRITE_VERBS =
  /^(Add|Associate|Attach|Continue|Create|Delete|Deregister|Detach|Disassociate|Execute|Modify|Put|Register|Remove|Run|Set|Start|Stop|Tag|Untag|Update|Upload)(?=[A-Z])/

export function isWrite(operation: string): boolean {
  return WRITE_VERBS.test(operation)
}

export function createJournal(): RecordingJournal {
  let entries: JournalEntry[] = []
  return {
    get entries() {
      return entries
    },
    writes: () => entries.filter(entry => entry.write),
    of: operation => entries.filter(entry => entry.operation === operation),
    clear() {
      entries = []
    },
    open(call) {
      const entry = {
        ...call,
        index: entries.length,
        write: isWrite(call.operation),
        endedAt: Number.NaN,
        outcome: 'pending',
      }
      entries.push(entry)
      return entry
    },
    close(entry, outcome) {
      entry.endedAt = performance.now()
      entry.outcome = outcome
    },
  }
}
