import type { InputName } from '../../src/inputs/names.ts'
import { type ParsedInputs, parseInputs } from '../../src/inputs/parse-inputs.ts'
import type { Inputs } from '../../src/inputs.ts'
import type { Environment } from '../../src/runtime.ts'

export type InputValues = { readonly [Name in InputName]?: string }

export const SHA = '0123456789abcdef0123456789abcdef01234567'
export const ENVIRONMENT: Environment = { AWS_REGION: 'us-east-1', GITHUB_SHA: SHA }

/** Reads the given inputs and no other, as the runner would hand them over. */
export function read(values: InputValues, env: Environment = ENVIRONMENT): ParsedInputs {
  const given: Readonly<Record<string, string | undefined>> = values
  return parseInputs(name => given[name] ?? '', env)
}

/** Reads inputs that have to be right, beside a service. */
export function readValid(values: InputValues, env: Environment = ENVIRONMENT): Inputs {
  const { inputs, problems } = read({ service: 'api', ...values }, env)
  if (!inputs) throw new Error(problems.join('\n'))
  return inputs
}

export interface BadCase {
  readonly name: string
  readonly values: InputValues
  readonly env?: Environment
  /** Every sentence, in full. */
  readonly problems: readonly string[]
}

/** What is wrong with the inputs, beside a service. Fails where inputs came out in spite of problems. */
export function problemsOf({ values, env }: BadCase): readonly string[] {
  const { inputs, problems } = read({ service: 'api', ...values }, env ?? ENVIRONMENT)
  if (inputs && problems.length > 0) throw new Error('There are inputs in spite of problems.')
  return problems
}
