import { clusterName } from './aws/arn.ts'
import { MAX_TAG_VALUE_LENGTH } from './aws/limits.ts'
import type { FieldChange } from './change.ts'
import type { Run } from './github/run.ts'

export type Tags = Readonly<Record<string, string>>

/** Prefix of every tag key that this action sets by itself. */
export const OWN_PREFIX = 'ecs-fargate-deploy'

export const OWNER_CLUSTER_TAG = `${OWN_PREFIX}:cluster`
export const OWNER_SERVICE_TAG = `${OWN_PREFIX}:service`

/** Says which service a resource was created for; what has both may be changed and removed for that service. */
export function ownershipTags(owner: { readonly cluster: string; readonly service: string }): Tags {
  return { [OWNER_CLUSTER_TAG]: clusterName(owner.cluster), [OWNER_SERVICE_TAG]: owner.service }
}

/** Where a resource came from: repository, commit, run and actor. Never a difference by themselves. */
export function provenanceTags(run: Run): Tags {
  const tags: Record<string, string> = {}
  if (run.repository) tags[`${OWN_PREFIX}:repository`] = run.repository
  if (run.sha) tags[`${OWN_PREFIX}:commit`] = run.sha
  if (run.runId) tags[`${OWN_PREFIX}:run`] = run.runId
  if (run.actor) tags[`${OWN_PREFIX}:actor`] = tagValue(run.actor)
  return tags
}

/** Tags of a resource: those the user gave, and those that only a creation sets. */
export interface WantedTags {
  /** Kept up to date on what was created for this service. */
  readonly given: Tags
  /** Ownership and provenance. */
  readonly onCreation: Tags
}

/** Whether tags are given, so that those of what exists have to be read. */
export function hasGivenTags({ given }: WantedTags): boolean {
  return Object.keys(given).length > 0
}

export function creationTags(wanted: WantedTags): Tags {
  return { ...wanted.onCreation, ...wanted.given }
}

/** True for what was created for this service. */
export function isOwned(wanted: WantedTags, observed: Tags): boolean {
  return [OWNER_CLUSTER_TAG, OWNER_SERVICE_TAG].every(key => observed[key] === wanted.onCreation[key])
}

/** For people: the service that something was created for, where that is another one; undefined: ours, or not known. */
export function otherOwner(wanted: WantedTags, observed: Tags): string | undefined {
  const { [OWNER_CLUSTER_TAG]: cluster, [OWNER_SERVICE_TAG]: service } = observed
  if (cluster === undefined || service === undefined || isOwned(wanted, observed)) return undefined
  return `service "${service}" in cluster "${cluster}"`
}

/**
 * The given tags that are missing or have another value on something that was created for this service; nothing on
 * what somebody else made. Keys that are there and not wanted stay.
 */
export function missingTags(wanted: WantedTags, observed: Tags): Tags {
  if (!isOwned(wanted, observed)) return {}
  return Object.fromEntries(Object.entries(wanted.given).filter(([key, value]) => observed[key] !== value))
}

/** The same as fields of a plan. */
export function tagFields(wanted: WantedTags, observed: Tags): FieldChange[] {
  return Object.entries(missingTags(wanted, observed)).map(([key, to]) => ({
    field: `tags[${key}]`,
    from: observed[key],
    to,
  }))
}

/** `{Key, Value}` as ELBv2 and Cloud Map spell it. */
export function upperCaseTags(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}

/** `{key, value}` as ECS spells it. */
export function lowerCaseTags(tags: Tags): { key: string; value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }))
}

interface AnyTag {
  readonly key?: string | undefined
  readonly value?: string | undefined
  readonly Key?: string | undefined
  readonly Value?: string | undefined
}

/** From either spelling. */
export function tagsFrom(list: readonly AnyTag[] | undefined): Tags {
  const entries = (list ?? []).map(tag => [tag.key ?? tag.Key ?? '', tag.value ?? tag.Value ?? ''])
  return Object.fromEntries(entries)
}

/** Actors such as `dependabot[bot]` have characters that tag values must not have. */
function tagValue(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}\s_.:/=+\-@]/gu, '-').slice(0, MAX_TAG_VALUE_LENGTH)
}
