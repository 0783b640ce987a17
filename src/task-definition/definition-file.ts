import { CreateServiceRequest$, RegisterTaskDefinitionRequest$, TaskDefinition$ } from '@aws-sdk/client-ecs'
import { NormalizedSchema } from '@smithy/core/schema'
import type { SchemaRef } from '@smithy/types'
import { isRecord } from '../plain-data.ts'
import type { Problem } from '../problem.ts'
import { coerce } from './coerce.ts'
import { parseMarkup } from './markup.ts'
import { hasPlaceholder } from './placeholders.ts'

export type DefinitionKind = 'task-definition' | 'service-definition'

export interface DefinitionFile {
  /** Path as the user gave it. */
  readonly path: string
  readonly text: string
  readonly kind: DefinitionKind
}

export interface ParsedDefinition {
  /** In AWS's shape, without tags; only as far as it could be understood if there are problems. */
  readonly definition: Readonly<Record<string, unknown>>
  readonly tags: readonly DefinitionTag[] | undefined
  readonly problems: readonly Problem[]
}

export interface DefinitionTag {
  readonly key: string
  readonly value: string
}

const SCHEMAS: Readonly<Record<DefinitionKind, SchemaRef>> = {
  'task-definition': RegisterTaskDefinitionRequest$,
  'service-definition': CreateServiceRequest$,
}

/** What the problems of a file begin with. */
export function subjectOf(kind: DefinitionKind, path: string): string {
  return `${kind} file ${path}`
}

/**
 * Reads a definition file: JSON or YAML, in the shape of RegisterTaskDefinition or CreateService. A task definition may
 * also be the output of DescribeTaskDefinition: wrapped in `taskDefinition`, tags beside it, with the fields that only
 * AWS writes. All problems at once.
 */
export function parseDefinitionFile({ path, text, kind }: DefinitionFile): ParsedDefinition {
  const subject = subjectOf(kind, path)
  const parsed = parseMarkup(subject, text)
  if (parsed.problems.length > 0) return { definition: {}, tags: undefined, problems: parsed.problems }
  const content = kind === 'task-definition' ? withoutOutputOnlyFields(unwrap(parsed.value)) : parsed.value
  return coerceDefinition({ kind, path, content })
}

/**
 * Brings the content of a file into AWS's shape, see `conform`. Done once when it is read, and again once its variables
 * are filled in (a port may be one). A text that holds a placeholder passes as a number until then.
 */
export function coerceDefinition(file: {
  readonly kind: DefinitionKind
  readonly path: string
  readonly content: unknown
  readonly variablesFilled?: boolean
}): ParsedDefinition {
  const { value, problems } = coerce(SCHEMAS[file.kind], file.content, {
    subject: subjectOf(file.kind, file.path),
    ...(!file.variablesFilled && { awaitsVariables: hasPlaceholder }),
  })
  const { tags, ...definition } = (value ?? {}) as Readonly<Record<string, unknown>>
  return { definition, tags: tags as readonly DefinitionTag[] | undefined, problems }
}

/** The task definition of DescribeTaskDefinition's output with its tags inside, like RegisterTaskDefinition has them. */
function unwrap(content: unknown): unknown {
  if (!isRecord(content) || !('taskDefinition' in content)) return content
  const { taskDefinition, ...beside } = content
  return isRecord(taskDefinition) ? { ...taskDefinition, ...beside } : content
}

/** Fields that AWS returns but does not accept: the difference of its two shapes. */
export function outputOnlyFields(): readonly string[] {
  const accepted = new Set(memberNames(RegisterTaskDefinitionRequest$))
  return memberNames(TaskDefinition$).filter(name => !accepted.has(name))
}

function withoutOutputOnlyFields(content: unknown): unknown {
  if (!isRecord(content)) return content
  const dropped = new Set(outputOnlyFields())
  return Object.fromEntries(Object.entries(content).filter(([name]) => !dropped.has(name)))
}

function memberNames(schema: SchemaRef): readonly string[] {
  return [...NormalizedSchema.of(schema).structIterator()].map(([name]) => name)
}
