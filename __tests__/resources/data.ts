import type { Deployment, Service } from '@aws-sdk/client-ecs'
import type { Rule, TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2'
import { AmbiguousError } from '../../src/aws/retry-safety.ts'
import type { LoadBalancerInputs } from '../../src/inputs.ts'
import type { ObservedRule } from '../../src/resources/listener-rule/observed-rule.ts'
import type { DesiredRule } from '../../src/resources/listener-rule/rule.ts'
import type { DesiredService } from '../../src/resources/service/plan-service.ts'
import type { ObservedTargetGroup } from '../../src/resources/target-group/observed-target-group.ts'
import type { DesiredTargetGroup } from '../../src/resources/target-group/plan-target-group.ts'
import { ownershipTags, type WantedTags } from '../../src/tags.ts'

const REGION = 'us-east-1:123456789012'
export const LISTENER = `arn:aws:elasticloadbalancing:${REGION}:listener/app/main/0123456789abcdef/0123456789abcdef`
export const API_GROUP = `arn:aws:elasticloadbalancing:${REGION}:targetgroup/api/0123456789abcdef`
export const WEB_GROUP = `arn:aws:elasticloadbalancing:${REGION}:targetgroup/web/fedcba9876543210`
export const OWNER_TAGS = ownershipTags({ cluster: 'main', service: 'api' })
export const NO_TAGS: WantedTags = { given: {}, onCreation: OWNER_TAGS }

/** The response to a call was lost on its way. */
export function lostResponse(operation: string): AmbiguousError {
  return new AmbiguousError(operation, Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }))
}

export function createRule(
  priority: number,
  rule: {
    readonly paths?: readonly string[]
    readonly hosts?: readonly string[]
    readonly to?: string
  } & Partial<Rule>,
): Rule {
  const { paths, hosts, to = WEB_GROUP, ...rest } = rule
  return {
    RuleArn: `${LISTENER.replace(':listener/', ':listener-rule/')}/${priority}`,
    Priority: `${priority}`,
    IsDefault: false,
    Conditions: [
      ...(paths ? [{ Field: 'path-pattern', Values: [...paths], PathPatternConfig: { Values: [...paths] } }] : []),
      ...(hosts ? [{ Field: 'host-header', Values: [...hosts], HostHeaderConfig: { Values: [...hosts] } }] : []),
    ],
    Actions: [
      { Type: 'forward', TargetGroupArn: to, ForwardConfig: { TargetGroups: [{ TargetGroupArn: to, Weight: 1 }] } },
    ],
    ...rest,
  }
}

export const DEFAULT_RULE: Rule = {
  RuleArn: `${LISTENER}/default`,
  Priority: 'default',
  IsDefault: true,
  Conditions: [],
  Actions: [{ Type: 'forward', TargetGroupArn: WEB_GROUP }],
}

export function observedRule(rule: Rule, tags: ObservedRule['tags'] = {}): ObservedRule {
  return { rule, arn: rule.RuleArn ?? '', tags }
}

export function createDesiredRule(overrides: Partial<DesiredRule> = {}): DesiredRule {
  return {
    listenerArn: LISTENER,
    match: { paths: ['/api', '/api/*'], hosts: undefined },
    priority: 'auto',
    stripPathPrefix: undefined,
    targetGroupArn: API_GROUP,
    tags: NO_TAGS,
    ...overrides,
  }
}

type TargetGroupSettings = LoadBalancerInputs['targetGroup']

export function createTargetGroupSettings(overrides: Partial<TargetGroupSettings> = {}): TargetGroupSettings {
  return {
    name: undefined,
    protocol: undefined,
    protocolVersion: undefined,
    port: undefined,
    healthCheckPath: undefined,
    healthCheckIntervalSeconds: undefined,
    healthCheckTimeoutSeconds: undefined,
    healthyThresholdCount: undefined,
    unhealthyThresholdCount: undefined,
    healthCheckMatcher: undefined,
    deregistrationDelaySeconds: undefined,
    ...overrides,
  }
}

export function createDesiredTargetGroup(
  settings: Partial<TargetGroupSettings> = {},
  overrides: Partial<DesiredTargetGroup> = {},
): DesiredTargetGroup {
  return {
    name: 'api',
    vpcId: 'vpc-1',
    settings: createTargetGroupSettings(settings),
    containerPort: 8000,
    tags: NO_TAGS,
    ...overrides,
  }
}

