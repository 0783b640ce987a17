import type { Aws, Send } from '../../src/aws/aws.ts'
import type { Context } from '../../src/context.ts'
import { createLog } from '../../src/report/log.ts'
import type { Account } from './subjects.ts'

/** The context that the action's own functions take, with the subject's clients in it. */
export function contextOf({ clients, wait }: Account): Context {
  const ignore = () => undefined
  const send: Send = async (client, command) => await (await client).send(command)
  const aws: Aws = {
    region: 'us-east-1',
    ecs: async () => clients.ecs,
    elbv2: async () => clients.elbv2,
    serviceDiscovery: async () => clients.discovery,
    logs: async () => clients.logs,
    sts: async () => clients.sts,
    ec2: async () => clients.ec2,
    ecr: async () => clients.ecr,
    secretsManager: async () => clients.secretsManager,
    ssm: async () => clients.ssm,
    iam: async () => clients.iam,
    applicationAutoScaling: async () => clients.scaling,
    send,
  }
  return {
    aws,
    httpGet: async () => {
      throw new Error('Nothing is requested over HTTP here.')
    },
    clock: { now: () => Date.now(), sleep: wait },
    log: createLog({ info: ignore, warning: ignore, debug: ignore, startGroup: ignore, endGroup: ignore }),
    env: {},
    signal: new AbortController().signal,
  }
}
