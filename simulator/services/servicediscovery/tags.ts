import { ApiError } from '../../errors.ts'
import { invalidInput } from './refusals.ts'
import type { Tag } from './shapes.ts'
import type { DiscoveryState } from './state.ts'

/** "The maximum number of tags that can be applied to a resource is 50" (API reference, TooManyTagsException). */
const MOST_TAGS = 50

export function readTags(tags: readonly Tag[]): Readonly<Record<string, string>> {
  const read: Record<string, string> = {}
  for (const { Key, Value } of tags) {
    // "Tag keys can be up to 128 characters in length, and tag values can be up to 256" (API reference).
    if (Key.length === 0 || Key.length > 128) throw invalidInput(`The tag key '${Key}' must have 1 to 128 characters.`)
    if (Value.length > 256) throw invalidInput(`The value of the tag '${Key}' must have no more than 256 characters.`)
    if (Key in read) throw invalidInput(`The tag key '${Key}' is specified more than once.`)
    read[Key] = Value
  }
  return limited(read)
}

function limited(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (Object.keys(tags).length > MOST_TAGS) {
    throw new ApiError('TooManyTagsException', `A resource can have no more than ${MOST_TAGS} tags.`)
  }
  return tags
}

export function tagResource(state: DiscoveryState, input: { ResourceARN: string; Tags: readonly Tag[] }): object {
  const added = readTags(input.Tags)
  state.tags.set(input.ResourceARN, limited({ ...tagsOf(state, input.ResourceARN), ...added }))
  return {}
}

export function untagResource(
  state: DiscoveryState,
  input: { ResourceARN: string; TagKeys: readonly string[] },
): object {
  const kept = Object.entries(tagsOf(state, input.ResourceARN)).filter(([key]) => !input.TagKeys.includes(key))
  state.tags.set(input.ResourceARN, Object.fromEntries(kept))
  return {}
}

export function listTagsForResource(state: DiscoveryState, input: { ResourceARN: string }): object {
  const tags = tagsOf(state, input.ResourceARN)
  return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }
}

function tagsOf(state: DiscoveryState, arn: string): Readonly<Record<string, string>> {
  const tags = state.tags.get(arn)
  if (!tags) throw new ApiError('ResourceNotFoundException', `The resource ${arn} was not found.`)
  return tags
}
