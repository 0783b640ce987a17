import { isArn, parseArn } from '../aws/arn.ts'
import type { SecretReference } from '../inputs.ts'

/** Secrets Manager, CreateSecret: letters, digits and `/_+=.@-`. */
const SECRET_NAME = /^[A-Za-z0-9/_+=.@-]{1,512}$/
/** Systems Manager, PutParameter. */
const PARAMETER_NAME = /^[A-Za-z0-9_./-]{1,1011}$/

const SUFFIX_PARTS = 3

const VALID = 'give a secret\'s name, "name:json-key", a secret\'s ARN, or a parameter as "ssm:/path" or by its ARN'

/** What an input gives: a secret by name or ARN, a parameter as `ssm:/path` or by ARN. A string says what is wrong. */
export function parseSecretReference(text: string): SecretReference | string {
  if (text.startsWith('ssm:')) return parseParameterName(text.slice('ssm:'.length)) ?? VALID
  const parsed = isArn(text) ? parseSecretArn(text) : parseSecretName(text)
  if (!parsed) return VALID
  return parsed.kind === 'ssm' ? parsed : withFilledSuffix(parsed.secret, parsed.suffix)
}

/**
 * A `valueFrom` as ECS reads it: a Secrets Manager ARN has no suffix or one of exactly three parts; what is not an ARN is
 * the name of an SSM parameter. undefined if ECS could not read it.
 */
export function parseSecretValueFrom(valueFrom: string): SecretReference | undefined {
  if (!isArn(valueFrom)) return parseParameterName(valueFrom)
  const parsed = parseSecretArn(valueFrom)
  if (parsed?.kind !== 'secrets-manager') return parsed
  const { secret, suffix } = parsed
  if (suffix.length !== 0 && suffix.length !== SUFFIX_PARTS) return undefined
  return { kind: 'secrets-manager', secret, suffix: suffix.length === 0 ? undefined : suffix.join(':') }
}

type Parameter = Extract<SecretReference, { kind: 'ssm' }>

interface SecretWithParts {
  readonly kind: 'secrets-manager'
  /** Name, or ARN without the suffix. */
  readonly secret: string
  readonly suffix: readonly string[]
}

/** `arn:<partition>:secretsmanager:<region>:<account>:secret:<name>[:<suffix>]`, or the ARN of a parameter. */
function parseSecretArn(text: string): SecretWithParts | Parameter | undefined {
  const arn = parseArn(text)
  if (arn?.service === 'ssm') {
    const [, name = ''] = /^parameter\/(.*)$/.exec(arn.resource) ?? []
    return PARAMETER_NAME.test(name) ? { kind: 'ssm', parameter: text } : undefined
  }
  const [type, name = '', ...suffix] = arn?.resource.split(':') ?? []
  if (arn?.service !== 'secretsmanager' || type !== 'secret' || !SECRET_NAME.test(name)) return undefined
  const secret = `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.account}:secret:${name}`
  return { kind: 'secrets-manager', secret, suffix }
}

function parseSecretName(text: string): SecretWithParts | undefined {
  const [secret = '', ...suffix] = text.split(':')
  return SECRET_NAME.test(secret) ? { kind: 'secrets-manager', secret, suffix } : undefined
}

function parseParameterName(parameter: string): Parameter | undefined {
  return PARAMETER_NAME.test(parameter) ? { kind: 'ssm', parameter } : undefined
}

/**
 * ECS requires all three parts of the suffix or none (ECS Developer Guide, "Pass Secrets Manager secrets through Amazon
 * ECS environment variables"): parts that are left out are filled up as empty.
 */
function withFilledSuffix(secret: string, parts: readonly string[]): SecretReference | string {
  const [key = '', stage = '', version = '', ...more] = parts
  if (more.length > 0) return 'after the secret come at most three parts, ":json-key:version-stage:version-id"'
  if (stage !== '' && version !== '') return 'give either a version stage or a version id, not both'
  const suffix = key || stage || version ? `${key}:${stage}:${version}` : undefined
  return { kind: 'secrets-manager', secret, suffix }
}

/**
 * Whether a secret's ARN or name ends like a full ARN, in a hyphen and six characters. Only a hint: a name such as
 * `client-secret` ends like that by itself, and only DescribeSecret can tell.
 */
export function hasRandomSuffix(arn: string): boolean {
  return /-[A-Za-z0-9]{6}$/.test(arn)
}

/** The ARN without the hyphen and six characters that AWS adds to a secret's name. */
export function withoutRandomSuffix(fullArn: string): string {
  return fullArn.slice(0, -'-AbCdEf'.length)
}

/**
 * The `valueFrom` for a secret's full ARN. ECS requires all three parts of a suffix, so parts that are not given stay
 * empty: `key` becomes `key::`.
 */
export function formatValueFrom(fullArn: string, suffix: string | undefined): string {
  if (suffix === undefined || /^:*$/.test(suffix)) return fullArn
  const [key = '', stage = '', version = ''] = suffix.split(':')
  return `${fullArn}:${key}:${stage}:${version}`
}
