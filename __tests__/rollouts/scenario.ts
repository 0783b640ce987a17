/** A rollout and everything that happens to it, as plain data: a scenario that fails is reproduced from its JSON. */
export interface Scenario {
  readonly service: ServiceShape
  /** What was there before the run. */
  readonly before: 'nothing' | 'completed' | 'failed'
  /** What the run changes: the image, the count alone, nothing with force, or nothing. */
  readonly change: 'image' | 'count' | 'force' | 'none'
  /** What the new image does. Where the image does not change, it does so from the start of the run. */
  readonly image: ImageBehaviour
  readonly events: readonly RolloutEvent[]
  readonly reads: readonly ReadTrouble[]
  readonly inputs: RunInputs
  readonly aws: AwsSide
  /** The run begins so much after a whole minute. */
  readonly phaseMs: number
}

export interface ServiceShape {
  readonly desiredCount: number
  /** `managed`: a group and rule of the action's own. `existing`: groups that the service file names. */
  readonly groups: 'none' | 'managed' | 'existing' | 'two'
  readonly containerCheck: boolean
  readonly sidecar: 'none' | 'essential' | 'helper' | 'helper-that-exits'
  readonly breaker: 'off' | 'fail' | 'rollback'
  readonly alarm: { readonly rollback: boolean; readonly bakeMinutes: number } | undefined
  readonly earlySuccess: { readonly percent: number; readonly cleanup: 'BLOCKING' | 'DEFERRED' } | undefined
  readonly capacity: 'FARGATE' | 'FARGATE_SPOT' | 'launch-type'
  readonly minimumHealthyPercent: number
  readonly drainSeconds: number
  readonly checkSeconds: number
  readonly graceSeconds: number
  /** Its tasks are instances of a discovery service in Cloud Map. */
  readonly discovery?: boolean
  /** One of ECS's own that shifts traffic; not given: ROLLING. It needs one group that exists. */
  readonly strategy?: Strategy | undefined
}

export interface Strategy {
  readonly kind: 'BLUE_GREEN' | 'LINEAR' | 'CANARY'
  readonly bakeMinutes: number
  /** How long each share of the traffic is kept: LINEAR and CANARY. */
  readonly stepMinutes: number
  /** A hook that waits for a person, who continues it after so long. */
  readonly hook: { readonly stage: HookStage; readonly continuedAfterSeconds: number } | undefined
}

export type HookStage = 'PRE_SCALE_UP' | 'POST_TEST_TRAFFIC_SHIFT' | 'POST_PRODUCTION_TRAFFIC_SHIFT'

export type ImageBehaviour =
  | { readonly kind: 'healthy'; readonly startSeconds: number; readonly readySeconds: number }
  /** @param share of the tasks that exit, 0 to 1 */
  | { readonly kind: 'crash'; readonly afterSeconds: number; readonly share: number; readonly startSeconds: number }
  | { readonly kind: 'unhealthy'; readonly afterSeconds: number }
  | { readonly kind: 'start-failure'; readonly failure: StartFailure; readonly forSeconds: number }

export type StartFailure =
  | 'pull-timeout'
  | 'network-interface'
  | 'throttling'
  | 'image-missing'
  | 'architecture'
  | 'secret-missing'
  | 'json-key'

/** In AWS's words (developer guide, "stopped task error messages"; public reports). */
export const START_FAILURES: Readonly<Record<StartFailure, { readonly text: string; readonly lasts: boolean }>> = {
  'pull-timeout': {
    text: 'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to do request: dial tcp: i/o timeout',
    lasts: false,
  },
  'network-interface': {
    text: 'Timeout waiting for network interface provisioning to complete.',
    lasts: false,
  },
  throttling: {
    text: 'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 3 time(s): ThrottlingException: Rate exceeded',
    lasts: false,
  },
  'image-missing': {
    text: 'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref registry.example.com/api:v2: registry.example.com/api:v2: not found',
    lasts: true,
  },
  architecture: {
    text: "CannotPullContainerError: pull image manifest has been retried 7 time(s): image Manifest does not contain descriptor matching platform 'linux/amd64'.",
    lasts: true,
  },
  'secret-missing': {
    text: "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): ResourceNotFoundException: Secrets Manager can't find the specified secret. status code: 400",
    lasts: true,
  },
  'json-key': {
    text: 'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): retrieved secret from Secrets Manager did not contain json key password',
    lasts: true,
  },
}

