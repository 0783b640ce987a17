import type { Tag } from '@aws-sdk/client-ecs'
import type { Operations } from '../../world.ts'
import { invalidParameter } from './refusals.ts'
import type { Ecs } from './state.ts'

/** AWS allows 50 tags on a resource (API reference, Tag). */
const MAX_TAGS = 50

/** TagResource, UntagResource, ListTagsForResource. */
export function taggingOperations(ecs: Ecs): Operations {
  return {
    ListTagsForResource: (input: { resourceArn: string }) => ({ tags: listTags(ecs, known(ecs, input.resourceArn)) }),
    TagResource(input: { resourceArn: string; tags: readonly Tag[] }) {
      setTags(ecs, known(ecs, input.resourceArn), input.tags)
      return {}
    },
    UntagResource(input: { resourceArn: string; tagKeys: readonly string[] }) {
      const tags = ecs.tags.get(known(ecs, input.resourceArn))
      for (const key of input.tagKeys) tags?.delete(key)
      return {}
    },
  }
}

/** Adds tags to a resource, replacing those of the same keys. */
export function setTags(ecs: Ecs, arn: string, tags: readonly Tag[] | undefined): void {
  checkTags(tags)
  const all = new Map(ecs.tags.get(arn))
  for (const { key = '', value = '' } of tags ?? []) all.set(key, value)
  if (all.size > MAX_TAGS) throw invalidParameter(`The maximum number of tags for a resource is ${MAX_TAGS}.`)
  ecs.tags.set(arn, all)
}

/** Refuses what TagResource would refuse, before anything is created. Wordings are assumed. */
export function checkTags(tags: readonly Tag[] | undefined): void {
  const keys = (tags ?? []).map(tag => tag.key ?? '')
  if (keys.some(key => key.toLowerCase().startsWith('aws:'))) {
    throw invalidParameter('Tag keys cannot start with aws:, which is reserved for system use.')
  }
  if (keys.some(key => key === '' || key.length > 128)) throw invalidParameter('Tag key must have 1 to 128 characters.')
  if (new Set(keys).size < keys.length) throw invalidParameter('Duplicate tag keys found.')
  if (keys.length > MAX_TAGS) throw invalidParameter(`The maximum number of tags for a resource is ${MAX_TAGS}.`)
}

export function listTags(ecs: Ecs, arn: string): Tag[] {
  return [...(ecs.tags.get(arn) ?? [])].map(([key, value]) => ({ key, value }))
}

function known(ecs: Ecs, arn: string): string {
  if (!ecs.tags.has(arn)) throw invalidParameter(`The specified resource is not found: ${arn}`)
  return arn
}
