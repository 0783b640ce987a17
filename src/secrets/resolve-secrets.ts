import type { Context } from '../context.ts'
import type { SecretReference } from '../inputs.ts'
import type { Account } from '../look-ups/account.ts'
import type { Observation } from '../observation/observation.ts'
import { InvalidError } from '../problem.ts'
import type { Specification } from '../specification/specification.ts'
import { subjectOf } from '../task-definition/definition-file.ts'
import { formatValueFrom, parseSecretValueFrom } from './secret-reference.ts'

/** `valueFrom` with full ARNs: for the secrets of the inputs by variable, and for those of the file by `valueFrom`. */
export interface SecretArns {
  readonly inputs: Readonly<Record<string, string>>
  readonly file: Readonly<Record<string, string>>
  /** `valueFrom` whose secret could not be looked up: the ARN may lack the characters that AWS adds to a name. */
  readonly guessed: readonly string[]
}

/**
 * Resolves every secret to its full ARN, each once, side by side.
 *
 * @throws InvalidError with every secret that does not exist
 */
export async function resolveSecrets(
  context: Context,
  specification: Specification,
  { account, files }: Pick<Observation, 'account' | 'files'>,
): Promise<SecretArns> {
  const wanted = specification.inputs.taskDefinition.secrets ?? {}
  const guessed: string[] = []
  const found = new Map<string, Promise<string | undefined>>()
  const find = async (id: string, source: string): Promise<string | undefined> => {
    const { findSecretArn } = await import('./find-secret.ts')
    const known = found.get(id) ?? findSecretArn(context, { id, source })
    found.set(id, known)
    return await known
  }
  const path = specification.taskDefinitionFile?.path ?? ''
  const fromInputs = Object.entries(wanted).map(async ([name, secret]) => {
    return [
      name,
      await resolveReference(context, account, { secret, find, guessed, source: `Input "secrets", ${name}` }),
    ] as const
  })
  const fromFile = fileSecrets(files.taskDefinition).map(async ({ name, valueFrom }) => {
    const source = `${subjectOf('task-definition', path)}, secret ${name}`
    return [valueFrom, await resolveValueFrom(valueFrom, { find: id => find(id, source), guessed })] as const
  })
  const [inputs, file] = await Promise.all([allOrProblems(fromInputs), allOrProblems(fromFile)])
  return { inputs: Object.fromEntries(inputs), file: Object.fromEntries(file), guessed }
}

function fileSecrets(definition: Observation['files']['taskDefinition']): { name: string; valueFrom: string }[] {
  const containers = definition?.containerDefinitions ?? []
  return containers.flatMap(container =>
    [...(container.secrets ?? []), ...(container.logConfiguration?.secretOptions ?? [])].map(secret => ({
      name: secret.name ?? '',
      valueFrom: secret.valueFrom ?? '',
    })),
  )
}

async function resolveReference(
  context: Context,
  account: Account,
  wanted: {
    readonly secret: SecretReference
    readonly source: string
    readonly guessed: string[]
    readonly find: (id: string, source: string) => Promise<string | undefined>
  },
): Promise<string> {
  const { secret, source, find } = wanted
  if (secret.kind === 'ssm') return parameterArn(secret.parameter, account, context.aws.region)
  const arn = await find(secret.secret, source)
  if (arn !== undefined) return formatValueFrom(arn, secret.suffix)
  const guess = formatValueFrom(secretArn(secret.secret, account, context.aws.region), secret.suffix)
  wanted.guessed.push(guess)
  return guess
}

async function resolveValueFrom(
  valueFrom: string,
  { find, guessed }: { readonly find: (id: string) => Promise<string | undefined>; readonly guessed: string[] },
): Promise<string> {
  const parsed = parseSecretValueFrom(valueFrom)
  if (parsed?.kind !== 'secrets-manager') return valueFrom
  const arn = await find(parsed.secretId)
  if (arn !== undefined) return formatValueFrom(arn, parsed.suffix)
  guessed.push(valueFrom)
  return valueFrom
}

/** A parameter's name begins with a slash or not, its ARN has exactly one after `parameter`. */
function parameterArn(parameter: string, account: Account, region: string): string {
  if (parameter.startsWith('arn:')) return parameter
  return `arn:${account.partition}:ssm:${region}:${account.id}:parameter/${parameter.replace(/^\//, '')}`
}

/** Without the six characters that AWS adds: what is left where looking the secret up is not allowed. */
function secretArn(secret: string, account: Account, region: string): string {
  if (secret.startsWith('arn:')) return secret
  return `arn:${account.partition}:secretsmanager:${region}:${account.id}:secret:${secret}`
}

async function allOrProblems<Value>(promises: readonly Promise<Value>[]): Promise<Value[]> {
  const settled = await Promise.allSettled(promises)
  const problems = settled.flatMap(result => {
    if (result.status === 'fulfilled') return []
    if (!(result.reason instanceof InvalidError)) throw result.reason
    return result.reason.problems
  })
  if (problems.length > 0) throw new InvalidError([...new Set(problems)])
  return settled.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
}
