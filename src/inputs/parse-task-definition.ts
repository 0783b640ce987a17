import { CONTAINER_HEALTH_CHECK, ECS_NAME, PORT, RETENTION_DAYS } from '../aws/limits.ts'
import type { ContainerInputs, TaskDefinitionInputs } from '../inputs.ts'
import { FARGATE_CPU_UNITS, FARGATE_MEMORY, normaliseCpu } from '../task-definition/fargate-sizes.ts'
import { alternatives } from '../text/sentences.ts'
import { checkArn } from './arns.ts'
import { ENVIRONMENT_NAME, parseAssignments, toRecord } from './assignments.ts'
import { parseCommandWords } from './command-words.ts'
import type { InputName } from './names.ts'
import { parseSecrets } from './parse-secrets.ts'
import type { InputReader } from './values.ts'

const ECS_NAME_RULE = 'give at most 255 letters, digits, hyphens and underscores'

export function parseTaskDefinition(reader: InputReader): TaskDefinitionInputs {
  const environment = parseEnvironment(reader)
  const secrets = parseSecrets(reader)
  for (const name of Object.keys(environment ?? {}).filter(name => Object.hasOwn(secrets ?? {}, name))) {
    reader.complain(`Inputs "environment" and "secrets" both set "${name}": set it in one of them.`)
  }
  return {
    task: {
      family: reader.matching('family', ECS_NAME, ECS_NAME_RULE),
      cpu: parseCpu(reader),
      memory: parseMemory(reader),
      cpuArchitecture: reader.choice('cpu-architecture', ['X86_64', 'ARM64']),
      executionRole: parseRole(reader, 'execution-role'),
      taskRole: parseRole(reader, 'task-role'),
    },
    container: {
      port: reader.integer('container-port', PORT),
      environment,
      secrets,
      command: parseCommandWords(reader, 'command'),
      entryPoint: parseCommandWords(reader, 'entry-point'),
      ...parseLog(reader),
      healthCheck: parseHealthCheck(reader),
    },
    containerName: reader.matching('container-name', ECS_NAME, ECS_NAME_RULE),
    environmentMode: reader.choice('environment-mode', ['merge', 'replace']) ?? 'merge',
  }
}

function parseEnvironment(reader: InputReader): Readonly<Record<string, string>> | undefined {
  const environment = parseAssignments(reader, 'environment', { ...ENVIRONMENT_NAME, confidential: true })
  return environment && toRecord(environment)
}

/** CPU units as a string; `0.5 vCPU` and the like are converted as ECS does it. */
function parseCpu(reader: InputReader): string | undefined {
  const text = reader.text('cpu')
  if (text === undefined) return undefined
  const units = /^[\d.]/.test(text) ? Number(normaliseCpu(text)) : Number.NaN
  return FARGATE_CPU_UNITS.includes(units)
    ? String(units)
    : reader.refuse(
        'cpu',
        `give ${alternatives(FARGATE_CPU_UNITS)} CPU units, or a number of vCPUs, such as "0.5 vCPU"`,
      )
}

/** MiB as a string. Whether it fits the CPU depends on the file as well, and is judged where both are known. */
function parseMemory(reader: InputReader): string | undefined {
  const text = reader.text('memory')
  if (text === undefined) return undefined
  const [, amount, unit] = /^(\d+|\d*\.\d+)\s*(mb|mib|gb|gib)?$/i.exec(text) ?? []
  const mebibytes = Number(amount) * (unit?.toLowerCase().startsWith('g') ? 1024 : 1)
  return Number.isInteger(mebibytes) && mebibytes >= FARGATE_MEMORY.min && mebibytes <= FARGATE_MEMORY.max
    ? String(mebibytes)
    : reader.refuse(
        'memory',
        `give MiB from ${FARGATE_MEMORY.min} to ${FARGATE_MEMORY.max}, for example 1024, or GB, such as "2 GB"`,
      )
}

function parseRole(reader: InputReader, name: InputName): string | undefined {
  const valid = "the role's name, or an ARN such as arn:aws:iam::123456789012:role/name"
  if (!reader.text(name)?.startsWith('arn:')) return reader.matching(name, /^[\w+=,.@-]{1,64}$/, `give ${valid}`)
  return checkArn(reader, name, { service: 'iam', resource: /^role\/[\w+=,.@/-]+$/, valid })
}

function parseLog(reader: InputReader): Pick<ContainerInputs, 'logGroup' | 'logStreamPrefix' | 'logRetentionDays'> {
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

function parseHealthCheck(reader: InputReader): ContainerInputs['healthCheck'] {
  const prefix = 'container-health-check'
  return {
    command: reader.text(prefix),
    intervalSeconds: reader.integer(`${prefix}-interval-seconds`, {
      ...CONTAINER_HEALTH_CHECK.interval,
      unit: 'seconds',
    }),
    timeoutSeconds: reader.integer(`${prefix}-timeout-seconds`, { ...CONTAINER_HEALTH_CHECK.timeout, unit: 'seconds' }),
    retries: reader.integer(`${prefix}-retries`, { ...CONTAINER_HEALTH_CHECK.retries, unit: 'failed checks' }),
    startPeriodSeconds: reader.integer(`${prefix}-start-period-seconds`, {
      ...CONTAINER_HEALTH_CHECK.startPeriod,
      unit: 'seconds',
    }),
  }
}
