import type { Context } from '../context.ts'
import type { ParameterFacts, WantedParameter } from '../observation/facts.ts'
import type { Observation } from '../observation/observation.ts'
import type { Specification } from '../specification/specification.ts'
import { subjectOf } from '../task-definition/definition-file.ts'
import { parseSecretValueFrom } from './secret-reference.ts'

/** Looks for the SSM parameters that inputs and file take secrets from. */
export async function lookForParameters(
  context: Context,
  specification: Specification,
  { account, files }: Pick<Observation, 'account' | 'files'>,
): Promise<ParameterFacts> {
  const here = { account: account.id, region: context.aws.region }
  const wanted = wantedParameters(specification, files)
  const candidates = wanted.map(parameter => ({ ...parameter, names: candidateNames(parameter.parameter, here) }))
  const elsewhere = candidates.filter(({ names }) => names === undefined)
  const names = [...new Set(candidates.flatMap(candidate => candidate.names ?? []))]
  if (names.length === 0) return { missing: [], unreadable: false, elsewhere }

  const { findParameterNames } = await import('./read-parameters.ts')
  const known = await findParameterNames(context, names)
  if (!known) return { missing: [], unreadable: true, elsewhere }
  const missing = candidates.filter(candidate => candidate.names?.every(name => !known.has(name)))
  return { missing: missing.map(({ source, parameter }) => ({ source, parameter })), unreadable: false, elsewhere }
}

function wantedParameters(specification: Specification, files: Observation['files']): readonly WantedParameter[] {
  const inputs = Object.entries(specification.inputs.taskDefinition.secrets ?? {}).flatMap(([name, secret]) =>
    secret.kind === 'ssm' ? [{ source: `Input "secrets", ${name}`, parameter: secret.parameter }] : [],
  )
  const file = subjectOf('task-definition', specification.taskDefinitionFile?.path ?? '')
  const containers = files.taskDefinition?.containerDefinitions ?? []
  const inFile = containers
    .flatMap(container => [...(container.secrets ?? []), ...(container.logConfiguration?.secretOptions ?? [])])
    .flatMap(({ name = '', valueFrom = '' }) => {
      const parsed = parseSecretValueFrom(valueFrom)
      return parsed?.kind === 'ssm' ? [{ source: `${file}, secret ${name}`, parameter: parsed.parameter }] : []
    })
  return [...inputs, ...inFile]
}

/** AWS's own parameters, and its references to Secrets Manager, are not listed. */
const RESERVED = /^\/?aws\//

/**
 * Pure. The names that a parameter's name or ARN can mean; undefined where it cannot be looked up with the run's own
 * credentials. An ARN has one slash after `parameter` whether or not the name begins with one (IAM guide for
 * Parameter Store); a name of several levels always does.
 */
export function candidateNames(
  parameter: string,
  here: { readonly account: string; readonly region: string },
): readonly string[] | undefined {
  if (!parameter.startsWith('arn:')) return RESERVED.test(parameter) ? undefined : [parameter]
  const [, , , region, account, resource = ''] = parameter.split(':')
  const name = resource.replace(/^parameter\//, '')
  if (region !== here.region || account !== here.account || RESERVED.test(name)) return undefined
  return name.includes('/') ? [`/${name}`] : [name, `/${name}`]
}
