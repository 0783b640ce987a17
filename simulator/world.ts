import type { SimulatedClock } from './clock.ts'

/** One call as a service sees it, after decoding and validation against AWS's own schema. */
export interface Call {
  readonly service: ServiceId
  readonly operation: string
  /** The region in the request's credential scope. */
  readonly region: string
}

export type ServiceId =
  | 'ecs'
  | 'elasticloadbalancing'
  | 'servicediscovery'
  | 'logs'
  | 'sts'
  | 'ec2'
  | 'ecr'
  | 'secretsmanager'
  | 'ssm'
  | 'iam'
  | 'application-autoscaling'

/**
 * An operation: from the decoded input (plain data, members named as in the SDK) to the output (the same). Throws
 * ApiError. Synchronous: state never changes half-way through a call. Timestamps are Date objects.
 */
// biome-ignore lint/suspicious/noExplicitAny: each operation declares its own input shape
export type Operation = (input: any, call: Call) => object

export type Operations = Readonly<Record<string, Operation>>

/** What every service has in common. Each service keeps its own state to itself and offers a port to the others. */
export interface World {
  readonly account: string
  readonly region: string
  readonly partition: string
  readonly clock: SimulatedClock
  readonly settings: Settings
  /** A fresh id: `length` lower-case hexadecimal digits, the same ones in every run with the same calls. */
  id(length: number): string
  /** `arn:<partition>:<service>:<region>:<account>:<resource>` */
  arn(service: string, resource: string): string
  readonly ports: Ports
}

/** Things that a test may change at any time. */
export interface Settings {
  /** Pages are never longer than this, whatever the caller asks for. undefined: AWS's own maximum. */
  pageSize: number | undefined
  /** How long (simulated ms) it takes until list and describe calls see what was just written. 0: no time. */
  readLagMs: number
  /** False: nothing can be placed ("Capacity is unavailable at this time"). */
  capacityAvailable: boolean
  /** Real milliseconds by which every answer is delayed. Default 0. */
  latencyMs?: number
  /** Requests are held until no more arrive, and are then answered together: see `rounds.ts`. Default: each at once. */
  answersInRounds?: boolean
  /** How long (simulated ms) a deployment stays FAILED before its rollback begins. Default 0. */
  rollbackDelayMs?: number
  /** Whether the rollout state is COMPLETED while the service deployment still bakes. Default true. */
  rolloutCompletedWhileBaking?: boolean
  /** Whether a first deployment that a user stops keeps the rollout state IN_PROGRESS. Default true. */
  stoppedFirstKeepsInProgress?: boolean
  /** What a service deployment becomes when a newer one replaces it. IN_PROGRESS: it is never updated again. */
  supersededStatus?: 'STOPPED' | 'IN_PROGRESS'
  /** What the Lambda functions of lifecycle hooks do, by ARN. Default: they succeed after 5 seconds. */
  lambdaHooks?: Readonly<Record<string, { readonly seconds?: number; readonly status?: 'SUCCEEDED' | 'FAILED' }>>
  /** Tasks in these availability zones do not start, for this reason (default: the image cannot be pulled in time). */
  failingZones?: readonly string[]
  failingZoneReason?: string
  /** True: AWS's request rates apply, and a caller that is too fast is throttled. Default false. */
  rates?: boolean
}

/** What the services know about each other. Filled in by `createSimulator`, in this order of dependency. */
export interface Ports {
  images: ImagesPort
  logs: LogsPort
  secrets: SecretsPort
  roles: RolesPort
  network: NetworkPort
  targets: TargetsPort
  instances: InstancesPort
  scaling: ScalingPort
}

/** How the application in an image behaves once it is started. Times are simulated seconds after the container started. */
export interface Behaviour {
  /** Seconds from PENDING to RUNNING: image pull and start. Default 10. */
  readonly startSeconds?: number
  /** Seconds until the application answers on its port. Default 5. */
  readonly readySeconds?: number
  /** The application exits on its own after this many seconds, with this code and these last log lines. */
  readonly crash?: { readonly afterSeconds: number; readonly exitCode: number; readonly reason?: string }
  /** Which tasks exit: all, or a share of them (0 to 1), spread evenly over the launches. Default all. */
  readonly crashes?: 'all' | { readonly share: number }
  /** From this many seconds on the application answers 503 on every path. */
  readonly unhealthyAfterSeconds?: number
  /** The image cannot be pulled or the task cannot be set up: the task stops with TaskFailedToStart and this reason. */
  readonly startFailure?: string
  /** What the application answers. Default: 200 on every path that it knows. */
  readonly application?: Application
  /** Lines the application writes to its log when it starts. */
  readonly logLines?: readonly string[]
}

