import { isArn } from '../aws/arn.ts'
import type { Context } from '../context.ts'
import type { Account } from '../look-ups/account.ts'
import { InvalidError } from '../problem.ts'
import { formatValueFrom } from './secret-reference.ts'
import type { WantedSecret } from './wanted-secrets.ts'

/** `valueFrom` with full ARNs: for the secrets of the inputs by variable, and for those of the file by `valueFrom`. */
export interface SecretArns {
  readonly inputs: Readonly<Record<string, string>>
  readonly file: Readonly<Record<string, string>>
  /** Secrets that could not be looked up: their ARN may lack the characters that AWS adds to a name. */
  readonly guessed: readonly GuessedSecret[]
}

export const NO_SECRETS: SecretArns = { inputs: {}, file: {}, guessed: [] }

export interface GuessedSecret {
  readonly source: string
  /** Name or ARN as it is given. */
  readonly secret: string
  readonly valueFrom: string
}

interface Resolved {
  readonly key: string
  readonly valueFrom: string
  readonly guessed: readonly GuessedSecret[]
}

/**
 * Resolves every secret to its full ARN, each once, side by side.
 *
 * @throws InvalidError with every secret that does not exist
 */
export async function resolveSecrets(
  context: Context,
  account: Account,
  wanted: { readonly inputs: readonly WantedSecret[]; readonly file: readonly WantedSecret[] },
): Promise<SecretArns> {
  const found = new Map<string, Promise<string | undefined>>()
  const find = async (id: string, source: string): Promise<string | undefined> => {
    const { findSecretArn } = await import('./find-secret.ts')
    const known = found.get(id) ?? findSecretArn(context, { id, source })
    found.set(id, known)
    return await known
  }
  const place = { account, region: context.aws.region, find }
  // A parameter of the file stays as the file has it: ECS reads names and ARNs.
  const secretsOfFile = wanted.file.filter(({ reference }) => reference.kind === 'secrets-manager')
  const [inputs, file] = await Promise.all([
    allOrProblems(wanted.inputs.map(secret => resolve(secret, place))),
    allOrProblems(secretsOfFile.map(secret => resolve(secret, place))),
  ])
  return {
    inputs: byKey(inputs),
    file: byKey(file),
    guessed: [...inputs, ...file].flatMap(({ guessed }) => guessed),
  }
}

interface Place {
  readonly account: Account
  readonly region: string
  readonly find: (id: string, source: string) => Promise<string | undefined>
}

async function resolve({ source, reference, key }: WantedSecret, place: Place): Promise<Resolved> {
  if (reference.kind === 'ssm') return { key, valueFrom: parameterArn(reference.parameter, place), guessed: [] }
  const { secret, suffix } = reference
  const arn = await place.find(secret, source)
  if (arn !== undefined) return { key, valueFrom: formatValueFrom(arn, suffix), guessed: [] }
  // What the file has is registered as it is.
  const valueFrom = isArn(key) ? key : formatValueFrom(secretArn(secret, place), suffix)
  return { key, valueFrom, guessed: [{ source, secret, valueFrom }] }
}

function byKey(resolved: readonly Resolved[]): Readonly<Record<string, string>> {
  return Object.fromEntries(resolved.map(({ key, valueFrom }) => [key, valueFrom]))
}

/** A parameter's name begins with a slash or not, its ARN has exactly one after `parameter`. */
function parameterArn(parameter: string, { account, region }: Place): string {
  if (isArn(parameter)) return parameter
  return `arn:${account.partition}:ssm:${region}:${account.id}:parameter/${parameter.replace(/^\//, '')}`
}

/** Without the six characters that AWS adds: all that is known where the secret may not be looked up. */
function secretArn(secret: string, { account, region }: Place): string {
  if (isArn(secret)) return secret
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
