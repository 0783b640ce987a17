import { type Account, SERVICE } from './account.ts'

/** What others make in the account, through the API, in AWS's own shapes. */

interface TargetGroupSettings {
  readonly Name: string
  readonly [setting: string]: unknown
}

interface RuleSettings {
  readonly Priority: number
  readonly Conditions: readonly object[]
  readonly [setting: string]: unknown
}

/** Creates a target group, by default for HTTP on port 8000 in the seed's VPC. Returns its ARN. */
export function createTargetGroup({ simulator, seed }: Account, settings: TargetGroupSettings): string {
  const { TargetGroups } = simulator.call('elasticloadbalancing', 'CreateTargetGroup', {
    Protocol: 'HTTP',
    Port: 8000,
    VpcId: seed.vpcId,
    TargetType: 'ip',
    HealthCheckPath: '/health',
    ...settings,
  }) as { readonly TargetGroups: readonly { readonly TargetGroupArn: string }[] }
  return TargetGroups[0]?.TargetGroupArn ?? ''
}

/** Creates a rule on the listener on port 443, which by default forwards to the neighbour's group. Returns its ARN. */
export function createRule({ simulator, seed }: Account, settings: RuleSettings): string {
  const { Rules } = simulator.call('elasticloadbalancing', 'CreateRule', {
    ListenerArn: seed.httpsListenerArn,
    Actions: forwardTo(seed.coreTargetGroupArn),
    ...settings,
  }) as { readonly Rules: readonly { readonly RuleArn: string }[] }
  return Rules[0]?.RuleArn ?? ''
}

/** The only condition of a rule: the path matches one of the patterns. */
export function onPaths(...Values: readonly string[]): readonly object[] {
  return [{ Field: 'path-pattern', PathPatternConfig: { Values } }]
}

/** The only condition of a rule: the host header is this one. */
export function onHost(name: string): readonly object[] {
  return [{ Field: 'host-header', HostHeaderConfig: { Values: [name] } }]
}

/** The only action of a rule. */
export function forwardTo(TargetGroupArn: string | undefined): readonly object[] {
  return [{ Type: 'forward', TargetGroupArn }]
}

/** Has Application Auto Scaling own the count of the seed's service. */
export function scaleAutomatically(
  { simulator }: Account,
  capacity: { readonly MinCapacity: number; readonly MaxCapacity: number },
): void {
  simulator.call('application-autoscaling', 'RegisterScalableTarget', {
    ServiceNamespace: 'ecs',
    ResourceId: `service/busyb-cluster/${SERVICE}`,
    ScalableDimension: 'ecs:service:DesiredCount',
    ...capacity,
  })
}
