/** Text for GitHub's job summary: everything that comes from outside is escaped, `core.summary` does not do that. */

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/**
 * Text inside a paragraph, a cell or a heading, on one line: a blank line ends an HTML block of GitHub-flavoured
 * Markdown, and what follows it would be read as Markdown.
 */
export function inline(text: string): string {
  return escapeHtml(text.replaceAll(/\s*[\n\r]\s*/g, ' '))
}

export function code(text: string): string {
  return `<code>${inline(text)}</code>`
}

export function link(text: string, url: string): string {
  return `<a href="${inline(url)}">${inline(text)}</a>`
}

/** Lines that may be long, folded away under a title. */
export function details(title: string, lines: readonly string[]): string {
  return `<details><summary>${inline(title)}</summary>\n\n<pre>${escapeHtml(lines.join('\n'))}</pre>\n\n</details>`
}

/** A table of cells that are HTML already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map(cell => `<${tag} align="left">${cell}</${tag}>`).join('')}</tr>`
  return `<table>\n${row(head, 'th')}\n${rows.map(cells => row(cells, 'td')).join('\n')}\n</table>`
}
