import type { GivenInputs } from '../inputs.ts'
import type { Environment } from '../runtime.ts'

const PREFIX = 'INPUT_'

/**
 * As GitHub's runner does it: each in a variable `INPUT_` and its name in upper case, blanks as underscores, hyphens kept.
 * The same as `getInput` of @actions/core, which is loaded only after the inputs were read. The runner hands over what a
 * workflow misspelled, too.
 */
export function runnerInputs(env: Environment): GivenInputs {
  return {
    get: name => (env[`${PREFIX}${name.replaceAll(' ', '_').toUpperCase()}`] ?? '').trim(),
    names: () =>
      Object.keys(env)
        .filter(variable => variable.startsWith(PREFIX))
        .map(variable => variable.slice(PREFIX.length).toLowerCase()),
  }
}
