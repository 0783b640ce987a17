/** What AWS accepts, each limit once. The source is the API reference of the service, unless another one is named. */

/** Both ends included. */
export interface Limits {
  readonly min: number
  readonly max: number
}

/** ECS: clusters, services, families, containers. */
export const ECS_NAME = /^[A-Za-z0-9_-]{1,255}$/

/** ECS, AwsVpcConfiguration. */
export const MAX_SUBNETS = 16
export const MAX_SECURITY_GROUPS = 5

/** Tasks in a service (ECS quotas). */
export const MAX_TASKS_OF_SERVICE = 5_000

/** DescribeTasks, and the page size of ListTasks. */
export const MAX_DESCRIBED_TASKS = 100

/** ECS, CapacityProviderStrategyItem. */
export const CAPACITY_PROVIDER_WEIGHT: Limits = { min: 0, max: 1_000 }
export const CAPACITY_PROVIDER_BASE: Limits = { min: 0, max: 100_000 }

/** ECS, HealthCheck: seconds, and failed checks for `retries`. */
export const CONTAINER_HEALTH_CHECK = {
  interval: { min: 5, max: 300 },
  timeout: { min: 2, max: 60 },
  retries: { min: 1, max: 10 },
  startPeriod: { min: 0, max: 300 },
} as const satisfies Readonly<Record<string, Limits>>

/** ECS, EphemeralStorage. */
export const EPHEMERAL_STORAGE_GIB: Limits = { min: 21, max: 200 }

/** ECS, ContainerDefinition, on Fargate: seconds. */
export const CONTAINER_TIMEOUTS = {
  startTimeout: { min: 2, max: 120 },
  stopTimeout: { min: 2, max: 120 },
} as const satisfies Readonly<Record<string, Limits>>

export const PORT: Limits = { min: 1, max: 65_535 }

/** ELBv2, CreateTargetGroup and CreateLoadBalancer: letters, digits and hyphens, with no hyphen at either end. */
export const ELB_NAME = /^(?!-)[A-Za-z0-9-]{1,32}(?<!-)$/

/** ELBv2, CreateTargetGroup and ModifyTargetGroupAttributes: seconds, or checks. */
export const TARGET_HEALTH_CHECK = {
  interval: { min: 5, max: 300 },
  timeout: { min: 2, max: 120 },
  threshold: { min: 2, max: 10 },
} as const satisfies Readonly<Record<string, Limits>>
export const DEREGISTRATION_DELAY: Limits = { min: 0, max: 3_600 }

/** ELBv2, CreateRule. */
export const RULE_PRIORITY: Limits = { min: 1, max: 50_000 }
/** ELBv2: a path pattern, a host header, and what a rewrite matches. */
export const MAX_CONDITION_LENGTH = 128
/** Per rule, not adjustable (quotas of Application Load Balancers). */
export const MAX_CONDITION_VALUES = 5
export const MAX_CONDITION_WILDCARDS = 6
/** Of one load balancer, default rules not counted, unless the quota was raised (quotas of Application Load Balancers). */
export const DEFAULT_MAX_RULES = 100

/** ELBv2, DescribeTags. */
export const MAX_DESCRIBED_TAGS = 20

/** Cloud Map, the page size of ListServices and ListInstances. */
export const MAX_LISTED_BY_CLOUD_MAP = 100

/** CloudWatch Logs, PutRetentionPolicy. */
export const RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

/** AWS General Reference, "Tagging your AWS resources". */
export const MAX_TAGS = 50
export const MAX_TAG_KEY_LENGTH = 128
export const MAX_TAG_VALUE_LENGTH = 256

/** SSM, ParameterStringFilter. */
export const MAX_PARAMETER_FILTER_VALUES = 50

/** A signed integer of 32 bits: the largest value of grace periods and TTLs. */
export const MAX_INT32 = 2_147_483_647
