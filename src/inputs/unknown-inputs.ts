import { closest } from 'fastest-levenshtein'
import type { Environment } from '../context.ts'
import { INPUT_NAMES } from './names.ts'

const PREFIX = 'INPUT_'

/**
 * One warning for each `INPUT_` variable that is no input. The runner hands an input over as `INPUT_` and its name in
 * upper case, blanks as underscores, hyphens kept; it hands over what a workflow misspelt, too.
 */
export function findUnknownInputs(env: Environment): readonly string[] {
  const known: ReadonlySet<string> = new Set(INPUT_NAMES)
  return Object.keys(env)
    .filter(variable => variable.startsWith(PREFIX))
    .map(variable => variable.slice(PREFIX.length).toLowerCase())
    .filter(name => !known.has(name))
    .map(name => `Input "${name}" is not known and has no effect. Did you mean "${closest(name, INPUT_NAMES)}"?`)
}
