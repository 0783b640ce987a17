import type { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling'
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import type { EC2Client } from '@aws-sdk/client-ec2'
import type { ECRClient } from '@aws-sdk/client-ecr'
import type { ECSClient } from '@aws-sdk/client-ecs'
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { IAMClient } from '@aws-sdk/client-iam'
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { ServiceDiscoveryClient } from '@aws-sdk/client-servicediscovery'
import type { SSMClient } from '@aws-sdk/client-ssm'
import type { STSClient } from '@aws-sdk/client-sts'
import type { Client, Command, MetadataBearer } from '@smithy/types'

/** AWS as the action sees it: clients that are made when they are first needed, and one way to call them. */
export interface Aws {
  readonly region: string
  readonly ecs: () => Promise<ECSClient>
  readonly elbv2: () => Promise<ElasticLoadBalancingV2Client>
  readonly serviceDiscovery: () => Promise<ServiceDiscoveryClient>
  readonly logs: () => Promise<CloudWatchLogsClient>
  readonly sts: () => Promise<STSClient>
  readonly ec2: () => Promise<EC2Client>
  readonly ecr: (region?: string) => Promise<ECRClient>
  readonly secretsManager: () => Promise<SecretsManagerClient>
  readonly ssm: () => Promise<SSMClient>
  readonly iam: () => Promise<IAMClient>
  readonly applicationAutoScaling: () => Promise<ApplicationAutoScalingClient>
  /**
   * Sends a command through `call`: throttles are retried with jittered back-off for five minutes, faults of AWS or
   * of the network for half a minute. Throws the SDK's own error otherwise, and the signal's reason on cancellation.
   */
  readonly send: Send
}

export type Send = <
  ClientInput extends object,
  ClientOutput extends MetadataBearer,
  Input extends ClientInput,
  Output extends ClientOutput,
  Configuration,
>(
  client: Promise<Client<ClientInput, ClientOutput, Configuration>>,
  command: Command<ClientInput, Input, ClientOutput, Output, Configuration>,
  options?: SendOptions,
) => Promise<Output>

export interface SendOptions {
  /** False: one attempt at most every poll, the caller has its own pace. Default true. */
  readonly retry?: boolean
  /** Real milliseconds after which one attempt is given up with a `TimeoutError`. Default 5 s where `retry` is false. */
  readonly timeoutMs?: number
  /** True: the cancellation of the run neither prevents nor ends this call. */
  readonly afterCancel?: boolean
  readonly signal?: AbortSignal
}
