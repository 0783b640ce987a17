import { invalid, outOfRange } from './refusals.ts'
import type { HealthCheck } from './shapes.ts'

/** The members of CreateTargetGroup and ModifyTargetGroup that set the health check. */
export interface HealthCheckInput {
  readonly HealthCheckProtocol?: string
  readonly HealthCheckPort?: string
  readonly HealthCheckEnabled?: boolean
  readonly HealthCheckPath?: string
  readonly HealthCheckIntervalSeconds?: number
  readonly HealthCheckTimeoutSeconds?: number
  readonly HealthyThresholdCount?: number
  readonly UnhealthyThresholdCount?: number
  readonly Matcher?: { readonly HttpCode?: string; readonly GrpcCode?: string }
}

/** Ranges of the API reference (CreateTargetGroup). */
const RANGES = {
  HealthCheckIntervalSeconds: { min: 5, max: 300 },
  HealthCheckTimeoutSeconds: { min: 2, max: 120 },
  HealthyThresholdCount: { min: 2, max: 10 },
  UnhealthyThresholdCount: { min: 2, max: 10 },
} as const

const isHttp = (protocol: string) => protocol === 'HTTP' || protocol === 'HTTPS'

export interface GroupKind {
  readonly protocol: string
  readonly protocolVersion: string | undefined
}

/** A health check completed with the defaults of the API reference (CreateTargetGroup). */
export function completeHealthCheck(input: HealthCheckInput, { protocol, protocolVersion }: GroupKind): HealthCheck {
  // "For Application Load Balancers, the default is HTTP. For Network Load Balancers the default is TCP."
  const checkProtocol = input.HealthCheckProtocol ?? (isHttp(protocol) ? 'HTTP' : 'TCP')
  const grpc = protocolVersion === 'GRPC'
  return {
    HealthCheckProtocol: checkProtocol,
    HealthCheckPort: input.HealthCheckPort ?? 'traffic-port',
    HealthCheckEnabled: input.HealthCheckEnabled ?? true,
    HealthCheckIntervalSeconds: input.HealthCheckIntervalSeconds ?? 30,
    HealthCheckTimeoutSeconds: input.HealthCheckTimeoutSeconds ?? (protocol === 'HTTP' ? 6 : 10),
    HealthyThresholdCount: input.HealthyThresholdCount ?? 5,
    UnhealthyThresholdCount: input.UnhealthyThresholdCount ?? 2,
    ...(isHttp(checkProtocol) && {
      HealthCheckPath: input.HealthCheckPath ?? (grpc ? '/AWS.ALB/healthcheck' : '/'),
      Matcher: input.Matcher ?? defaultMatcher(protocol, grpc),
    }),
  }
}

/** Matcher: 200 for an Application, 200-399 for a Network Load Balancer, 12 for gRPC. */
function defaultMatcher(protocol: string, grpc: boolean): { HttpCode?: string; GrpcCode?: string } {
  if (grpc) return { GrpcCode: '12' }
  return { HttpCode: isHttp(protocol) ? '200' : '200-399' }
}

/** Throws for a health check that ELB refuses. `change`: ModifyTargetGroup words one refusal differently. */
export function checkHealthCheck(check: HealthCheck, kind: GroupKind, change: 'create' | 'modify'): void {
  for (const [member, range] of Object.entries(RANGES)) {
    const value = check[member as keyof typeof RANGES]
    if (value < range.min || value > range.max) {
      throw outOfRange(member.charAt(0).toLowerCase() + member.slice(1), value, range)
    }
  }
  const { HealthCheckTimeoutSeconds: timeout, HealthCheckIntervalSeconds: interval } = check
  if (timeout >= interval) {
    // Create: terraform-linters/tflint-ruleset-aws issue 404. Modify: hashicorp/terraform-provider-aws issue 2366.
    throw invalid(
      change === 'create'
        ? 'Health check interval must be greater than the timeout.'
        : `Health check timeout '${timeout}' must be smaller than the interval '${interval}'`,
    )
  }
  // "If the target type is instance, ip, or alb, health checks are always enabled and can't be disabled." Wording assumed.
  if (!check.HealthCheckEnabled)
    throw invalid('Health checks cannot be disabled for target groups with this target type')
  if (check.HealthCheckProtocol === 'TCP' && isHttp(kind.protocol)) {
    throw invalid(`Health check protocol 'TCP' is not supported for target groups with the protocol '${kind.protocol}'`)
  }
  if (check.HealthCheckPath !== undefined && !check.HealthCheckPath.startsWith('/')) {
    throw invalid(`Health check path '${check.HealthCheckPath}' must begin with '/'`)
  }
  const port = check.HealthCheckPort
  if (port !== 'traffic-port' && !(/^\d+$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) {
    throw invalid(`Health check port '${port}' must be 'traffic-port' or in the range 1-65535`)
  }
  checkMatcher(check, kind)
}

function checkMatcher({ Matcher }: HealthCheck, { protocol }: GroupKind): void {
  if (Matcher?.HttpCode === undefined) return
  const highest = isHttp(protocol) ? 499 : 599
  const ranges = readMatcher(Matcher.HttpCode)
  if (!ranges || ranges.some(({ from, to }) => from < 200 || to > highest || from > to)) {
    throw invalid(`Health check matcher HTTP code '${Matcher.HttpCode}' must be within '200-${highest}' inclusive`)
  }
}

interface CodeRange {
  readonly from: number
  readonly to: number
}

/** `200`, `200-299`, `200,302`: undefined if it is none of these. */
function readMatcher(text: string): readonly CodeRange[] | undefined {
  const ranges = text.split(',').map(part => {
    const match = /^(\d{3})(?:-(\d{3}))?$/.exec(part.trim())
    return match ? { from: Number(match[1]), to: Number(match[2] ?? match[1]) } : undefined
  })
  return ranges.every(range => range !== undefined) ? ranges : undefined
}

/** Whether an HTTP status counts as healthy by the target group's matcher. */
export function matches(check: HealthCheck, status: number): boolean {
  const ranges = readMatcher(check.Matcher?.HttpCode ?? '200') ?? []
  return ranges.some(({ from, to }) => status >= from && status <= to)
}
