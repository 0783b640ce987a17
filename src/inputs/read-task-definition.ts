import type { TaskDefinitionInputs } from '../inputs.ts'
import { checkArn } from './arns.ts'
import { ENVIRONMENT_NAME, readAssignments, toRecord } from './assignments.ts'
import { readCommandWords } from './command-words.ts'
import type { InputName } from './names.ts'
import { readSecrets } from './read-secrets.ts'
import { alternatives, type InputReader } from './values.ts'

const ECS_NAME = /^[A-Za-z0-9_-]{1,255}$/
const ECS_NAME_RULE = 'give at most 255 letters, digits, hyphens and underscores'

/** Task sizes of Fargate in CPU units (ECS, RegisterTaskDefinition, `cpu`). */
const CPU_UNITS = [256, 512, 1024, 2048, 4096, 8192, 16384]

/** CloudWatch Logs, PutRetentionPolicy. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

export function readTaskDefinition(reader: InputReader): TaskDefinitionInputs {
  const environment = readEnvironment(reader)
  const secrets = readSecrets(reader)
  for (const name of Object.keys(environment ?? {}).filter(name => Object.hasOwn(secrets ?? {}, name))) {
    reader.complain(`Inputs "environment" and "secrets" both set "${name}": set it in one of them.`)
  }
  return {
    family: reader.matching('family', ECS_NAME, ECS_NAME_RULE),
    containerName: reader.matching('container-name', ECS_NAME, ECS_NAME_RULE),
    containerPort: reader.integer('container-port', { min: 1, max: 65535 }),
    cpu: readCpu(reader),
    memory: readMemory(reader),
    cpuArchitecture: reader.choice('cpu-architecture', ['X86_64', 'ARM64']),
    executionRole: readRole(reader, 'execution-role'),
    taskRole: readRole(reader, 'task-role'),
    environment,
    secrets,
    environmentMode: reader.choice('environment-mode', ['merge', 'replace']) ?? 'merge',
    command: readCommandWords(reader, 'command'),
    entryPoint: readCommandWords(reader, 'entry-point'),
    ...readLog(reader),
    healthCheck: readHealthCheck(reader),
  }
}

function readEnvironment(reader: InputReader): Readonly<Record<string, string>> | undefined {
  const environment = readAssignments(reader, 'environment', { ...ENVIRONMENT_NAME, confidential: true })
  return environment && toRecord(environment)
}

/** CPU units as a string; `0.5 vCPU` and the like are converted as ECS does it. */
function readCpu(reader: InputReader): string | undefined {
  const text = reader.text('cpu')
  if (text === undefined) return undefined
  const [, amount, unit] = /^(\d+|\d*\.\d+)\s*(vcpu)?$/i.exec(text) ?? []
  const units = Number(amount) * (unit ? 1024 : 1)
  return CPU_UNITS.includes(units)
    ? String(units)
    : reader.refuse('cpu', `give ${alternatives(CPU_UNITS)} CPU units, or such as "0.5 vCPU"`)
}

/** MiB as a string. Whether it fits the CPU depends on the file as well, and is judged where both are known. */
function readMemory(reader: InputReader): string | undefined {
  const text = reader.text('memory')
  if (text === undefined) return undefined
  const [, amount, unit] = /^(\d+|\d*\.\d+)\s*(mb|mib|gb|gib)?$/i.exec(text) ?? []
  const mebibytes = Number(amount) * (unit?.toLowerCase().startsWith('g') ? 1024 : 1)
  return Number.isInteger(mebibytes) && mebibytes >= 512 && mebibytes <= 122880
    ? String(mebibytes)
    : reader.refuse('memory', 'give MiB from 512 to 122880, for example 1024, or such as "2 GB"')
}

function readRole(reader: InputReader, name: InputName): string | undefined {
  const valid = "the role's name, or an ARN such as arn:aws:iam::123456789012:role/name"
  if (!reader.text(name)?.startsWith('arn:')) return reader.matching(name, /^[\w+=,.@-]{1,64}$/, `give ${valid}`)
  return checkArn(reader, name, { service: 'iam', resource: /^role\/[\w+=,.@/-]+$/, valid })
}

function readLog(reader: InputReader): Pick<TaskDefinitionInputs, 'logGroup' | 'logStreamPrefix' | 'logRetentionDays'> {
  const days = reader.integer('log-retention-days', { min: 1, max: 3653 })
  const isValid = days === undefined || RETENTION_DAYS.includes(days)
  if (!isValid)
    reader.refuse('log-retention-days', `CloudWatch Logs keeps logs for ${alternatives(RETENTION_DAYS)} days`)
  return {
    logGroup: reader.matching(
      'log-group',
      /^[A-Za-z0-9_\-/.#]{1,512}$/,
      'give at most 512 letters, digits and the characters _ - / . #',
    ),
    logStreamPrefix: reader.matching(
      'log-stream-prefix',
      /^[^:*]{1,256}$/,
      'give at most 256 characters, without : and *',
    ),
    logRetentionDays: isValid ? days : undefined,
  }
}

/** Ranges: ECS, RegisterTaskDefinition, `healthCheck`. */
function readHealthCheck(reader: InputReader): TaskDefinitionInputs['healthCheck'] {
  const prefix = 'container-health-check'
  return {
    command: reader.text(prefix),
    intervalSeconds: reader.integer(`${prefix}-interval-seconds`, { min: 5, max: 300, unit: 'seconds' }),
    timeoutSeconds: reader.integer(`${prefix}-timeout-seconds`, { min: 2, max: 60, unit: 'seconds' }),
    retries: reader.integer(`${prefix}-retries`, { min: 1, max: 10, unit: 'failed checks' }),
    startPeriodSeconds: reader.integer(`${prefix}-start-period-seconds`, { min: 0, max: 300, unit: 'seconds' }),
  }
}
