/** What AWS answers instead of a result. `code` is the name on the wire, for example `PriorityInUse`. */
export class ApiError extends Error {
  readonly code: string
  readonly status: number
  /** Further members of the error's shape, as Cloud Map's ServiceAlreadyExists has them. */
  readonly members: Readonly<Record<string, unknown>>

  constructor(code: string, message: string, options: { status?: number; members?: Record<string, unknown> } = {}) {
    super(message)
    this.name = 'ApiError'
    this.code = code
    this.status = options.status ?? 400
    this.members = options.members ?? {}
  }
}
