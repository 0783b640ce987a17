import type { ActionManifest, ManifestEntry } from './action-manifest.ts'

/** The README with its two tables as action.yml says. Throws where a marker is missing. */
export function fillReadme(readme: string, manifest: ActionManifest): string {
  const withInputs = fillSection({ readme, section: 'inputs', content: renderInputs(manifest.inputs) })
  return fillSection({ readme: withInputs, section: 'outputs', content: renderOutputs(manifest.outputs) })
}

interface Section {
  readonly readme: string
  readonly section: string
  readonly content: string
}

function fillSection({ readme, section, content }: Section): string {
  const start = `<!-- ${section}:start -->`
  const end = `<!-- ${section}:end -->`
  const from = readme.indexOf(start)
  const to = readme.indexOf(end, from)
  if (from < 0 || to < 0) throw new Error(`README.md: the markers ${start} and ${end} are missing.`)
  return `${readme.slice(0, from)}${start}\n\n${content}\n\n${readme.slice(to)}`
}

function renderInputs(inputs: readonly ManifestEntry[]): string {
  const groups = [...new Set(inputs.map(input => input.group))]
  return groups
    .map(group =>
      renderGroup(
        group,
        inputs.filter(input => input.group === group),
      ),
    )
    .join('\n\n')
}

function renderGroup(group: string, inputs: readonly ManifestEntry[]): string {
  const rows = inputs.map(input => [
    `\`${input.name}\``,
    input.description,
    input.default ? `\`${input.default}\`` : '',
  ])
  return `### ${group}\n\n${renderTable(['input', 'description', 'default'], rows)}`
}

function renderOutputs(outputs: readonly ManifestEntry[]): string {
  return renderTable(
    ['output', 'description'],
    outputs.map(output => [`\`${output.name}\``, output.description]),
  )
}

function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows.map(row => row.map(escapeCell))].map(renderRow).join('\n')
}

function renderRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

/** A pipe ends a table cell even inside backticks. */
function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|')
}