/** A group as CreateTargetGroup creates it where nothing is given. */
export function sdkTargetGroup(overrides: Partial<TargetGroup> = {}): TargetGroup {
  return {
    TargetGroupArn: API_GROUP,
    TargetGroupName: 'api',
    Protocol: 'HTTP',
    ProtocolVersion: 'HTTP1',
    Port: 8000,
    VpcId: 'vpc-1',
    TargetType: 'ip',
    HealthCheckProtocol: 'HTTP',
    HealthCheckPath: '/',
    HealthCheckIntervalSeconds: 30,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 5,
    UnhealthyThresholdCount: 2,
    Matcher: { HttpCode: '200' },
    ...overrides,
  }
}

export function observedTargetGroup(
  group: Partial<TargetGroup> = {},
  overrides: Partial<ObservedTargetGroup> = {},
): ObservedTargetGroup {
  return {
    arn: API_GROUP,
    name: 'api',
    group: sdkTargetGroup(group),
    deregistrationDelaySeconds: undefined,
    tags: {},
    ...overrides,
  }
}

export const API_6 = 'arn:aws:ecs:us-east-1:123456789012:task-definition/api:6'
export const API_7 = 'arn:aws:ecs:us-east-1:123456789012:task-definition/api:7'
export const OLD_DEPLOYMENT = 'ecs-svc/1000000000000000006'
export const NEW_DEPLOYMENT = 'ecs-svc/1000000000000000007'

/** The deployment that the hand-made service runs. */
export function completedDeployment(overrides: Partial<Deployment> = {}): Deployment {
  return {
    id: OLD_DEPLOYMENT,
    status: 'PRIMARY',
    taskDefinition: API_6,
    rolloutState: 'COMPLETED',
    desiredCount: 3,
    runningCount: 3,
    ...overrides,
  }
}

/** A service that somebody made by hand, with settings that are not this action's defaults. */
export function handMadeService(overrides: Partial<Service> = {}): Service {
  return {
    serviceArn: 'arn:aws:ecs:us-east-1:123456789012:service/main/api',
    serviceName: 'api',
    clusterArn: 'arn:aws:ecs:us-east-1:123456789012:cluster/main',
    status: 'ACTIVE',
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    schedulingStrategy: 'REPLICA',
    taskDefinition: API_6,
    desiredCount: 3,
    runningCount: 3,
    pendingCount: 0,
    enableExecuteCommand: false,
    enableECSManagedTags: false,
    propagateTags: 'NONE',
    healthCheckGracePeriodSeconds: 45,
    deploymentConfiguration: {
      strategy: 'ROLLING',
      minimumHealthyPercent: 50,
      maximumPercent: 150,
      deploymentCircuitBreaker: { enable: false, rollback: false },
    },
    networkConfiguration: {
      awsvpcConfiguration: { subnets: ['subnet-1', 'subnet-2'], securityGroups: ['sg-1'], assignPublicIp: 'ENABLED' },
    },
    loadBalancers: [{ targetGroupArn: API_GROUP, containerName: 'api', containerPort: 8000 }],
    serviceRegistries: [],
    deployments: [completedDeployment()],
    ...overrides,
  }
}

export function createDesiredService(
  settings: DesiredService['settings'] = {},
  overrides: Partial<DesiredService> = {},
): DesiredService {
  return {
    cluster: 'main',
    name: 'api',
    settings,
    taskDefinitionArn: API_6,
    forced: undefined,
    tags: NO_TAGS,
    ...overrides,
  }
}

/** The problem of a plan; fails where the plan is possible. */
export function problemOf(change: { readonly kind: string; readonly problem?: string }): string {
  if (change.kind !== 'impossible' || change.problem === undefined) throw new Error(`The plan is ${change.kind}.`)
  return change.problem
}

/** The fields of an update or a replacement, `field: from -> to`; fails where the plan is anything else. */
export function fieldsOf(change: {
  readonly kind: string
  readonly fields?: readonly {
    readonly field: string
    readonly from: string | undefined
    readonly to: string | undefined
  }[]
}): readonly string[] {
  if ((change.kind !== 'update' && change.kind !== 'replace') || !change.fields)
    throw new Error(`The plan is ${change.kind}.`)
  return change.fields.map(({ field, from, to }) => `${field}: ${from} -> ${to}`)
}
