import { invalidParameter } from './refusals.ts'

/**
 * One page of a list. The token is the position of the next page: opaque to callers, as AWS's is.
 * @param options.maxResults what the caller asks for; `fallback` is AWS's default, `pageSize` the simulator's limit
 */
export function page<T>(
  items: readonly T[],
  options: {
    nextToken?: string | undefined
    maxResults?: number | undefined
    fallback: number
    pageSize?: number | undefined
  },
): { items: T[]; nextToken?: string } {
  const size = Math.min(options.maxResults ?? options.fallback, options.pageSize ?? Number.POSITIVE_INFINITY)
  const start = options.nextToken === undefined ? 0 : position(options.nextToken)
  const end = start + size
  const slice = items.slice(start, end)
  return end < items.length
    ? { items: slice, nextToken: Buffer.from(`page:${end}`).toString('base64') }
    : { items: slice }
}

function position(token: string): number {
  const match = /^page:(\d+)$/.exec(Buffer.from(token, 'base64').toString())
  // AWS's wording is not known: assumed.
  if (!match) throw invalidParameter('Invalid token.')
  return Number(match[1])
}
