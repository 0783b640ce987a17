import type { SecretReference } from '../inputs.ts'
import { parseArn } from './arns.ts'
import { type Assignment, ENVIRONMENT_NAME, readAssignments } from './assignments.ts'
import type { InputReader } from './values.ts'

/** Secrets Manager, CreateSecret: letters, digits and `/_+=.@-`. */
const SECRET_NAME = /^[A-Za-z0-9/_+=.@-]{1,512}$/
/** Systems Manager, PutParameter. */
const PARAMETER_NAME = /^[A-Za-z0-9_./-]{1,1011}$/

const VALID = 'give a secret\'s name, "name:json-key", a secret\'s ARN, or a parameter as "ssm:/path" or by its ARN'

/** What ECS fills from secrets, by the name of the environment variable. */
export function readSecrets(reader: InputReader): Readonly<Record<string, SecretReference>> | undefined {
  const lines = readAssignments(reader, 'secrets', ENVIRONMENT_NAME)
  if (lines === undefined) return undefined
  const secrets = new Map<string, SecretReference>()
  for (const line of lines) {
    const secret = readSecret(reader, line)
    if (secret) secrets.set(line.name, secret)
  }
  return Object.fromEntries(secrets)
}

function readSecret(reader: InputReader, { name, value }: Assignment): SecretReference | undefined {
  const secret = parseSecretReference(value.trim())
  return typeof secret === 'string' ? reader.refuseEntry('secrets', `${name}=${value}`, secret) : secret
}

/** The reference, or what is wrong with it. */
function parseSecretReference(text: string): SecretReference | string {
  if (text.startsWith('ssm:')) {
    const parameter = text.slice('ssm:'.length)
    return PARAMETER_NAME.test(parameter) ? { kind: 'ssm', parameter } : VALID
  }
  if (!text.startsWith('arn:')) {
    const [secret = '', ...suffix] = text.split(':')
    return SECRET_NAME.test(secret) ? withSuffix(secret, suffix) : VALID
  }
  const arn = parseArn(text)
  if (arn?.service === 'ssm' && /^parameter\/[A-Za-z0-9_./-]+$/.test(arn.resource))
    return { kind: 'ssm', parameter: text }
  if (arn?.service !== 'secretsmanager') return VALID
  const [type, secret = '', ...suffix] = arn.resource.split(':')
  if (type !== 'secret' || !SECRET_NAME.test(secret)) return VALID
  return withSuffix(text.split(':').slice(0, 7).join(':'), suffix)
}

/**
 * ECS wants all three parts of the suffix or none (ECS Developer Guide, "Pass Secrets Manager secrets through Amazon
 * ECS environment variables"): parts that are left out are filled up as empty.
 */
function withSuffix(secret: string, parts: readonly string[]): SecretReference | string {
  const [key = '', stage = '', version = '', ...more] = parts
  if (more.length > 0) return 'after the secret come at most three parts, ":json-key:version-stage:version-id"'
  if (stage !== '' && version !== '') return 'give either a version stage or a version id, not both'
  const suffix = key || stage || version ? `${key}:${stage}:${version}` : undefined
  return { kind: 'secrets-manager', secret, suffix }
}
