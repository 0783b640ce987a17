import { parse, validate } from '@aws-sdk/util-arn-parser'

export interface Arn {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly account: string
  readonly resource: string
}

/** What each part looks like (AWS General Reference, "Amazon Resource Names"). The SDK's parser accepts anything. */
const PARTS: Readonly<Record<keyof Arn, RegExp>> = {
  partition: /^aws[a-z-]*$/,
  service: /^[a-z0-9-]+$/,
  region: /^[a-z0-9-]*$/,
  account: /^(\d{12}|aws|)$/,
  resource: /^\S+$/,
}

/** The parts of an ARN; undefined where the text is not one. */
export function parseArn(text: string): Arn | undefined {
  if (!validate(text)) return undefined
  const { accountId: account, ...rest } = parse(text)
  const arn: Arn = { ...rest, account }
  return (Object.keys(PARTS) as (keyof Arn)[]).every(part => PARTS[part].test(arn[part])) ? arn : undefined
}

/** A text that is meant as an ARN, valid or not. */
export function isArn(text: string): boolean {
  return text.startsWith('arn:')
}

/** The last part of an ARN's path (a task's id, a role's name); a text without a slash as it is. */
export function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1)
}

/** `family:revision` of a task definition's ARN. */
export function revisionName(taskDefinitionArn: string): string {
  return lastPart(taskDefinitionArn)
}

/** The same in its two parts. */
export function parseRevision(taskDefinitionArn: string): { readonly family: string; readonly revision: number } {
  const name = revisionName(taskDefinitionArn)
  const colon = name.lastIndexOf(':')
  return { family: name.slice(0, Math.max(colon, 0)), revision: Number(name.slice(colon + 1)) }
}

/** `...:targetgroup/<name>/<id>` (ELBv2 ARN formats). */
export function targetGroupName(targetGroupArn: string): string {
  return targetGroupArn.split('/')[1] ?? targetGroupArn
}

/** A cluster's name, from a name or an ARN (`arn:aws:ecs:us-east-1:123456789012:cluster/name`). */
export function clusterName(cluster: string): string {
  return isArn(cluster) ? lastPart(cluster) : cluster
}
