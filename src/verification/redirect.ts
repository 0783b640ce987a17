import type { HttpAnswer, HttpRequest } from '../http/http-get.ts'

/** What is requested, without the limits of one attempt. */
export type Requested = Omit<HttpRequest, 'timeoutMs' | 'signal'>

export type Redirect =
  | { readonly kind: 'follow'; readonly request: Requested }
  /** It is an answer like any other. `reason`: why it is not followed, where it could have been. */
  | { readonly kind: 'stay'; readonly reason: string | undefined }

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/**
 * Pure. Whether the answer leads on. Only to HTTPS of the host that was asked: a green answer of another host would say
 * nothing about the service, and one without TLS less than the first.
 *
 * @param statuses those that pass: a redirect that is one of them is what is wanted
 * @param isLoadBalancer the URL has the load balancer's own name: every request goes to it, whatever the host is
 */
export function nextRequest(
  answer: HttpAnswer,
  asked: { readonly request: Requested; readonly statuses: readonly number[]; readonly isLoadBalancer: boolean },
): Redirect {
  const { request, statuses, isLoadBalancer } = asked
  const { location } = answer.headers
  if (!REDIRECTS.has(answer.status) || statuses.includes(answer.status) || typeof location !== 'string') {
    return { kind: 'stay', reason: undefined }
  }
  const from = logicalUrl(request)
  if (!URL.canParse(location, from.href)) return { kind: 'stay', reason: 'it does not lead to a URL' }
  const to = new URL(location, from)
  const reason = whyNot(from, to)
  if (reason !== undefined) return { kind: 'stay', reason }
  const next = new URL(to)
  next.hostname = new URL(request.url).hostname
  next.hash = ''
  next.username = ''
  next.password = ''
  return {
    kind: 'follow',
    // Without a host header the certificate cannot name the address of a load balancer.
    request: { ...request, url: next.href, checkName: !isLoadBalancer || request.host !== undefined },
  }
}

function whyNot(from: URL, to: URL): string | undefined {
  if (to.protocol !== 'https:' && to.protocol !== 'http:') return 'it does not lead to a URL of HTTP'
  if (to.hostname !== from.hostname) return 'it leads to another host'
  if (to.protocol === 'https:') return undefined
  return from.protocol === 'https:' ? 'it leads from HTTPS to HTTP' : 'it does not lead to HTTPS'
}

/** As the application sees it: with the host that it was asked for, which is not always the address. */
function logicalUrl({ url, host }: Requested): URL {
  const logical = new URL(url)
  if (host !== undefined) logical.hostname = host
  return logical
}
