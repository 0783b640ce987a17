/** What a `valueFrom` of ECS points to. */
export type ValueFrom =
  | {
      readonly kind: 'secrets-manager'
      /** ARN without the suffix; it may lack the six random characters at its end (a partial ARN). */
      readonly secretId: string
      /** `<json-key>:<version-stage>:<version-id>`, parts may be empty; undefined: the whole secret. */
      readonly suffix: string | undefined
    }
  | {
      readonly kind: 'ssm'
      /** ARN, or name in the task's region. */
      readonly parameter: string
    }

/** `arn:<partition>:secretsmanager:<region>:<account>:secret:<name>` */
const SECRET_ARN_PARTS = 7
const SUFFIX_PARTS = 3
const PARAMETER_NAME = /^[A-Za-z0-9_./-]+$/

/**
 * Takes a `valueFrom` apart as ECS reads it: a Secrets Manager ARN has no suffix or one of exactly three parts; what is
 * no ARN is the name of an SSM parameter. undefined if ECS could not read it.
 */
export function parseSecretValueFrom(valueFrom: string): ValueFrom | undefined {
  const parts = valueFrom.split(':')
  if (parts[0] !== 'arn') return PARAMETER_NAME.test(valueFrom) ? { kind: 'ssm', parameter: valueFrom } : undefined
  if (parts[2] === 'ssm') {
    return parts.length === 6 && /^parameter\/./.test(parts[5] ?? '')
      ? { kind: 'ssm', parameter: valueFrom }
      : undefined
  }
  if (parts[2] !== 'secretsmanager' || parts[5] !== 'secret' || !parts[6]) return undefined
  const secretId = parts.slice(0, SECRET_ARN_PARTS).join(':')
  if (parts.length === SECRET_ARN_PARTS) return { kind: 'secrets-manager', secretId, suffix: undefined }
  if (parts.length !== SECRET_ARN_PARTS + SUFFIX_PARTS) return undefined
  return { kind: 'secrets-manager', secretId, suffix: parts.slice(SECRET_ARN_PARTS).join(':') }
}

/**
 * Whether a secret's ARN ends like a full one, in a hyphen and six characters. Only a hint: a name such as
 * `client-secret` ends like that by itself, and only DescribeSecret knows.
 */
export function hasRandomSuffix(arn: string): boolean {
  return /-[A-Za-z0-9]{6}$/.test(arn)
}

/**
 * The `valueFrom` for a secret's full ARN. ECS wants all three parts of a suffix, so parts that are not given stay
 * empty: `key` becomes `key::`.
 */
export function formatValueFrom(fullArn: string, suffix: string | undefined): string {
  if (suffix === undefined || /^:*$/.test(suffix)) return fullArn
  const [key = '', stage = '', version = ''] = suffix.split(':')
  return `${fullArn}:${key}:${stage}:${version}`
}
