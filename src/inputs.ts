/** Inputs as a host hands them over. */
export interface GivenInputs {
  /** The value of an input by its name; empty where it is not given. */
  get(name: string): string
  /** Names of all inputs that are given, whether they exist or not. */
  names(): readonly string[]
}

/**
 * The action's inputs as typed data. `undefined` is "not given" for everything that describes a resource: what is
 * not given is not touched on something that exists (the defaults for new things are where they are applied).
 */
export interface Inputs {
  readonly general: GeneralInputs
  readonly tags: TagInputs
  readonly image: ImageInputs
  readonly taskDefinition: TaskDefinitionInputs
  readonly network: NetworkInputs
  readonly loadBalancer: LoadBalancerInputs
  readonly discovery: DiscoveryInputs
  readonly service: ServiceInputs
  readonly deployment: DeploymentInputs
  readonly verification: VerificationInputs
  readonly report: ReportInputs
}

export const MODE_NAMES = ['deploy', 'plan'] as const
export type ModeName = (typeof MODE_NAMES)[number]

export interface GeneralInputs {
  readonly mode: ModeName
  readonly region: string
  /** Name or ARN. */
  readonly cluster: string | undefined
  readonly service: string | undefined
  /** Path of the task definition file. */
  readonly taskDefinitionPath: string | undefined
  readonly serviceDefinitionPath: string | undefined
  readonly variables: Readonly<Record<string, string>>
}

export interface TagInputs {
  readonly tags: Readonly<Record<string, string>>
  readonly provenanceTags: boolean
  readonly propagateTags: 'SERVICE' | 'TASK_DEFINITION' | 'NONE' | undefined
  readonly enableEcsManagedTags: boolean | undefined
}

export interface ImageInputs {
  readonly source: ImageSource | undefined
  readonly pinImageDigest: boolean
}

export type ImageSource =
  | { readonly kind: 'reference'; readonly reference: string }
  | {
      readonly kind: 'ecr'
      /** Name without registry, for example `team/app`. */
      readonly repository: string
      /** undefined: the account and region of the run. */
      readonly registry: { readonly account: string; readonly region: string; readonly host: string } | undefined
      readonly tag: string
    }

export interface TaskDefinitionInputs {
  /** Of the whole task: they touch no container. */
  readonly task: TaskInputs
  /** Of one container. A file with several needs `containerName` as soon as one of them is given. */
  readonly container: ContainerInputs
  readonly containerName: string | undefined
  readonly environmentMode: 'merge' | 'replace'
}

export interface TaskInputs {
  readonly family: string | undefined
  /** CPU units as a string, as AWS requires them. */
  readonly cpu: string | undefined
  /** MiB as a string. */
  readonly memory: string | undefined
  readonly cpuArchitecture: 'X86_64' | 'ARM64' | undefined
  /** ARN or name. */
  readonly executionRole: string | undefined
  readonly taskRole: string | undefined
}

export interface ContainerInputs {
  readonly port: number | undefined
  readonly environment: Readonly<Record<string, string>> | undefined
  readonly secrets: Readonly<Record<string, SecretReference>> | undefined
  readonly command: readonly string[] | undefined
  readonly entryPoint: readonly string[] | undefined
  readonly logGroup: string | undefined
  readonly logStreamPrefix: string | undefined
  readonly logRetentionDays: number | undefined
  readonly healthCheck: {
    /** Shell command, sent as `CMD-SHELL`. */
    readonly command: string | undefined
    readonly intervalSeconds: number | undefined
    readonly timeoutSeconds: number | undefined
    readonly retries: number | undefined
    readonly startPeriodSeconds: number | undefined
  }
}

/** True where any input is given that is about one container. */
export function isAnyGiven({ healthCheck, ...others }: ContainerInputs): boolean {
  return [...Object.values(others), ...Object.values(healthCheck)].some(value => value !== undefined)
}

export type SecretReference =
  | {
      readonly kind: 'secrets-manager'
      /** A secret's name, or an ARN (full or partial), without the suffix for key, stage and version. */
      readonly secret: string
      /** `<json-key>:<version-stage>:<version-id>`, parts may be empty; undefined: the whole secret. */
      readonly suffix: string | undefined
    }
  | {
      readonly kind: 'ssm'
      /** A parameter's name with its path (`/team/key`), or its ARN. */
      readonly parameter: string
    }

