import type { CreateServiceCommandInput } from '@aws-sdk/client-ecs'
import type { Run } from '../../src/github/run.ts'
import type { Observation } from '../../src/observation/observation.ts'
import type { ReadFile } from '../../src/specification/definition-files.ts'
import { readSpecification, type Specification } from '../../src/specification/specification.ts'
import type { Rendering } from '../../src/task-definition/rendering.ts'
import { type InputValues, readValid, SHA } from '../inputs/parse.ts'
import { LISTENER } from '../resources/data.ts'
import { createSpec } from '../task-definition/data.ts'

export const RUN: Run = {
  repository: 'busyb/google-workspace-mcp',
  sha: SHA,
  runId: '42',
  attempt: 1,
  actor: 'octocat',
  workspace: '/work',
}

export const LOAD_BALANCER = {
  LoadBalancerArn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/main/0123456789abcdef',
  LoadBalancerName: 'main',
  DNSName: 'main-1.us-east-1.elb.amazonaws.com',
  VpcId: 'vpc-1',
}

export const IMAGE = '123456789012.dkr.ecr.us-east-1.amazonaws.com/api:1'

/** Files of a workspace; any other path does not exist. */
export function createFiles(files: Readonly<Record<string, string>>): ReadFile {
  return async path => {
    const text = files[path]
    if (text !== undefined) return text
    throw Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { code: 'ENOENT' })
  }
}

/** What inputs and files describe, beside a service `api` in the cluster `main`. */
export async function specify(
  values: InputValues = {},
  files: Readonly<Record<string, string>> = {},
): Promise<Specification> {
  return await readSpecification(readValid({ cluster: 'main', ...values }), RUN, createFiles(files))
}

export function createRendering(overrides: Partial<Rendering> = {}): Rendering {
  return {
    taskDefinition: createSpec({ family: 'api' }),
    container: 'api',
    containerPort: 8000,
    image: IMAGE,
    logGroups: ['/ecs/api'],
    ownLogGroup: '/ecs/api',
    ...overrides,
  }
}

/** A service definition file with its variables filled in. */
export function serviceFile(service: Partial<CreateServiceCommandInput>, tags = {}): Observation['files'] {
  return { image: undefined, taskDefinition: undefined, taskDefinitionTags: {}, service, serviceTags: tags }
}

/** An account in which nothing of what is described exists yet. */
export function createObservation(overrides: Partial<Observation> = {}): Observation {
  return {
    account: { id: '123456789012', partition: 'aws' },
    files: {
      image: undefined,
      taskDefinition: undefined,
      taskDefinitionTags: {},
      service: undefined,
      serviceTags: {},
    },
    loadBalancer: undefined,
    listener: undefined,
    rules: [],
    targetGroup: undefined,
    ownRule: undefined,
    vpcId: 'vpc-1',
    subnets: ['subnet-1'],
    securityGroups: undefined,
    namespace: undefined,
    discoveryService: undefined,
    executionRole: undefined,
    taskRole: undefined,
    image: undefined,
    secrets: { inputs: {}, file: {}, guessed: [] },
    service: undefined,
    scaling: { kind: 'none' },
    tasks: [],
    newestRevision: undefined,
    earlierRevisions: [],
    currentRevision: undefined,
    rendering: createRendering(),
    logGroups: new Map(),
    ...overrides,
  } as Observation
}

/** The load balancer `main` with its listener on port 443. */
export const BALANCED: Pick<Observation, 'loadBalancer' | 'listener'> = {
  loadBalancer: LOAD_BALANCER,
  listener: { ListenerArn: LISTENER, Port: 443, Protocol: 'HTTPS' },
}
