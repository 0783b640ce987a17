import type * as Core from '@actions/core'
import { isGreen } from '../outcome.ts'
import type { Logger } from '../runtime.ts'
import { formatDuration } from '../text/time.ts'
import { evidenceBlocks } from './evidence-sections.ts'
import type { RunReport } from './run-report.ts'
import { outcomeWords, renderSummary } from './summary.ts'

/** Writes the end of the log, the annotation of a red step, and the job summary. */
export async function publishReport(
  core: typeof Core,
  report: RunReport,
  /** `canWriteSummary`: the runner has a place for it. */
  { log, canWriteSummary }: { readonly log: Logger; readonly canWriteSummary: boolean },
): Promise<void> {
  for (const block of report.evidence ? evidenceBlocks(report.evidence) : []) {
    log.info(`${block.title}:`)
    for (const line of block.lines) log.info(`  ${line}`)
  }
  log.info(closingLine(report))
  if (isGreen(report.outcome)) for (const sentence of report.sentences) log.info(sentence)
  else core.error(report.sentences.join('\n'), { title: closingLine(report) })
  if (!report.wantsSummary || !canWriteSummary) return
  try {
    await core.summary.addRaw(renderSummary(report), true).write()
  } catch (error) {
    // A report that cannot be written does not change what happened.
    log.warning(`The job summary could not be written: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function closingLine({ outcome, service, phases }: RunReport): string {
  const total = phases.reduce((sum, phase) => sum + phase.durationMs, 0)
  const name = service === undefined ? '' : `${service}: `
  return `${name}${outcomeWords(outcome)} (${outcome}, after ${formatDuration(total)})`
}
