import type { Context } from '../context.ts'
import type { HttpRequest } from '../http/http-get.ts'
import type { VerificationInputs, VerifyUrl } from '../inputs.ts'
import { pollUntil } from '../poll-until.ts'
import { type CheckResult, failed, passed } from './check-result.ts'
import { judgeAnswer } from './judge-answer.ts'

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

/** Repeats the request until the response is as expected or time runs out; prints a response only when it changes. */
export async function verifyHttp(
  context: Context,
  target: { readonly url: VerifyUrl; readonly loadBalancer: AskedLoadBalancer | undefined },
  expectation: VerificationInputs,
): Promise<CheckResult> {
  const request = requestFor(target.url, target.loadBalancer)
  if (!request) {
    return failed('http', '"verify-url" is a path, but there is no load balancer to send it to. Give a whole URL.')
  }
  if (!request.checkName) {
    context.log.info(
      `No host header names this service: the certificate of ${request.url} cannot name that address, so its name is not compared.`,
    )
  }
  const { clock, signal } = context
  const forMs = expectation.timeoutSeconds * 1_000
  const deadline = clock.now() + forMs
  const name = requestName(request)
  let printed: string | undefined
  const attempt = async (): Promise<string | undefined> => {
    const left = Math.max(SHORTEST_ATTEMPT_MS, deadline - clock.now())
    const answer = await context.httpGet({ ...request, timeoutMs: Math.min(ATTEMPT_TIMEOUT_MS, left), signal })
    const problem =
      answer.kind === 'answer'
        ? judgeAnswer(answer, expectation)
        : `got no response (${answer.stage}: ${answer.message})`
    if (problem !== undefined && problem !== printed) context.log.info(`${name} ${problem}.`)
    printed = problem
    return problem
  }
  const isDone = (problem: string | undefined) => problem === undefined
  const problem = await pollUntil(context, attempt, { isDone, everyMs: POLL_INTERVAL_MS, forMs })
  return problem === undefined
    ? passed('http', `${name} responded as expected.`)
    : failed('http', `${name} ${problem}.`)
}

/** Pure. How the URL, or the path at the load balancer, is asked; undefined for a path without a load balancer. */
export function requestFor(
  url: VerifyUrl,
  loadBalancer: AskedLoadBalancer | undefined,
): Omit<HttpRequest, 'timeoutMs' | 'signal'> | undefined {
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
