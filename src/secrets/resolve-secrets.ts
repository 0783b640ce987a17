import { isArn } from '../aws/arn.ts'
import type { Context } from '../context.ts'
import type { Account } from '../look-ups/account.ts'
import { settleAll } from '../steps.ts'
import type { SecretFacts } from './find-secret.ts'
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

/** The ARNs, and the secrets that do not exist: those have none. */
export interface ResolvedSecrets {
  readonly secrets: SecretArns
  readonly missing: readonly WantedSecret[]
}

interface Resolved {
  readonly key: string
  readonly valueFrom: string
  readonly guessed: readonly GuessedSecret[]
}

/** Resolves every secret to its full ARN, each once, side by side. */
export async function resolveSecrets(
  context: Context,
  account: Account,
  wanted: { readonly inputs: readonly WantedSecret[]; readonly file: readonly WantedSecret[] },
): Promise<ResolvedSecrets> {
  const found = new Map<string, Promise<SecretFacts>>()
  const find = async (id: string): Promise<SecretFacts> => {
    const { findSecret } = await import('./find-secret.ts')
    const known = found.get(id) ?? findSecret(context, id)
    found.set(id, known)
    return await known
  }
  const place = { account, region: context.aws.region, find }
  // A parameter of the file stays as the file has it: ECS reads names and ARNs.
  const secretsOfFile = wanted.file.filter(({ reference }) => reference.kind === 'secrets-manager')
  const [inputs, file] = await Promise.all([resolveAll(wanted.inputs, place), resolveAll(secretsOfFile, place)])
  return {
    secrets: {
      inputs: byKey(inputs.resolved),
      file: byKey(file.resolved),
      guessed: [...inputs.resolved, ...file.resolved].flatMap(({ guessed }) => guessed),
    },
    missing: [...inputs.missing, ...file.missing],
  }
}

interface Place {
  readonly account: Account
  readonly region: string
  readonly find: (id: string) => Promise<SecretFacts>
}

async function resolveAll(wanted: readonly WantedSecret[], place: Place) {
  const all = await settleAll(wanted.map(async secret => ({ secret, resolved: await resolve(secret, place) })))
  return {
    resolved: all.flatMap(({ resolved }) => resolved ?? []),
    missing: all.flatMap(({ secret, resolved }) => (resolved ? [] : [secret])),
  }
}

/** undefined: there is no such secret. */
async function resolve({ source, reference, key }: WantedSecret, place: Place): Promise<Resolved | undefined> {
  if (reference.kind === 'ssm') return { key, valueFrom: parameterArn(reference.parameter, place), guessed: [] }
  const { secret, suffix } = reference
  const facts = await place.find(secret)
  switch (facts.kind) {
    case 'missing':
      return undefined
    case 'found':
      return { key, valueFrom: formatValueFrom(facts.arn, suffix), guessed: [] }
    case 'unreadable': {
      // What the file has is registered as it is.
      const valueFrom = isArn(key) ? key : formatValueFrom(secretArn(secret, place), suffix)
      return { key, valueFrom, guessed: [{ source, secret, valueFrom }] }
    }
  }
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