/** What others do, or what happens in AWS, so many seconds after our deployment began, or completed. */
export type RolloutEvent = { readonly after: 'start' | 'completion'; readonly seconds: number } & EventKind

export type EventKind =
  | { readonly kind: 'stop-deployment' }
  /** Another revision, the one before ours, or the same one by force. */
  | { readonly kind: 'update'; readonly to: 'other' | 'same' | 'previous' }
  | { readonly kind: 'count'; readonly desiredCount: number }
  | { readonly kind: 'delete-service' }
  | { readonly kind: 'stop-task' }
  | { readonly kind: 'interrupt-task' }
  | { readonly kind: 'foreign-target'; readonly forSeconds: number }
  | { readonly kind: 'alarm' }
  | { readonly kind: 'no-capacity'; readonly forSeconds: number }
  | { readonly kind: 'zone-fails'; readonly forSeconds: number }
  | { readonly kind: 'target-fails'; readonly forSeconds: number }

/** What is wrong with the reads of an operation (`*`: of all), from so many seconds after our deployment began. */
export type ReadTrouble = { readonly operation: string; readonly from: number; readonly forSeconds: number } & (
  | { readonly kind: 'late'; readonly seconds: number }
  | { readonly kind: 'frozen' }
  | { readonly kind: 'reversed'; readonly seconds: number; readonly every: number }
  | { readonly kind: 'denied' }
  | { readonly kind: 'throttled' }
  | { readonly kind: 'faulty'; readonly how: 'json' | 'html' | 'drop' }
  | { readonly kind: 'hung' }
  | { readonly kind: 'expired' }
)

export interface RunInputs {
  readonly waitTimeoutMinutes: number
  readonly waitUntil: 'completed' | 'serving'
  readonly maxTaskFailures: number | 'auto'
  readonly onFailure: 'rollback' | 'leave' | undefined
  readonly onUnverified: 'fail' | 'rollback'
  readonly stableSeconds: number
  readonly verifyTimeoutSeconds: number
  /** Of the request that verifies: none is sent, or what is received. */
  readonly http: 'none' | 'right' | 'wrong' | 'unreachable'
}

/** What is not known about AWS, in one way or the other, and how long a call takes. */
export interface AwsSide {
  readonly wayMs: number
  readonly rollbackDelaySeconds: number
  readonly completedWhileBaking: boolean
  readonly stoppedFirstKeepsInProgress: boolean
  readonly superseded: 'STOPPED' | 'IN_PROGRESS'
}

/** An ordinary rollout: cases of tests say what differs. */
export const ORDINARY: Scenario = {
  service: {
    desiredCount: 2,
    groups: 'managed',
    containerCheck: false,
    sidecar: 'none',
    breaker: 'rollback',
    alarm: undefined,
    earlySuccess: undefined,
    capacity: 'launch-type',
    minimumHealthyPercent: 100,
    drainSeconds: 30,
    checkSeconds: 10,
    graceSeconds: 60,
  },
  before: 'completed',
  change: 'image',
  image: { kind: 'healthy', startSeconds: 10, readySeconds: 5 },
  events: [],
  reads: [],
  inputs: {
    waitTimeoutMinutes: 15,
    waitUntil: 'completed',
    maxTaskFailures: 'auto',
    onFailure: undefined,
    onUnverified: 'fail',
    stableSeconds: 10,
    verifyTimeoutSeconds: 60,
    http: 'none',
  },
  aws: {
    wayMs: 40,
    rollbackDelaySeconds: 0,
    completedWhileBaking: true,
    stoppedFirstKeepsInProgress: true,
    superseded: 'STOPPED',
  },
  phaseMs: 0,
}
