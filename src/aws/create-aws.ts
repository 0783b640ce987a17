import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { MiddlewareStack } from '@smithy/types'
import { type ConnectionAgents, createAgents } from '../http/proxy.ts'
import type { Clock, Environment, Logger } from '../runtime.ts'
import type { Aws } from './aws.ts'
import { createSend } from './send.ts'
import { refuseHtmlAnswers } from './unexpected-answer.ts'
import type { OnWrite } from './writes.ts'

/** Kept equal to package.json by a test. */
export const USER_AGENT = ['ecs-fargate-deploy-action', '0.1.0'] as const

const CONNECTION_TIMEOUT_MS = 5_000
/** A connection that died without a word must not hold the run. */
const REQUEST_TIMEOUT_MS = 30_000
/** Independent calls run side by side, and each needs its own socket. */
const MAX_SOCKETS = 64

export interface AwsSettings {
  readonly env: Environment
  readonly region: string
  readonly clock: Clock
  readonly signal: AbortSignal
  /** The process is about to be ended. */
  readonly giveUp?: AbortSignal | undefined
  readonly log: Pick<Logger, 'info' | 'debug'>
  readonly onWrite?: OnWrite | undefined
  /** Attempts of one call. Default: as many as fit in the time (see `send.ts`). */
  readonly maxAttempts?: number
  /** Default: half a minute. */
  readonly requestTimeoutMs?: number
  /** Default: 5 s (see `send.ts`). */
  readonly pollTimeoutMs?: number
}

/**
 * AWS for one run. Each client is loaded and made when it is first asked for, once.
 *
 * Endpoints (`AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_<SERVICE>`) and static credentials are taken from `env`; what it
 * does not give (profiles, web identity, container and instance roles) the SDK's own chain finds.
 */
export function createAws(settings: AwsSettings): Aws {
  const { env, region, requestTimeoutMs = REQUEST_TIMEOUT_MS } = settings
  const credentials = staticCredentials(env)
  const agents = lazy(() => createAgents(env, { keepAlive: true, maxSockets: MAX_SOCKETS }))

  const config = (service: string, inRegion = region) => {
    const endpoint = endpointOf(env, service)
    return {
      region: inRegion,
      // `send` retries by itself, for longer and with more kinds of errors.
      maxAttempts: 1,
      customUserAgent: [[...USER_AGENT] as [string, string]],
      requestHandler: new NodeHttpHandler(() => handlerOptions(agents(), requestTimeoutMs)),
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(credentials === undefined ? {} : { credentials }),
    }
  }

  const ecrByRegion = new Map<string, ReturnType<Aws['ecr']>>()
  const makeEcr = async (inRegion: string) => {
    const { ECRClient } = await import('@aws-sdk/client-ecr')
    return checked(new ECRClient(config('ECR', inRegion)))
  }

  return {
    region,
    send: createSend(settings),
    ecs: lazy(async () => {
      const { ECSClient } = await import('@aws-sdk/client-ecs')
      return checked(new ECSClient(config('ECS')))
    }),
    elbv2: lazy(async () => {
      const { ElasticLoadBalancingV2Client } = await import('@aws-sdk/client-elastic-load-balancing-v2')
      return checked(new ElasticLoadBalancingV2Client(config('ELASTIC_LOAD_BALANCING_V2')))
    }),
    serviceDiscovery: lazy(async () => {
      const { ServiceDiscoveryClient } = await import('@aws-sdk/client-servicediscovery')
      return checked(new ServiceDiscoveryClient(config('SERVICEDISCOVERY')))
    }),
    logs: lazy(async () => {
      const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs')
      return checked(new CloudWatchLogsClient(config('CLOUDWATCH_LOGS')))
    }),
    sts: lazy(async () => {
      const { STSClient } = await import('@aws-sdk/client-sts')
      return checked(new STSClient(config('STS')))
    }),
    ec2: lazy(async () => {
      const { EC2Client } = await import('@aws-sdk/client-ec2')
      return checked(new EC2Client(config('EC2')))
    }),
    ecr: (inRegion = region) => {
      const client = ecrByRegion.get(inRegion) ?? makeEcr(inRegion)
      ecrByRegion.set(inRegion, client)
      return client
    },
    secretsManager: lazy(async () => {
      const { SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager')
      return checked(new SecretsManagerClient(config('SECRETS_MANAGER')))
    }),
    ssm: lazy(async () => {
      const { SSMClient } = await import('@aws-sdk/client-ssm')
      return checked(new SSMClient(config('SSM')))
    }),
    iam: lazy(async () => {
      const { IAMClient } = await import('@aws-sdk/client-iam')
      return checked(new IAMClient(config('IAM')))
    }),
    applicationAutoScaling: lazy(async () => {
      const { ApplicationAutoScalingClient } = await import('@aws-sdk/client-application-auto-scaling')
      return checked(new ApplicationAutoScalingClient(config('APPLICATION_AUTO_SCALING')))
    }),
  }
}

/** The first call makes it, later ones get the same. */
function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

function checked<Input extends object, Output extends object, Client>(
  client: Client & { readonly middlewareStack: MiddlewareStack<Input, Output> },
): Client {
  refuseHtmlAnswers(client.middlewareStack)
  return client
}

async function handlerOptions(agents: Promise<ConnectionAgents>, requestTimeout: number) {
  const { http, https } = await agents
  return {
    httpAgent: http,
    httpsAgent: https as import('node:https').Agent,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout,
    // Without this the SDK only warns.
    throwOnRequestTimeout: true,
  }
}

/** `AWS_ENDPOINT_URL_<SERVICE>` wins over `AWS_ENDPOINT_URL`; both can be switched off, as for AWS's own tools. */
function endpointOf(env: Environment, service: string): string | undefined {
  if (env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === 'true') return undefined
  return env[`AWS_ENDPOINT_URL_${service}`] || env.AWS_ENDPOINT_URL || undefined
}

/** What configure-aws-credentials exports. A profile wins over it, as in the SDK. */
function staticCredentials(env: Environment) {
  const accessKeyId = env.AWS_ACCESS_KEY_ID
  const secretAccessKey = env.AWS_SECRET_ACCESS_KEY
  if (!accessKeyId || !secretAccessKey || env.AWS_PROFILE) return undefined
  const sessionToken = env.AWS_SESSION_TOKEN
  return sessionToken ? { accessKeyId, secretAccessKey, sessionToken } : { accessKeyId, secretAccessKey }
}
