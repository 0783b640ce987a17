/**
 * Reads a file in which an action hands values to the runner (GITHUB_OUTPUT): `name=value` lines, and values of
 * several lines as `name<<DELIMITER`, the lines, `DELIMITER` (GitHub's documentation of workflow commands). A later
 * value of a name takes the place of an earlier one.
 *
 * @throws Error where a line is neither, as the runner does
 */
export function readCommandFile(text: string): Readonly<Record<string, string>> {
  const lines = text.split(/\r?\n/)
  const values: Record<string, string> = {}
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    if (line === '') continue
    const [, block, delimiter] = /^([^=]+?)<<(.+)$/.exec(line) ?? []
    if (block !== undefined && delimiter !== undefined) {
      const end = lines.indexOf(delimiter, index + 1)
      if (end < 0) throw new Error(`The value of "${block}" does not end: the line "${delimiter}" is missing.`)
      values[block] = lines.slice(index + 1, end).join('\n')
      index = end
      continue
    }
    const [, name, value = ''] = /^([^=]+)=(.*)$/.exec(line) ?? []
    if (name === undefined) throw new Error(`"${line}" is neither name=value nor name<<DELIMITER.`)
    values[name] = value
  }
  return values
}