/** A stand-in for an HTTP application. It has no path prefix: anything but its own paths is 404. */
export interface Application {
  readonly name: string
  readonly version: string
  /** Status of the answer to a path; undefined paths are 404. */
  readonly routes: Readonly<Record<string, ApplicationAnswer>>
}

export interface ApplicationAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

export interface Image {
  /** `sha256:...` of what the tag points to (an index or a manifest). */
  readonly digest: string
  readonly platforms: readonly ImagePlatform[]
  readonly behaviour: Behaviour
  readonly pushedAt: number
}

export interface ImagePlatform {
  /** `amd64`, `arm64`, or `unknown` for an attestation. */
  readonly architecture: string
  readonly os: string
}

export interface ImagesPort {
  /** The current image of a reference (`repository:tag`, `repository@sha256:...`, with a full registry host). */
  resolve(reference: string): Image | undefined
}

export interface LogsPort {
  hasGroup(name: string): boolean
  /** Creates the group if it is missing (what `awslogs-create-group` does). */
  ensureGroup(name: string): void
  write(group: string, stream: string, message: string): void
}

export interface SecretsPort {
  /** True for the full ARN of a secret, or an SSM parameter's ARN or name. A secret's partial ARN is not one. */
  exists(valueFrom: string): boolean
}

export interface RolesPort {
  /** Whether the role exists and its trust policy lets ECS tasks assume it. */
  isAssumableByTasks(roleArn: string): boolean
}

export interface NetworkPort {
  /** Whether the VPC exists. If a port does not implement this, every VPC does. */
  hasVpc?(id: string): boolean
  subnet(id: string): { readonly vpcId: string; readonly availabilityZone: string } | undefined
  securityGroup(id: string): { readonly vpcId: string } | undefined
  /** A free private address in the subnet. */
  allocateAddress(subnetId: string): string
  /** The zone of the subnet that the address is in. If a port does not implement this, every zone is the right one. */
  zoneOfAddress?(address: string): string | undefined
}

/** A running container as load balancer health checks, and the load balancer itself, see it. */
export interface TargetBackend {
  /** What a GET of the path answers now, or why there is no answer. */
  get(path: string, host: string): ApplicationAnswer | 'refused' | 'timeout'
}

export interface TargetHealth {
  readonly state: 'initial' | 'healthy' | 'unhealthy' | 'unused' | 'draining'
  readonly reason?: string
  readonly description?: string
}

export interface TargetsPort {
  exists(targetGroupArn: string): boolean
  targetType(targetGroupArn: string): string | undefined
  /** False until a listener or rule forwards to the group (and the association has settled). */
  hasLoadBalancer(targetGroupArn: string): boolean
  register(targetGroupArn: string, target: { id: string; port: number; backend: TargetBackend }): void
  /** The target drains for the group's deregistration delay, then it is gone and `done` is called. */
  deregister(targetGroupArn: string, target: { id: string; port: number }, done: () => void): void
  health(targetGroupArn: string, target: { id: string; port: number }): TargetHealth | undefined
  /** Whether the listener rule (or listener) exists. If a port does not implement this, every one does. */
  hasRule?(arn: string): boolean
  /** Rewrites the target groups of the rule's forward action. */
  setWeights?(ruleArn: string, weights: readonly { targetGroupArn: string; weight: number }[]): void
}

export interface InstancesPort {
  /** The DNS record types of a discovery service, undefined if there is none. */
  recordTypes(registryArn: string): readonly string[] | undefined
  register(registryArn: string, instance: { id: string; attributes: Record<string, string> }): void
  deregister(registryArn: string, instanceId: string): void
  setHealth(registryArn: string, instanceId: string, healthy: boolean): void
}

export interface ScalingPort {
  /** Whether Application Auto Scaling owns the count of `service/<cluster>/<service>`. */
  owns(resourceId: string): boolean
}
