/** What AWS returns instead of a result. `code` is the name on the wire, for example `PriorityInUse`. */
export class ApiError extends Error {
  readonly code: string
  readonly status: number
  /** Additional members of the error's shape, such as those of Cloud Map's ServiceAlreadyExists. */
  readonly members: Readonly<Record<string, unknown>>

  constructor(code: string, message: string, options: { status?: number; members?: Record<string, unknown> } = {}) {
    super(message)
    this.name = 'ApiError'
    this.code = code
    this.status = options.status ?? 400
    this.members = options.members ?? {}
  }
}
