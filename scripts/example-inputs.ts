import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

/** Folder of the example: what a user's repository looks like. */
export const EXAMPLE_FOLDER = join(import.meta.dirname, '..', 'examples', 'google-workspace-mcp')

const WORKFLOW = join(EXAMPLE_FOLDER, '.github', 'workflows', 'service.yml')

/**
 * The inputs of the example's deployment step, as its workflow file has them: text, as the runner hands it over.
 *
 * @throws Error where the workflow has no such step, or an expression that has no value here
 */
export function readExampleInputs({ imageTag }: { readonly imageTag: string }): Readonly<Record<string, string>> {
  return inputsOfStep(readFileSync(WORKFLOW, 'utf8'), { 'inputs.image-tag': imageTag })
}

/** The `with:` of the step with the id `deploy`, its expressions replaced by their values. */
export function inputsOfStep(
  workflow: string,
  expressions: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  // Scalars as they are written: the runner does not turn 200 or true into anything else either.
  const { jobs = {} } = parse(workflow, { schema: 'failsafe' }) as Workflow
  const steps = Object.values(jobs).flatMap(job => job.steps ?? [])
  const inputs = steps.find(step => step.id === 'deploy')?.with
  if (!inputs) throw new Error('The workflow has no step with the id "deploy" and inputs.')
  return Object.fromEntries(Object.entries(inputs).map(([name, text]) => [name, evaluate(text, expressions)]))
}

interface Workflow {
  readonly jobs?: Readonly<Record<string, { readonly steps?: readonly Step[] }>>
}

interface Step {
  readonly id?: string
  readonly with?: Readonly<Record<string, string>>
}

function evaluate(text: string, expressions: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{\{(.+?)\}\}/g, (_, inner: string) => {
    const value = expressions[inner.trim()]
    if (value === undefined) throw new Error(`The expression "${inner.trim()}" of the workflow has no value here.`)
    return value
  })
}
