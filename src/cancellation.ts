/** The workflow run was cancelled: the reason with which the run's signal is aborted. */
export class CancelledError extends Error {
  constructor() {
    super('The workflow run was cancelled')
    this.name = 'CancelledError'
  }
}

export function isCancelled(error: unknown): boolean {
  return error instanceof Error && error.name === 'CancelledError'
}
