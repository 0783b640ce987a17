/**
 * A line of a step's log as GitHub shows it, near enough for a terminal: groups as titles with their lines indented,
 * annotations in words, and the commands that nobody sees left out.
 */
export function createLogRenderer(): (line: string) => string | undefined {
  let indent = ''
  return line => {
    const [, command, properties = '', data = ''] = /^::([a-z-]+)(?: ([^:]*))?::(.*)$/.exec(line) ?? []
    switch (command) {
      case undefined:
        return `${indent}${line}`
      case 'group':
        indent = '  '
        return `▼ ${unescapeData(data)}`
      case 'endgroup':
        indent = ''
        return undefined
      case 'error':
      case 'warning':
      case 'notice':
        return `${indent}${command}: ${[titleOf(properties), unescapeData(data)].filter(text => text !== '').join('\n  ')}`
      default:
        return undefined
    }
  }
}

function titleOf(properties: string): string {
  const title = properties.split(',').find(property => property.startsWith('title='))
  return title ? unescapeData(title.slice('title='.length)).replaceAll('%3A', ':').replaceAll('%2C', ',') : ''
}

/** What @actions/core escapes so that a command stays on its line. */
function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
}
