import type * as Core from '@actions/core'
import type { Logger } from '../runtime.ts'
import { inline } from './markdown.ts'

/** What the clean-up after a cancelled run found and did. */
export interface PostReport {
  readonly service: string
  readonly sentences: readonly string[]
  /** True where somebody has to do something, or what was wanted did not happen. */
  readonly needsAttention: boolean
  /** Input `job-summary`. */
  readonly wantsSummary: boolean
}

/** Writes log, annotation and job summary of the clean-up. */
export async function publishPostReport(
  core: typeof Core,
  report: PostReport,
  { log, canWriteSummary }: { readonly log: Logger; readonly canWriteSummary: boolean },
): Promise<void> {
  if (report.needsAttention) core.warning(report.sentences.join('\n'), { title: postTitle(report) })
  else for (const sentence of report.sentences) log.info(sentence)
  if (!report.wantsSummary || !canWriteSummary) return
  try {
    await core.summary.addRaw(renderPostSummary(report), true).write()
  } catch (error) {
    log.warning(`The job summary could not be written: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Pure. */
export function renderPostSummary(report: PostReport): string {
  const lines = report.sentences.map(sentence => `<p>${inline(sentence)}</p>`)
  return `${[`<h3>${inline(postTitle(report))}</h3>`, ...lines].join('\n\n')}\n`
}

function postTitle({ service }: PostReport): string {
  return `${service}: after the cancellation`
}
