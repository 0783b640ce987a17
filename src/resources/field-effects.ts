import type { CreateServiceRequest, RegisterTaskDefinitionRequest } from '@aws-sdk/client-ecs'
import type { CreateTargetGroupInput } from '@aws-sdk/client-elastic-load-balancing-v2'

/** What becomes of a resource, and of the tasks that run, when a field of it changes. */
export type FieldEffect =
  /** It tells the resource from others: another value means another resource. */
  | 'identity'
  /** AWS takes it at creation only. */
  | 'immutable'
  /** It holds from now on, and starts no deployment. */
  | 'in-place'
  /** It starts a deployment by itself. */
  | 'deploys'
  /** It is refused, or without effect, unless a deployment is forced. */
  | 'needs-force'
  /** It starts no deployment, and reaches only tasks that are started later. */
  | 'new-tasks-only'
  /** It is changed by a new revision, which takes the old one's place by a deployment. */
  | 'new-revision'

/**
 * Every field of every resource that this action makes, as AWS spells it. Sources: the SDK's documentation of the
 * Create, Modify and Update requests of each resource; for `capacityProviderStrategy` public reports, which say
 * otherwise than the SDK. Where AWS makes no statement, a field counts as immutable: it is never changed by a guess.
 */
export const FIELD_EFFECTS = {
  'log group': {
    logGroupName: 'identity',
    retentionInDays: 'in-place',
    tags: 'in-place',
  },
  'task definition': {
    family: 'new-revision',
    containerDefinitions: 'new-revision',
    taskRoleArn: 'new-revision',
    executionRoleArn: 'new-revision',
    networkMode: 'new-revision',
    volumes: 'new-revision',
    placementConstraints: 'new-revision',
    requiresCompatibilities: 'new-revision',
    cpu: 'new-revision',
    memory: 'new-revision',
    pidMode: 'new-revision',
    ipcMode: 'new-revision',
    proxyConfiguration: 'new-revision',
    inferenceAccelerators: 'new-revision',
    ephemeralStorage: 'new-revision',
    runtimePlatform: 'new-revision',
    enableFaultInjection: 'new-revision',
    tags: 'in-place',
  } satisfies Record<keyof RegisterTaskDefinitionRequest, FieldEffect>,
  'target group': {
    Name: 'identity',
    Protocol: 'immutable',
    ProtocolVersion: 'immutable',
    Port: 'immutable',
    VpcId: 'immutable',
    TargetType: 'immutable',
    IpAddressType: 'immutable',
    TargetControlPort: 'immutable',
    HealthCheckProtocol: 'in-place',
    HealthCheckPort: 'in-place',
    HealthCheckEnabled: 'in-place',
    HealthCheckPath: 'in-place',
    HealthCheckIntervalSeconds: 'in-place',
    HealthCheckTimeoutSeconds: 'in-place',
    HealthyThresholdCount: 'in-place',
    UnhealthyThresholdCount: 'in-place',
    Matcher: 'in-place',
    Tags: 'in-place',
    tags: 'in-place',
    'deregistration_delay.timeout_seconds': 'in-place',
  } satisfies Record<keyof CreateTargetGroupInput | 'tags' | 'deregistration_delay.timeout_seconds', FieldEffect>,
  'listener rule': {
    ListenerArn: 'identity',
    Actions: 'identity',
    Conditions: 'in-place',
    Priority: 'in-place',
    Transforms: 'in-place',
    tags: 'in-place',
  },
  namespace: {
    Name: 'identity',
    Vpc: 'immutable',
    tags: 'in-place',
  },
  'discovery service': {
    Name: 'identity',
    NamespaceId: 'identity',
    'DnsConfig.RoutingPolicy': 'immutable',
    'DnsConfig.DnsRecords.Type': 'immutable',
    'DnsConfig.DnsRecords.TTL': 'in-place',
    HealthCheckCustomConfig: 'immutable',
    Description: 'in-place',
    tags: 'in-place',
  },
  service: {
    cluster: 'identity',
    serviceName: 'identity',
    clientToken: 'immutable',
    launchType: 'immutable',
    role: 'immutable',
    schedulingStrategy: 'immutable',
    deploymentController: 'immutable',
    gatewayConnectors: 'immutable',
    monitoring: 'immutable',
    taskDefinition: 'deploys',
    networkConfiguration: 'deploys',
    platformVersion: 'deploys',
    loadBalancers: 'deploys',
    serviceRegistries: 'deploys',
    serviceConnectConfiguration: 'deploys',
    volumeConfigurations: 'deploys',
    vpcLatticeConfigurations: 'deploys',
    forceNewDeployment: 'deploys',
    desiredCount: 'in-place',
    deploymentConfiguration: 'in-place',
    availabilityZoneRebalancing: 'in-place',
    placementConstraints: 'in-place',
    placementStrategy: 'in-place',
    healthCheckGracePeriodSeconds: 'in-place',
    tags: 'in-place',
    enableExecuteCommand: 'new-tasks-only',
    enableECSManagedTags: 'new-tasks-only',
    propagateTags: 'new-tasks-only',
    capacityProviderStrategy: 'needs-force',
  } satisfies Record<keyof CreateServiceRequest | 'forceNewDeployment', FieldEffect>,
} as const satisfies Readonly<Record<string, Readonly<Record<string, FieldEffect>>>>

export type ManagedResource = keyof typeof FIELD_EFFECTS

/**
 * Pure. What a change of the field does. `field` is a path as plans spell it (`DnsConfig.DnsRecords[A].TTL`): the
 * longest part of it from the left that the table has decides.
 */
export function effectOf(resource: ManagedResource, field: string): FieldEffect {
  const effects: Readonly<Record<string, FieldEffect>> = FIELD_EFFECTS[resource]
  const parts = field.replaceAll(/\[[^\]]*\]/g, '').split('.')
  for (let length = parts.length; length > 0; length -= 1) {
    const effect = effects[parts.slice(0, length).join('.')]
    if (effect) return effect
  }
  return 'immutable'
}
