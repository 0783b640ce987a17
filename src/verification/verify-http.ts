import type { Context } from '../context.ts'
import type { HttpGet } from '../http/http-get.ts'
import type { VerificationInputs, VerifyUrl } from '../inputs.ts'
import { pollUntil } from '../poll-until.ts'
import { type CheckResult, failed, passed } from './check-result.ts'
import { findAnswer, type HttpFinding } from './http-finding.ts'
import type { Requested } from './redirect.ts'

/** The load balancer that a path is requested from. */
export interface AskedLoadBalancer {
  readonly dnsName: string
  readonly port: number
  readonly protocol: 'http' | 'https'
  /** The first of the rule's host headers without a wildcard. */
  readonly host: string | undefined
}

const ATTEMPT_TIMEOUT_MS = 10_000
/** The last attempt, with hardly any time left, must have a chance to succeed. */
const SHORTEST_ATTEMPT_MS = 1_000
const POLL_INTERVAL_MS = 2_000

/**
 * Requests all URLs side by side, each again and again until the response is as expected or time runs out. One result
 * each, in their order.
 *
 * @param deadlineMs time of the run's clock after which nothing is requested or waited for, whatever the inputs say
 */
export async function verifyHttp(
  context: Context,
  wanted: { readonly urls: readonly VerifyUrl[]; readonly loadBalancer: AskedLoadBalancer | undefined },
  expectation: VerificationInputs,
  deadlineMs = Number.POSITIVE_INFINITY,
): Promise<readonly CheckResult[]> {
  const { urls, loadBalancer } = wanted
  const requests = urls.map(url => ({ url, request: requestFor(url, loadBalancer) }))
  const get = withNote(context)
  return await Promise.all(
    requests.map(async ({ url, request }) => {
      if (!request) {
        const problem = `"verify-url" has the path "${pathOf(url)}", but there is no load balancer to send it to. Give a whole URL.`
        return failed('http', problem, 'surroundings')
      }
      const statuses = url.statuses ?? expectation.statuses
      const isLoadBalancer = url.kind === 'path'
      return await verifyRequest(context, request, {
        expectation: { ...expectation, statuses },
        isLoadBalancer,
        deadlineMs,
        get,
      })
    }),
  )
}

interface Wanted {
  readonly expectation: VerificationInputs
  readonly isLoadBalancer: boolean
  readonly deadlineMs: number
  readonly get: HttpGet
}

/** Requests, and says once if a certificate's name is not compared. */
function withNote({ httpGet, log }: Context): HttpGet {
  let isNoted = false
  return request => {
    if (!request.checkName && !isNoted) {
      isNoted = true
      log.info(
        `No host header names this service: the certificate of ${new URL(request.url).origin} cannot name that address, so its name is not compared.`,
      )
    }
    return httpGet(request)
  }
}

/** Prints what is wrong only when it changes. */
async function verifyRequest(context: Context, request: Requested, wanted: Wanted): Promise<CheckResult> {
  const { clock, log, signal } = context
  const { expectation, deadlineMs } = wanted
  const forMs = expectation.timeoutSeconds * 1_000
  const ownDeadline = clock.now() + forMs
  const name = requestName(request)
  if (clock.now() >= deadlineMs) return failed('http', `${name} was not sent: no time was left for it.`, 'surroundings')

  const get = (asked: Requested) => {
    const left = Math.max(SHORTEST_ATTEMPT_MS, ownDeadline - clock.now())
    // A redirect may be received at the deadline: 1 ms, as 0 would be no limit.
    const timeoutMs = Math.max(1, Math.min(ATTEMPT_TIMEOUT_MS, left, deadlineMs - clock.now()))
    return wanted.get({ ...asked, timeoutMs, signal })
  }
  let printed: string | undefined
  const attempt = async (): Promise<HttpFinding> => {
    const finding = await findAnswer(get, request, wanted)
    const problem = finding.kind === 'as-expected' ? undefined : finding.problem
    if (problem !== undefined && problem !== printed) log.info(`${name} ${problem}.`)
    printed = problem
    return finding
  }
  const isLast = () => clock.now() + POLL_INTERVAL_MS + SHORTEST_ATTEMPT_MS > deadlineMs
  const isDone = ({ kind }: HttpFinding) => kind === 'as-expected' || isLast()
  const finding = await pollUntil(context, attempt, { isDone, everyMs: POLL_INTERVAL_MS, forMs })
  switch (finding.kind) {
    case 'as-expected':
      return passed('http', `${name} responded as expected.`)
    case 'wrong-answer':
      return failed('http', `${name} ${finding.problem}.`, 'service')
    case 'unreachable':
      return failed('http', `${name} ${finding.problem}.`, 'surroundings')
  }
}

/** Pure. How the URL, or the path at the load balancer, is asked; undefined for a path without a load balancer. */
export function requestFor(url: VerifyUrl, loadBalancer: AskedLoadBalancer | undefined): Requested | undefined {
  if (url.kind === 'url') return { url: url.url, checkName: true }
  if (!loadBalancer) return undefined
  const { protocol, host } = loadBalancer
  return {
    url: loadBalancerUrl(loadBalancer, url.path),
    ...(host !== undefined && { host, serverName: host }),
    checkName: protocol === 'http' || host !== undefined,
  }
}

/** Pure. The port is left out where it is the protocol's own. */
export function loadBalancerUrl(
  { protocol, dnsName, port }: Pick<AskedLoadBalancer, 'protocol' | 'dnsName' | 'port'>,
  path: string,
): string {
  const isStandard = port === (protocol === 'https' ? 443 : 80)
  return `${protocol}://${dnsName}${isStandard ? '' : `:${port}`}${path}`
}

function requestName({ url, host }: { readonly url: string; readonly host?: string }): string {
  return host === undefined ? `GET ${url}` : `GET ${url} (host ${host})`
}

function pathOf(url: VerifyUrl): string {
  return url.kind === 'path' ? url.path : url.url
}
