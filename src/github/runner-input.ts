import type { Environment } from '../context.ts'

/**
 * An input as the runner hands it over: in a variable of its name in upper case, blanks as underscores. The same as
 * `getInput` of @actions/core, which is loaded only after the inputs were read.
 */
export function readRunnerInput(env: Environment, name: string): string {
  return (env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ?? '').trim()
}