export interface NetworkInputs {
  readonly vpc: Selector | undefined
  readonly subnets: readonly Selector[] | undefined
  readonly securityGroups: readonly Selector[] | undefined
  readonly assignPublicIp: boolean | undefined
}

/** How something in the VPC is named: by its id, by tag, or (security groups only) by group name. */
export type Selector =
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'tag'; readonly key: string; readonly value: string }
  | { readonly kind: 'name'; readonly name: string }

export interface LoadBalancerInputs {
  /** An existing group that is only attached to the service: never modified, no rule managed. */
  readonly targetGroupArn: string | undefined
  readonly listener: ListenerSource | undefined
  readonly targetGroup: {
    readonly name: string | undefined
    readonly protocol: 'HTTP' | 'HTTPS' | undefined
    readonly protocolVersion: 'HTTP1' | 'HTTP2' | 'GRPC' | undefined
    readonly port: number | undefined
    readonly healthCheckPath: string | undefined
    readonly healthCheckIntervalSeconds: number | undefined
    readonly healthCheckTimeoutSeconds: number | undefined
    readonly healthyThresholdCount: number | undefined
    readonly unhealthyThresholdCount: number | undefined
    readonly healthCheckMatcher: string | undefined
    readonly deregistrationDelaySeconds: number | undefined
  }
  readonly rule: {
    readonly pathPatterns: readonly string[] | undefined
    readonly hostHeaders: readonly string[] | undefined
    readonly priority: number | 'auto' | undefined
    /** For example `/google-workspace`: taken off by a url-rewrite. */
    readonly stripPathPrefix: string | undefined
  }
}

export type ListenerSource =
  | { readonly kind: 'arn'; readonly listenerArn: string }
  | {
      readonly kind: 'load-balancer'
      /** Name or ARN. */
      readonly loadBalancer: string
      readonly port: number
    }

export interface DiscoveryInputs {
  /** Name of a private DNS namespace, for example `busyb.local`. */
  readonly namespace: string | undefined
  readonly service: string | undefined
  readonly recordTypes: readonly ('A' | 'SRV')[] | undefined
  readonly ttlSeconds: number | undefined
}

export interface ServiceInputs {
  readonly desiredCount: number | undefined
  readonly platformVersion: string | undefined
  readonly capacityProviderStrategy: readonly CapacityProvider[] | undefined
  readonly enableExecuteCommand: boolean | undefined
  readonly healthCheckGracePeriodSeconds: number | undefined
  readonly minimumHealthyPercent: number | undefined
  readonly maximumPercent: number | undefined
  readonly circuitBreaker: 'rollback' | 'fail' | 'off' | undefined
  readonly forceNewDeployment: boolean
}

export interface CapacityProvider {
  readonly capacityProvider: 'FARGATE' | 'FARGATE_SPOT'
  readonly weight: number | undefined
  readonly base: number | undefined
}

export interface DeploymentInputs {
  readonly wait: boolean
  /** `serving`: until every new task is healthy and verified, while old ones may still drain. */
  readonly waitUntil: 'completed' | 'serving'
  /** How long a task must have lived where nothing checks its health. */
  readonly stableSeconds: number
  readonly waitTimeoutMinutes: number
  /** Tasks that may stop before they were ever healthy; `auto`: the circuit breaker's threshold, or one like it. */
  readonly maxTaskFailures: number | 'auto'
  /** Of a failure that is decided. Never "not given": the default depends on the input `circuit-breaker`. */
  readonly onFailure: 'rollback' | 'leave'
  readonly onCancel: 'leave' | 'rollback'
}

export interface VerificationInputs {
  readonly urls: readonly VerifyUrl[]
  /** Of each URL that has none of its own. */
  readonly statuses: readonly number[]
  readonly body: VerifyBody | undefined
  readonly timeoutSeconds: number
  readonly onUnverified: 'fail' | 'rollback'
}

/** A whole URL, or a path that is requested from the load balancer itself. */
export type VerifyUrl = (
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'path'; readonly path: string }
) & {
  /** Status codes that pass; undefined: those of `verify-status`. */
  readonly statuses: readonly number[] | undefined
}

export type VerifyBody =
  /** A JSON object that the answer must contain. */
  | { readonly kind: 'json'; readonly expected: Readonly<Record<string, unknown>> }
  | { readonly kind: 'pattern'; readonly pattern: RegExp }

export interface ReportInputs {
  readonly jobSummary: boolean
  /** False: plans name the variables that change, not their values. */
  readonly showEnvironmentValues: boolean
}
