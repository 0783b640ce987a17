import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const IAM_DOCS = join(import.meta.dirname, '..', '..', 'docs', 'iam')

export interface Statement {
  readonly Sid: string
  readonly Effect: string
  readonly Action: readonly string[]
  readonly Resource: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export interface Policy {
  readonly Version: string
  readonly Statement: readonly Statement[]
}

/** A policy of the documentation, as it is written there. */
export function readPolicyText(mode: string): string {
  return readFileSync(join(IAM_DOCS, `policy-${mode}.json`), 'utf8')
}

/** The policy with its placeholders filled in, as a user does. */
export function readPolicy(mode: string, placeholders: Readonly<Record<string, string>> = {}): Policy {
  // The longest first: SERVICE is a part of no other name, but a later one may be.
  const names = Object.keys(placeholders).toSorted((one, other) => other.length - one.length)
  const text = readPolicyText(mode)
  if (names.length === 0) return JSON.parse(text)
  return JSON.parse(text.replaceAll(new RegExp(`\\b(${names.join('|')})\\b`, 'g'), name => placeholders[name] ?? name))
}

export function actionsOf(policy: Policy): readonly string[] {
  return policy.Statement.flatMap(statement => statement.Action).toSorted()
}

/** Whether one of the policy's statements allows the action on the resource. Conditions are for the caller to check. */
export function allows(policy: Policy, action: string, resource: string): boolean {
  return policy.Statement.some(
    statement =>
      statement.Action.includes(action) && [statement.Resource].flat().some(pattern => matches(pattern, resource)),
  )
}

/** IAM's own wildcards: `*` is any text, slashes and colons too. */
function matches(pattern: string, resource: string): boolean {
  const escaped = pattern.split('*').map(part => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${escaped.join('.*')}$`).test(resource)
}
