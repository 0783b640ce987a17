import type { PortMapping, TaskDefinition } from '@aws-sdk/client-ecs'
import { type FieldChange, HIDDEN } from '../change.ts'
import { isRecord } from '../plain-data.ts'
import { maskSecrets } from './mask.ts'
import { normaliseTaskDefinition, portKey } from './normalise.ts'
import type { TaskDefinitionSpec } from './task-definition-spec.ts'

/** Lists whose entries have a name: by member, what it is. */
const KEYS: Readonly<Record<string, (entry: Readonly<Record<string, unknown>>) => string>> = {
  containerDefinitions: entry => String(entry.name),
  environment: entry => String(entry.name),
  secrets: entry => String(entry.name),
  secretOptions: entry => String(entry.name),
  volumes: entry => String(entry.name),
  portMappings: entry => portKey(entry as PortMapping),
  mountPoints: entry => String(entry.containerPath),
  ulimits: entry => String(entry.name),
  systemControls: entry => String(entry.namespace),
  resourceRequirements: entry => String(entry.type),
}

/** Members whose values may hold a secret. (Options of log drivers: see `isSecretLogOption`.) */
const SECRET_VALUES: ReadonlySet<string> = new Set(['environment', 'command', 'entryPoint', 'driverOpts'])

/**
 * The fields in which two task definitions differ in what they mean to ECS; none: they are equivalent. Lists of named
 * things are compared by name. Environment values and command lines are hidden, in both directions, unless
 * `showValues` is given: then only what looks like a secret in them is.
 */
export function diffTaskDefinitions(
  from: TaskDefinition | TaskDefinitionSpec,
  to: TaskDefinitionSpec,
  options: { readonly showValues: boolean } = { showValues: false },
): readonly FieldChange[] {
  const place = { field: '', hidden: false, showValues: options.showValues }
  return diff(normaliseTaskDefinition(from), normaliseTaskDefinition(to), place)
}

interface Place {
  readonly field: string
  readonly hidden: boolean
  readonly showValues: boolean
}

function diff(from: unknown, to: unknown, place: Place): readonly FieldChange[] {
  if (isRecord(from ?? to) && isRecord(to ?? from)) return diffMembers(from, to, place)
  const before = asText(from)
  const after = asText(to)
  if (before === after) return []
  return [{ field: place.field, from: shown(before, place), to: shown(after, place) }]
}

function diffMembers(from: unknown, to: unknown, place: Place): readonly FieldChange[] {
  const before = (from ?? {}) as Readonly<Record<string, unknown>>
  const after = (to ?? {}) as Readonly<Record<string, unknown>>
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].flatMap(name => diffMember(name, before[name], after[name], place))
}

function diffMember(name: string, from: unknown, to: unknown, place: Place): readonly FieldChange[] {
  const field = place.field === '' ? name : `${place.field}.${name}`
  const hidden =
    place.hidden || (SECRET_VALUES.has(name) && !isMap(place.field)) || isSecretLogOption(place.field, name)
  const key = KEYS[name]
  if (!key || !(Array.isArray(from) || Array.isArray(to))) return diff(from, to, { ...place, field, hidden })

  const before = byKey(from, key)
  const after = byKey(to, key)
  return [...new Set([...before.keys(), ...after.keys()])].flatMap(entry =>
    diff(entryValue(name, before.get(entry)), entryValue(name, after.get(entry)), {
      ...place,
      field: `${field}[${entry}]`,
      hidden,
    }),
  )
}

/** A variable or secret is a pair: what differs is its value, and the name is part of the path. */
function entryValue(list: string, entry: Readonly<Record<string, unknown>> | undefined): unknown {
  if (list === 'environment') return entry?.value
  if (list === 'secrets' || list === 'secretOptions') return entry?.valueFrom
  return entry
}

/** The members of a map are named by the user: a label may be called `environment`. */
function isMap(field: string): boolean {
  return field.endsWith('.dockerLabels') || field.endsWith('.options')
}

/** `awslogs-*` options are harmless; others (`splunk-token`) are not. */
function isSecretLogOption(parent: string, name: string): boolean {
  return parent.endsWith('.logConfiguration.options') && !name.startsWith('awslogs-')
}

function byKey(
  list: unknown,
  key: (entry: Readonly<Record<string, unknown>>) => string,
): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  const entries = new Map<string, Readonly<Record<string, unknown>>>()
  for (const entry of (list ?? []) as readonly Readonly<Record<string, unknown>>[]) {
    // A name that stands twice is nothing that can be registered, but must not hide a difference.
    let name = key(entry)
    while (entries.has(name)) name += '+'
    entries.set(name, entry)
  }
  return entries
}

function shown(text: string | undefined, { hidden, showValues }: Place): string | undefined {
  if (text === undefined || !hidden) return text
  return showValues ? maskSecrets(text) : HIDDEN
}

/** undefined only for what is not there. Objects inside lists are compared as text with their members in order. */
function asText(value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'string') return value
  return JSON.stringify(value, (_, item: unknown) =>
    isRecord(item) ? Object.fromEntries(Object.entries(item).sort(([one], [other]) => (one < other ? -1 : 1))) : item,
  )
}
