/** What one check found. Sentences are for the user. */
export interface Finding {
  readonly check: 'tasks' | 'targets' | 'discovery' | 'http'
  /** `not-checked`: a permission is missing. It is said, and fails nothing: only what was seen to be wrong does. */
  readonly state: 'passed' | 'failed' | 'not-checked'
  readonly detail: string
}

export function passed(check: Finding['check'], detail: string): Finding {
  return { check, state: 'passed', detail }
}

export function failed(check: Finding['check'], detail: string): Finding {
  return { check, state: 'failed', detail }
}

export function notChecked(check: Finding['check'], permission: string): Finding {
  return { check, state: 'not-checked', detail: `Not checked: the permission ${permission} is missing.` }
}
