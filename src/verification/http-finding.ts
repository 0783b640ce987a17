import type { HttpAnswer } from '../http/http-get.ts'
import type { Unreachable } from '../http/unreachable.ts'
import type { VerificationInputs } from '../inputs.ts'
import { judgeAnswer } from './judge-answer.ts'
import { nextRequest, type Requested } from './redirect.ts'

/** What one attempt found. A problem is the end of a sentence that names the request. */
export type HttpFinding =
  | { readonly kind: 'as-expected' }
  /** The service answered, and not as expected: its own doing. */
  | { readonly kind: 'wrong-answer'; readonly problem: string }
  /** DNS, connection, TLS, time-out or proxy: says nothing about the service. */
  | { readonly kind: 'unreachable'; readonly problem: string }

const MAX_REDIRECTS = 5

/** What a proxy returns for itself: it needs credentials, or the host behind it does not answer. */
const STATUSES_OF_PROXIES: ReadonlySet<number> = new Set([407, 502, 503, 504])

/** One attempt: the request, and those that redirects lead to. @param get one request, within the time of an attempt */
export async function findAnswer(
  get: (request: Requested) => Promise<HttpAnswer | Unreachable>,
  first: Requested,
  asked: { readonly expectation: Pick<VerificationInputs, 'statuses' | 'body'>; readonly isLoadBalancer: boolean },
): Promise<HttpFinding> {
  const { expectation, isLoadBalancer } = asked
  const visited: string[] = []
  let request = first
  for (;;) {
    visited.push(request.url)
    const way = visited.length === 1 ? '' : `was redirected to ${request.url} and `
    const answer = await get(request)
    if (answer.kind === 'unreachable') return { kind: 'unreachable', problem: `${way}${unreachableWords(answer)}` }
    const redirect = nextRequest(answer, { request, statuses: expectation.statuses, isLoadBalancer })
    if (redirect.kind === 'stay') return judged(answer, way, judgeAnswer(answer, expectation, redirect.reason))
    request = redirect.request
    if (visited.includes(request.url)) {
      return { kind: 'wrong-answer', problem: `was redirected in a loop, back to ${request.url}` }
    }
    if (visited.length > MAX_REDIRECTS) {
      return {
        kind: 'wrong-answer',
        problem: `was redirected more than ${MAX_REDIRECTS} times, last to ${request.url}`,
      }
    }
  }
}

function judged({ status, proxy }: HttpAnswer, way: string, problem: string | undefined): HttpFinding {
  if (problem === undefined) return { kind: 'as-expected' }
  if (proxy !== undefined && STATUSES_OF_PROXIES.has(status)) {
    return { kind: 'unreachable', problem: `${way}${problem} (possibly by the proxy ${proxy} itself)` }
  }
  return { kind: 'wrong-answer', problem: `${way}${problem}` }
}

function unreachableWords({ stage, message }: Unreachable): string {
  return stage === 'timeout' ? `got ${message}` : `got no response (${message})`
}
