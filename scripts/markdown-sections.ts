interface Section {
  readonly document: string
  /** Name in its two markers, `<!-- name:start -->` and `<!-- name:end -->`. */
  readonly section: string
  readonly content: string
}

/** The document with the content between its markers. Throws if a marker is missing. */
export function fillSection({ document, section, content }: Section): string {
  const start = `<!-- ${section}:start -->`
  const end = `<!-- ${section}:end -->`
  const from = document.indexOf(start)
  const to = document.indexOf(end, from)
  if (from < 0 || to < 0) throw new Error(`The markers ${start} and ${end} are missing.`)
  return `${document.slice(0, from)}${start}\n\n${content}\n\n${document.slice(to)}`
}

export function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows.map(row => row.map(escapeCell))].map(renderRow).join('\n')
}

function renderRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

/** A pipe ends a table cell even inside backticks. */
function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|')
}
