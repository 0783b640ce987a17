import type { SecretReference } from '../inputs.ts'
import { parseSecretReference } from '../secrets/secret-reference.ts'
import { ENVIRONMENT_NAME, parseAssignments } from './assignments.ts'
import type { InputReader } from './values.ts'

/** What ECS fills from secrets, by the name of the environment variable. */
export function parseSecrets(reader: InputReader): Readonly<Record<string, SecretReference>> | undefined {
  const lines = parseAssignments(reader, 'secrets', ENVIRONMENT_NAME)
  if (lines === undefined) return undefined
  const secrets = new Map<string, SecretReference>()
  for (const { name, value } of lines) {
    const secret = parseSecretReference(value.trim())
    if (typeof secret === 'string') reader.refuseEntry('secrets', `${name}=${value}`, secret)
    else secrets.set(name, secret)
  }
  return Object.fromEntries(secrets)
}
