import type { FailureEvidence } from '../deployment/failure-evidence.ts'
import { formatStoppedTask } from '../deployment/text.ts'
import { formatTimeOfDay } from '../text/time.ts'
import { details } from './markdown.ts'

/** Pure. What was seen of a failure: stopped tasks, events, last lines of the container's log. */
export function evidenceSections(evidence: FailureEvidence | undefined): readonly string[] {
  if (!evidence) return []
  return evidenceBlocks(evidence).map(({ title, lines }) => details(title, lines))
}

export interface EvidenceBlock {
  readonly title: string
  readonly lines: readonly string[]
}

/** Pure. The same as titled blocks of plain lines, for the log. */
export function evidenceBlocks(evidence: FailureEvidence): readonly EvidenceBlock[] {
  const { stoppedTasks, stoppedTaskCount, events, logs, notes } = evidence
  const blocks: EvidenceBlock[] = [
    {
      title: `Stopped tasks (${stoppedTasks.length} of ${stoppedTaskCount})`,
      lines: stoppedTasks.map(formatStoppedTask),
    },
    ...logs.map(log => ({ title: `Last lines of the log of container ${log.container}`, lines: log.lines })),
    {
      title: 'Newest events of the service',
      lines: events.map(event => `${formatTimeOfDay(event.at)}  ${event.message}`),
    },
    { title: 'What could not be read', lines: notes },
  ]
  return blocks.filter(block => block.lines.length > 0)
}
