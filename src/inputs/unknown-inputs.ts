import { nearestName } from '../text/nearest-name.ts'
import { INPUT_NAMES } from './names.ts'

/** One warning for each given name that is not an input. */
export function unknownInputWarnings(given: readonly string[]): readonly string[] {
  const known: ReadonlySet<string> = new Set(INPUT_NAMES)
  return given
    .filter(name => !known.has(name))
    .map(name => {
      const nearest = nearestName(name, INPUT_NAMES)
      return `Input "${name}" is not known and has no effect.${nearest ? ` Did you mean "${nearest}"?` : ''}`
    })
}
