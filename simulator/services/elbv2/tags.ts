import { ApiError } from '../../errors.ts'
import { invalid, listenerNotFound, loadBalancerNotFound, ruleNotFound, targetGroupNotFound } from './refusals.ts'
import type { Tag } from './shapes.ts'
import type { Elbv2State } from './state.ts'

/** Quota of all ELBv2 resources (user guide). */
const MOST_TAGS = 50
/** DescribeTags: "You can specify up to 20 resources in a single call." */
const MOST_RESOURCES = 20

/** Checks tags (user guide, "Tag restrictions"). Wordings are assumed. */
export function readTags(tags: readonly Tag[]): Readonly<Record<string, string>> {
  const read: Record<string, string> = {}
  for (const { Key, Value = '' } of tags) {
    if (Key in read) throw new ApiError('DuplicateTagKeys', `Tag key was specified more than once: ${Key}`)
    if (Key.length === 0 || Key.length > 128) throw invalid(`Tag key '${Key}' must have 1 to 128 characters`)
    if (Value.length > 256) throw invalid(`Tag value '${Value}' must have no more than 256 characters`)
    if (/^aws:/i.test(Key)) throw invalid(`Tag key '${Key}' cannot begin with 'aws:'`)
    read[Key] = Value
  }
  return limited(read)
}

function limited(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (Object.keys(tags).length > MOST_TAGS) {
    throw new ApiError('TooManyTags', `The maximum number of tags '${MOST_TAGS}' has been reached`)
  }
  return tags
}

export function addTags(state: Elbv2State, input: { ResourceArns: readonly string[]; Tags: readonly Tag[] }): object {
  const tags = readTags(input.Tags)
  const changed = input.ResourceArns.map(arn => ({ arn, tags: limited({ ...tagsOf(state, arn), ...tags }) }))
  for (const resource of changed) state.tags.set(resource.arn, resource.tags)
  return {}
}

export function removeTags(
  state: Elbv2State,
  input: { ResourceArns: readonly string[]; TagKeys: readonly string[] },
): object {
  const changed = input.ResourceArns.map(arn => ({
    arn,
    tags: Object.fromEntries(Object.entries(tagsOf(state, arn)).filter(([key]) => !input.TagKeys.includes(key))),
  }))
  for (const resource of changed) state.tags.set(resource.arn, resource.tags)
  return {}
}

export function describeTags(state: Elbv2State, input: { ResourceArns: readonly string[] }): object {
  if (input.ResourceArns.length > MOST_RESOURCES) {
    throw invalid(`You can specify up to ${MOST_RESOURCES} resources in a single call`)
  }
  return {
    TagDescriptions: input.ResourceArns.map(arn => ({
      ResourceArn: arn,
      Tags: Object.entries(tagsOf(state, arn)).map(([Key, Value]) => ({ Key, Value })),
    })),
  }
}

function tagsOf(state: Elbv2State, arn: string): Readonly<Record<string, string>> {
  const tags = state.tags.get(arn)
  if (!tags) throw notFound(arn)
  return tags
}

function notFound(arn: string): ApiError {
  if (arn.includes(':targetgroup/')) return targetGroupNotFound()
  if (arn.includes(':listener-rule/')) return ruleNotFound()
  if (arn.includes(':listener/')) return listenerNotFound()
  if (arn.includes(':loadbalancer/')) return loadBalancerNotFound()
  return invalid(`'${arn}' is not a valid resource ARN`)
}
