/** One page of a list, and the token for the next one. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | undefined
}

export interface PageRequest {
  /** The token of the page before. */
  readonly token: string | undefined
  /** How many items the caller wants. */
  readonly wanted: number | undefined
  /** How many items the service returns at most. */
  readonly most: number
  /** `settings.pageSize`: a lower limit than that, whatever the caller asks for. */
  readonly limit: number | undefined
  /** What the service throws for a token that it did not issue. */
  readonly invalidToken: () => Error
}

/** Tokens are opaque to callers, as AWS's are. A list that changes between two pages may skip or repeat an item. */
export function pageOf<T>(all: readonly T[], request: PageRequest): Page<T> {
  const { token, wanted, most, limit, invalidToken } = request
  const start = token === undefined ? 0 : startOf(token)
  if (start === undefined || start > all.length) throw invalidToken()
  const size = Math.max(1, Math.min(wanted ?? most, most, limit ?? most))
  const end = start + size
  return { items: all.slice(start, end), next: end < all.length ? tokenFor(end) : undefined }
}

const tokenFor = (start: number) => Buffer.from(`from:${start}`).toString('base64')

function startOf(token: string): number | undefined {
  const match = /^from:(\d+)$/.exec(Buffer.from(token, 'base64').toString('utf8'))
  return match ? Number(match[1]) : undefined
}
