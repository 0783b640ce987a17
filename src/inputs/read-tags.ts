import type { TagInputs } from '../inputs.ts'
import { OWN_PREFIX } from '../tags.ts'
import { readAssignments, toRecord } from './assignments.ts'
import type { InputReader } from './values.ts'

/** AWS takes 50 tags on a resource; the rest is kept free for ownership and provenance. */
const MAX_TAGS = 40
const KEY_LENGTH = 128
const VALUE_LENGTH = 256

/** What all services take (AWS General Reference, "Tagging your AWS resources"). */
const TAG_CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

export function readTags(reader: InputReader): TagInputs {
  return {
    tags: readTagList(reader),
    provenanceTags: reader.boolean('provenance-tags') ?? true,
    propagateTags: reader.choice('propagate-tags', ['SERVICE', 'TASK_DEFINITION', 'NONE']),
    enableEcsManagedTags: reader.boolean('enable-ecs-managed-tags'),
  }
}

function readTagList(reader: InputReader): Readonly<Record<string, string>> {
  const tags = readAssignments(reader, 'tags', {
    placeholder: 'KEY',
    name: /^\S(.*\S)?$/,
    nameRule: 'a key is not empty and has no blank at its end',
  })
  for (const { name, value } of tags ?? []) {
    const problem = checkTag(name, value)
    if (problem) reader.refuseEntry('tags', `${name}=${value}`, problem)
  }
  if (tags && tags.length > MAX_TAGS) {
    reader.complain(`Input "tags" has ${tags.length} tags: give at most ${MAX_TAGS}.`)
  }
  return toRecord(tags ?? [])
}

function checkTag(key: string, value: string): string | undefined {
  if (/^aws:/i.test(key)) return 'keys that begin with "aws:" are kept by AWS for itself, so choose another key'
  if (key.startsWith(`${OWN_PREFIX}:`))
    return `keys that begin with "${OWN_PREFIX}:" are this action's own, so choose another key`
  if (key.length > KEY_LENGTH) return `a key has at most ${KEY_LENGTH} characters, this one has ${key.length}`
  if (value.length > VALUE_LENGTH) return `a value has at most ${VALUE_LENGTH} characters, this one has ${value.length}`
  if (TAG_CHARACTERS.test(key + value)) return undefined
  return 'tags consist of letters, digits, blanks and _ . : / = + - @'
}
