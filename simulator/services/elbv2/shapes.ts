/** AWS's own shapes (Elastic Load Balancing API reference 2015-12-01), as far as they are modelled. */

export interface LoadBalancer {
  readonly LoadBalancerArn: string
  readonly DNSName: string
  readonly CanonicalHostedZoneId: string
  readonly CreatedTime: Date
  readonly LoadBalancerName: string
  readonly Scheme: Scheme
  readonly VpcId: string
  readonly State: { readonly Code: 'active' }
  readonly Type: LoadBalancerType
  readonly AvailabilityZones: readonly { readonly ZoneName: string; readonly SubnetId: string }[]
  readonly SecurityGroups: readonly string[]
  readonly IpAddressType: 'ipv4'
}

export type Scheme = 'internet-facing' | 'internal'
export type LoadBalancerType = 'application' | 'network'

export interface Listener {
  readonly ListenerArn: string
  readonly LoadBalancerArn: string
  readonly Port: number
  readonly Protocol: string
  readonly DefaultActions: readonly Action[]
  readonly SslPolicy?: string
  readonly Certificates?: readonly { readonly CertificateArn: string }[]
}

export interface Action {
  readonly Type: string
  readonly Order?: number
  readonly TargetGroupArn?: string
  readonly ForwardConfig?: ForwardConfig
  readonly RedirectConfig?: RedirectConfig
  readonly FixedResponseConfig?: FixedResponseConfig
}

export interface ForwardConfig {
  readonly TargetGroups?: readonly TargetGroupTuple[]
  readonly TargetGroupStickinessConfig?: { readonly Enabled?: boolean; readonly DurationSeconds?: number }
}

export interface TargetGroupTuple {
  readonly TargetGroupArn: string
  readonly Weight?: number
}

export interface RedirectConfig {
  readonly Protocol?: string
  readonly Port?: string
  readonly Host?: string
  readonly Path?: string
  readonly Query?: string
  readonly StatusCode: string
}

export interface FixedResponseConfig {
  readonly StatusCode: string
  readonly ContentType?: string
  readonly MessageBody?: string
}

export interface Condition {
  readonly Field: string
  readonly Values?: readonly string[]
  readonly RegexValues?: readonly string[]
  readonly PathPatternConfig?: ValuesConfig
  readonly HostHeaderConfig?: ValuesConfig
  readonly HttpHeaderConfig?: ValuesConfig & { readonly HttpHeaderName?: string }
  readonly HttpRequestMethodConfig?: { readonly Values?: readonly string[] }
  readonly QueryStringConfig?: { readonly Values?: readonly QueryPair[] }
  readonly SourceIpConfig?: { readonly Values?: readonly string[] }
}

export interface ValuesConfig {
  readonly Values?: readonly string[]
  readonly RegexValues?: readonly string[]
}

export interface QueryPair {
  readonly Key?: string
  readonly Value?: string
}

export interface Transform {
  readonly Type: string
  readonly UrlRewriteConfig?: { readonly Rewrites?: readonly Rewrite[] }
  readonly HostHeaderRewriteConfig?: { readonly Rewrites?: readonly Rewrite[] }
}

export interface Rewrite {
  readonly Regex: string
  readonly Replace: string
}

export interface Rule {
  readonly RuleArn: string
  /** `default`, or a number in digits: AWS returns priorities as strings. */
  readonly Priority: string
  readonly Conditions: readonly Condition[]
  readonly Actions: readonly Action[]
  readonly IsDefault: boolean
  readonly Transforms: readonly Transform[]
}

/** A target group without LoadBalancerArns, which follow from the listeners and rules. */
export interface TargetGroup extends HealthCheck {
  readonly TargetGroupArn: string
  readonly TargetGroupName: string
  readonly Protocol: string
  readonly ProtocolVersion?: string
  readonly Port: number
  readonly VpcId: string
  readonly TargetType: string
  readonly IpAddressType: string
}

export interface HealthCheck {
  readonly HealthCheckProtocol: string
  readonly HealthCheckPort: string
  readonly HealthCheckEnabled: boolean
  readonly HealthCheckIntervalSeconds: number
  readonly HealthCheckTimeoutSeconds: number
  readonly HealthyThresholdCount: number
  readonly UnhealthyThresholdCount: number
  readonly HealthCheckPath?: string
  readonly Matcher?: { readonly HttpCode?: string; readonly GrpcCode?: string }
}

export interface Tag {
  readonly Key: string
  readonly Value?: string
}
