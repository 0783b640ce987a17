/** AWS's own shapes (Cloud Map API reference 2017-03-14), as far as they are modelled. */

export interface Namespace {
  readonly Id: string
  readonly Arn: string
  readonly ResourceOwner: string
  readonly Name: string
  readonly Type: 'DNS_PRIVATE' | 'HTTP'
  readonly Description?: string
  readonly Properties: {
    readonly DnsProperties?: { readonly HostedZoneId: string; readonly SOA: { readonly TTL: number } }
    readonly HttpProperties: { readonly HttpName: string }
  }
  readonly CreateDate: Date
  readonly CreatorRequestId: string | undefined
  /** The VPC that resolves the namespace's names: known to Route 53, returned by no Cloud Map call. */
  readonly vpcId: string | undefined
}

export interface DnsRecord {
  readonly Type: string
  readonly TTL: number
}

export interface DnsConfig {
  readonly NamespaceId: string
  readonly RoutingPolicy: string
  readonly DnsRecords: readonly DnsRecord[]
}

export interface DiscoveryService {
  readonly Id: string
  readonly Arn: string
  readonly ResourceOwner: string
  readonly Name: string
  readonly NamespaceId: string
  readonly Description?: string
  readonly DnsConfig?: DnsConfig
  readonly Type: 'DNS_HTTP' | 'HTTP'
  readonly HealthCheckCustomConfig?: { readonly FailureThreshold: number }
  readonly CreateDate: Date
  readonly CreatorRequestId: string | undefined
}

export interface Instance {
  readonly serviceId: string
  readonly Id: string
  readonly Attributes: Readonly<Record<string, string>>
  readonly healthy: boolean
}

export type OperationType = 'CREATE_NAMESPACE' | 'DELETE_NAMESPACE' | 'UPDATE_SERVICE'

export interface AsynchronousOperation {
  readonly Id: string
  readonly OwnerAccount: string
  readonly Type: OperationType
  readonly Status: 'SUBMITTED' | 'PENDING' | 'SUCCESS' | 'FAIL'
  readonly ErrorMessage?: string
  readonly ErrorCode?: string
  readonly CreateDate: Date
  readonly UpdateDate: Date
  readonly Targets: Readonly<Record<string, string>>
}

export interface Tag {
  readonly Key: string
  readonly Value: string
}

export interface Filter {
  readonly Name: string
  readonly Values: readonly string[]
  readonly Condition?: string
}
