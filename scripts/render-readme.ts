import type { ActionManifest, ManifestEntry } from './action-manifest.ts'
import { fillSection, renderTable } from './markdown-sections.ts'

/** The README with its two tables as action.yml says. Throws where a marker is missing. */
export function fillReadme(readme: string, manifest: ActionManifest): string {
  const withInputs = fillSection({ document: readme, section: 'inputs', content: renderInputs(manifest.inputs) })
  return fillSection({ document: withInputs, section: 'outputs', content: renderOutputs(manifest.outputs) })
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
