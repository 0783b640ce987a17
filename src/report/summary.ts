import { isGreen, type Outcome } from '../outcome.ts'
import { formatDuration } from '../text/time.ts'
import { evidenceSections } from './evidence-sections.ts'
import { code, inline, table } from './markdown.ts'
import { fieldText } from './plan-text.ts'
import { resourceLinks } from './resource-links.ts'
import type { RunReport } from './run-report.ts'

/** Pure. The job summary: outcome, what was changed, where things are, how long it took. GitHub-flavoured Markdown. */
export function renderSummary(report: RunReport): string {
  const parts = [
    headline(report),
    ...report.sentences.map(sentence => `<p>${inline(sentence)}</p>`),
    ...report.warnings.map(warning => `<p>Warning: ${inline(warning)}</p>`),
    changes(report),
    ...evidenceSections(report.evidence),
    verification(report),
    resources(report),
    phases(report),
  ]
  return `${parts.filter(part => part !== '').join('\n\n')}\n`
}

const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  succeeded: 'deployed and verified',
  unchanged: 'nothing to change, and what runs is healthy',
  serving: 'the new tasks serve and are verified, old ones still drain',
  started: 'deployment started, nothing verified',
  planned: 'planned, nothing was written',
  'rolled-back': 'rolled back',
  failed: 'failed',
  stopped: 'stopped',
  superseded: 'superseded by another deployment',
  unverified: 'not verified',
  'timed-out': 'timed out before it was decided',
  unknown: 'outcome unknown',
  cancelled: 'cancelled',
  invalid: 'nothing was done: inputs, files or account are not as needed',
}

/** For headings and annotations. */
export function outcomeWords(outcome: Outcome): string {
  return OUTCOME_WORDS[outcome]
}

function headline({ outcome, service }: RunReport): string {
  const sign = isGreen(outcome) ? '&#9989;' : '&#10060;'
  const name = service === undefined ? 'ECS deployment' : inline(service)
  // HTML, so that nothing in the name is read as Markdown.
  return `<h2>${sign} ${name}: ${OUTCOME_WORDS[outcome]}</h2>`
}

function changes({ plan }: RunReport): string {
  if (plan.length === 0) return ''
  const rows = plan.map(entry => [
    inline(entry.resource),
    code(entry.name),
    [entry.kind, ...entry.fields.map(field => code(fieldText(field)))].join('<br>'),
  ])
  return `### Plan\n\n${table(['Resource', 'Name', 'Change'], rows)}`
}

function verification({ checks }: RunReport): string {
  if (checks.length === 0) return ''
  const rows = checks.map(({ check, state, detail }) => [inline(check), inline(state), inline(detail)])
  return `### Verification\n\n${table(['Check', 'Result', 'Detail'], rows)}`
}

function resources(report: RunReport): string {
  const rows = resourceLinks(report)
  return rows.length === 0 ? '' : `### Resources\n\n${table(['What', 'Where'], rows)}`
}

function phases({ phases: list }: RunReport): string {
  if (list.length === 0) return ''
  const rows = list.map(({ name, durationMs }) => [inline(name), formatDuration(durationMs)])
  const total = list.reduce((sum, phase) => sum + phase.durationMs, 0)
  return `### Duration\n\n${table(['Phase', 'Time'], [...rows, ['<b>total</b>', `<b>${formatDuration(total)}</b>`]])}`
}
