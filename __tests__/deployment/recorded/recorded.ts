import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JudgeOptions } from '../../../src/deployment/judge/judge-own-failure.ts'
import type { Snapshot } from '../../../src/deployment/snapshot.ts'
import type { DeploymentIdentity } from '../../../src/resources/service/deployment-identity.ts'

/** What a watch knew when it began. First line of a file. */
export interface RecordedHeader {
  /** What happens, as in docs/scenarios.md. */
  readonly name: string
  readonly outcome: string
  readonly begunAt: number
  readonly identity: DeploymentIdentity
  readonly options: JudgeOptions
}

/** What it read at the same time. The other lines. */
export interface RecordedBatch {
  readonly at: number
  readonly snapshots: readonly Snapshot[]
}

export interface Recording extends RecordedHeader {
  readonly batches: readonly RecordedBatch[]
}

/** `npm run record` writes them. */
export function readRecordings(): readonly Recording[] {
  const files = readdirSync(import.meta.dirname).filter(file => file.endsWith('.jsonl'))
  return files.map(file => {
    const lines = readFileSync(join(import.meta.dirname, file), 'utf8')
      .trimEnd()
      .split('\n')
    const [header, ...batches] = lines.map(line => JSON.parse(line))
    return { ...header, batches }
  })
}
