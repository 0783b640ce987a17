import { MAX_TAG_KEY_LENGTH, MAX_TAG_VALUE_LENGTH, MAX_TAGS } from '../aws/limits.ts'
import type { TagInputs } from '../inputs.ts'
import { OWN_PREFIX } from '../tags.ts'
import { parseAssignments, toRecord } from './assignments.ts'
import type { InputReader } from './values.ts'

/** Kept free for the ownership and provenance tags, and for those that ECS adds. */
const RESERVED_TAGS = 10
const MAX_GIVEN_TAGS = MAX_TAGS - RESERVED_TAGS

/** What all services take (AWS General Reference, "Tagging your AWS resources"). */
const TAG_CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

export function parseTags(reader: InputReader): TagInputs {
  return {
    tags: parseTagList(reader),
    provenanceTags: reader.boolean('provenance-tags') ?? true,
    propagateTags: reader.choice('propagate-tags', ['SERVICE', 'TASK_DEFINITION', 'NONE']),
    enableEcsManagedTags: reader.boolean('enable-ecs-managed-tags'),
  }
}

function parseTagList(reader: InputReader): Readonly<Record<string, string>> {
  const tags = parseAssignments(reader, 'tags', {
    placeholder: 'KEY',
    name: /^\S(.*\S)?$/,
    nameRule: 'a key is not empty and has no blank at its end',
  })
  for (const { name, value } of tags ?? []) {
    const problem = checkTag(name, value)
    if (problem) reader.refuseEntry('tags', `${name}=${value}`, problem)
  }
  if (tags && tags.length > MAX_GIVEN_TAGS) {
    reader.complain(`Input "tags" has ${tags.length} tags: give at most ${MAX_GIVEN_TAGS}.`)
  }
  return toRecord(tags ?? [])
}

function checkTag(key: string, value: string): string | undefined {
  if (/^aws:/i.test(key)) return 'keys that begin with "aws:" are reserved by AWS, so choose another key'
  if (key.startsWith(`${OWN_PREFIX}:`))
    return `keys that begin with "${OWN_PREFIX}:" are this action's own, so choose another key`
  if (key.length > MAX_TAG_KEY_LENGTH)
    return `a key has at most ${MAX_TAG_KEY_LENGTH} characters, this one has ${key.length}`
  if (value.length > MAX_TAG_VALUE_LENGTH)
    return `a value has at most ${MAX_TAG_VALUE_LENGTH} characters, this one has ${value.length}`
  if (TAG_CHARACTERS.test(key + value)) return undefined
  return 'tags consist of letters, digits, blanks and _ . : / = + - @'
}
