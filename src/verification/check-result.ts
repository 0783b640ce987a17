/** What one check found. Sentences are for the user. */
export interface CheckResult {
  readonly check: 'service' | 'tasks' | 'targets' | 'discovery' | 'http'
  /**
   * `not-checked`: a permission is missing. `unread`: a read failed that a later one may not. What was not seen to be
   * right is not verified.
   */
  readonly state: 'passed' | 'failed' | 'not-checked' | 'unread'
  readonly detail: string
  /** When it passes by itself, unless something happens, ms. */
  readonly passesAt?: number
  /** A task that is not registered, or an address that no task has: other tasks may run by now. */
  readonly mayBeOtherTasks?: boolean
  /** Of what failed. `service`: what the service itself returned is wrong; `surroundings`: anything else. */
  readonly blame?: 'service' | 'surroundings'
}

export function passed(check: CheckResult['check'], detail: string): CheckResult {
  return { check, state: 'passed', detail }
}

export function failed(
  check: CheckResult['check'],
  detail: string,
  blame?: NonNullable<CheckResult['blame']>,
): CheckResult {
  return { check, state: 'failed', detail, ...(blame && { blame }) }
}

export function notChecked(check: CheckResult['check'], permission: string): CheckResult {
  return { check, state: 'not-checked', detail: `Not checked: the permission ${permission} is missing.` }
}

export function unread(check: CheckResult['check'], subject: string, problem: string): CheckResult {
  return { check, state: 'unread', detail: `${subject} could not be read (${problem}).` }
}

/** Without the tasks there is nothing to compare with: "all of them" would be true of none. */
export function notCompared(check: CheckResult['check'], resource: string): CheckResult {
  return { check, state: 'not-checked', detail: `${resource}: not checked, because the tasks could not be read.` }
}

/** `1 task is`, `3 tasks are`. */
export function countTasks(count: number, verbs: { readonly one: string; readonly many: string }): string {
  return count === 1 ? `1 task ${verbs.one}` : `${count} tasks ${verbs.many}`
}
