/** The part of a role's trust policy that says who may assume it. */
interface Statement {
  readonly Effect?: string
  readonly Action?: string | readonly string[]
  readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>
}

/** The services that a role's trust policy allows to assume it, and whether the policy settles that. */
export interface Trust {
  readonly services: readonly string[]
  /** Anyone, or anyone but those named: what that means for a service is not known. */
  readonly open: boolean
}

/**
 * Pure. Reads a trust policy as GetRole returns it: JSON, URL-encoded after RFC 3986 (IAM API reference, "Role").
 * Conditions are ignored. undefined where it cannot be read.
 */
export function parseTrustPolicy(encoded: string | undefined): Trust | undefined {
  try {
    const policy = JSON.parse(decodeURIComponent(encoded ?? '')) as { Statement?: Statement | readonly Statement[] }
    const allowed = listOf<Statement>(policy.Statement).filter(isAllowedToAssume)
    return {
      services: [...new Set(allowed.flatMap(servicesOf))],
      open: allowed.some(({ Principal }) => Principal === undefined || typeof Principal === 'string'),
    }
  } catch {
    return undefined
  }
}

function isAllowedToAssume({ Effect, Action }: Statement): boolean {
  const actions = listOf<string>(Action).map(action => action.toLowerCase())
  return Effect === 'Allow' && (actions.length === 0 || actions.some(action => ASSUMING.includes(action)))
}

const ASSUMING: readonly string[] = ['sts:assumerole', 'sts:assume*', 'sts:*', '*']

function servicesOf({ Principal }: Statement): readonly string[] {
  return Principal === undefined || typeof Principal === 'string' ? [] : listOf<string>(Principal.Service)
}

function listOf<Item>(value: Item | readonly Item[] | undefined): readonly Item[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value as Item]
}

/** Who starts the tasks of ECS (developer guide, "Amazon ECS task execution IAM role"). */
export const ECS_TASKS = 'ecs-tasks.amazonaws.com'

/** False only where it is certain that ECS cannot assume the role. */
export function mayBeAssumedByEcs(trust: Trust | undefined): boolean {
  return trust === undefined || trust.open || trust.services.includes(ECS_TASKS)
}
