import type { Deployment, Service, ServiceDeployment, Task } from '@aws-sdk/client-ecs'
import type { Aws, Send, SendOptions } from '../../src/aws/aws.ts'
import type { Context } from '../../src/context.ts'
import { APP_6, APP_7, BEFORE, OURS, SERVICE_DEPLOYMENT, START } from './snapshots.ts'

/** One response, an error to throw, or a function of the input. */
export type ScriptedResponse = object | Error | ((input: Record<string, unknown>) => object | Error)

/** The responses of an operation in order; the last one is repeated. */
export type Script = Readonly<Record<string, readonly ScriptedResponse[]>>

export interface ScriptedRun {
  readonly ctx: Context
  readonly calls: { readonly operation: string; readonly at: number; readonly input: Record<string, unknown> }[]
  readonly options: (SendOptions | undefined)[]
  readonly infos: string[]
  readonly warnings: string[]
  readonly abort: AbortController
}

/** A run whose AWS follows the script, and whose clock moves only while it sleeps. */
export function createScriptedRun(script: Script): ScriptedRun {
  const calls: ScriptedRun['calls'] = []
  const options: ScriptedRun['options'] = []
  const infos: string[] = []
  const warnings: string[] = []
  const abort = new AbortController()
  let now = START

  const send = async (_client: unknown, command: object, sendOptions?: SendOptions) => {
    abort.signal.throwIfAborted()
    const operation = command.constructor.name.replace(/Command$/, '')
    const { input } = command as { input: Record<string, unknown> }
    const responses = script[operation]
    if (!responses) throw new Error(`The script has no response for ${operation}.`)
    const before = calls.filter(call => call.operation === operation).length
    calls.push({ operation, at: now, input })
    options.push(sendOptions)
    const response = responses[Math.min(before, responses.length - 1)] ?? {}
    const value = typeof response === 'function' ? response(input) : response
    if (value instanceof Error) throw value
    return value
  }
  const client = () => Promise.resolve(undefined as never)
  const aws: Aws = {
    region: 'us-east-1',
    ecs: client,
    elbv2: client,
    serviceDiscovery: client,
    logs: client,
    sts: client,
    ec2: client,
    ecr: client,
    secretsManager: client,
    ssm: client,
    iam: client,
    applicationAutoScaling: client,
    send: send as unknown as Send,
  }
  const ctx: Context = {
    aws,
    httpGet: () => Promise.reject(new Error('Watching sends no request to the service itself.')),
    env: {},
    signal: abort.signal,
    clock: {
      now: () => now,
      sleep: async (ms, signal) => {
        signal?.throwIfAborted()
        now += ms
      },
    },
    log: {
      info: line => infos.push(line),
      warning: line => warnings.push(line),
      debug: () => undefined,
      group: (_title, body) => body(),
    },
  }
  return { ctx, calls, options, infos, warnings, abort }
}

export function createError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } })
}

/** @param seconds after the deployment's start */
export function at(seconds: number): Date {
  return new Date(START + seconds * 1000)
}

export function sdkDeployment(overrides: Partial<Deployment> = {}): Deployment {
  return {
    id: OURS,
    status: 'PRIMARY',
    taskDefinition: APP_7,
    desiredCount: 2,
    runningCount: 0,
    pendingCount: 0,
    failedTasks: 0,
    rolloutState: 'IN_PROGRESS',
    createdAt: at(0),
    ...overrides,
  }
}

export function sdkEarlierDeployment(overrides: Partial<Deployment> = {}): Deployment {
  return sdkDeployment({
    id: BEFORE,
    status: 'ACTIVE',
    taskDefinition: APP_6,
    runningCount: 2,
    rolloutState: 'COMPLETED',
    createdAt: at(-86_400),
    ...overrides,
  })
}

export function sdkService(deployments: Deployment[], overrides: Partial<Service> = {}): Service {
  return {
    serviceArn: 'arn:aws:ecs:us-east-1:123456789012:service/main/api',
    serviceName: 'api',
    clusterArn: 'arn:aws:ecs:us-east-1:123456789012:cluster/main',
    status: 'ACTIVE',
    desiredCount: 2,
    runningCount: 2,
    pendingCount: 0,
    createdAt: at(-86_400),
    deployments,
    events: [],
    currentServiceDeployment: SERVICE_DEPLOYMENT,
    ...overrides,
  }
}

export function describesService(deployments: Deployment[], overrides: Partial<Service> = {}): object {
  return { services: [sdkService(deployments, overrides)] }
}

export function sdkServiceDeployment(overrides: Partial<ServiceDeployment> = {}): ServiceDeployment {
  return { serviceDeploymentArn: SERVICE_DEPLOYMENT, status: 'IN_PROGRESS', createdAt: at(0), ...overrides }
}

export function sdkTask(overrides: Partial<Task> = {}): Task {
  return {
    taskArn: 'arn:aws:ecs:us-east-1:123456789012:task/main/0123456789abcdef0123456789abcdef',
    taskDefinitionArn: APP_7,
    startedBy: OURS,
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    stoppedAt: at(20),
    containers: [{ name: 'app', exitCode: 1 }],
    ...overrides,
  }
}
