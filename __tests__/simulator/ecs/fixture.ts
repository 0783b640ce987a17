import type { Deployment, Service, ServiceDeployment, Task } from '@aws-sdk/client-ecs'
import { createClock, type SimulatedClock } from '../../../simulator/clock.ts'
import { createEcs, type SimulatedEcs } from '../../../simulator/services/ecs/ecs.ts'
import type { Behaviour, Call, Image, Settings, TargetBackend, World } from '../../../simulator/world.ts'

export const TARGET_GROUP = 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/api/0123456789abcdef'
export const REGISTRY = 'arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-a'
export const SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:api/key-a1B2c3'
export const EXECUTION_ROLE = 'arn:aws:iam::123456789012:role/execution'
export const TASK_ROLE = 'arn:aws:iam::123456789012:role/task'
export const REPOSITORY = '123456789012.dkr.ecr.eu-central-1.amazonaws.com/api'

// biome-ignore lint/suspicious/noExplicitAny: an operation's output, of which each test reads what it is about
type Output = any

/** One call's input, with what a test changes. */
export type Overrides = Readonly<Record<string, unknown>>

export interface Fixture {
  readonly ecs: SimulatedEcs
  readonly clock: SimulatedClock
  readonly settings: Settings
  readonly targets: Map<string, { backend: TargetBackend; since: number }>
  readonly instances: Map<string, { attributes: Record<string, string>; healthy: boolean | undefined }>
  readonly logs: string[]
  readonly logGroups: Set<string>
  readonly roles: Set<string>
  readonly targetGroup: { type: string; attached: boolean }
  readonly recordTypes: string[]
  push(tag: string, behaviour?: Behaviour, architecture?: string): string
  call(operation: string, input: object): Output
  register(overrides?: Overrides, container?: Overrides): string
  create(overrides?: Overrides): Service
  update(overrides: Overrides): Service
  advance(seconds: number): void
  service(name?: string): Service
  /** The deployment by its id, or the PRIMARY one. */
  deployment(id?: string): Deployment | undefined
  serviceDeployments(): ServiceDeployment[]
  tasks(desiredStatus: 'RUNNING' | 'STOPPED'): Task[]
  events(): string[]
}

const CALL: Call = { service: 'ecs', operation: '', region: 'eu-central-1' }

/** A simulated ECS on a clock that is driven by hand, among ports that answer from plain maps. */
export function createFixture(): Fixture {
  const clock = createClock({ kind: 'manual' }, Date.UTC(2025, 0, 1))
  const settings: Settings = { pageSize: undefined, readLagMs: 0, capacityAvailable: true }
  const images = new Map<string, Image>()
  const targets: Fixture['targets'] = new Map()
  const instances: Fixture['instances'] = new Map()
  const logs: string[] = []
  const logGroups = new Set(['/ecs/api'])
  const roles = new Set([EXECUTION_ROLE, TASK_ROLE])
  const targetGroup = { type: 'ip', attached: true }
  const recordTypes = ['A']
  let ids = 0
  let addresses = 0

  const world: World = {
    account: '123456789012',
    region: 'eu-central-1',
    partition: 'aws',
    clock,
    settings,
    id: length => (++ids * 2_654_435_761).toString(16).padStart(length, '0').slice(-length),
    arn: (service, resource) => `arn:aws:${service}:eu-central-1:123456789012:${resource}`,
    ports: {
      images: { resolve: reference => images.get(reference) },
      logs: {
        hasGroup: name => logGroups.has(name),
        ensureGroup: name => void logGroups.add(name),
        write: (group, stream, message) => void logs.push(`${group} ${stream} ${message}`),
      },
      secrets: { exists: valueFrom => valueFrom === SECRET },
      roles: { isAssumableByTasks: arn => roles.has(arn) },
      network: {
        subnet: id =>
          /^subnet-[ab]$/.test(id) ? { vpcId: 'vpc-1', availabilityZone: 'eu-central-1a' } : OTHER_VPC[id],
        securityGroup: id => ({ 'sg-1': { vpcId: 'vpc-1' }, 'sg-2': { vpcId: 'vpc-2' } })[id],
        allocateAddress: () => `10.0.0.${++addresses}`,
      },
      targets: {
        exists: arn => arn === TARGET_GROUP,
        targetType: () => targetGroup.type,
        hasLoadBalancer: () => targetGroup.attached,
        register: (_, { id, port, backend }) => void targets.set(`${id}:${port}`, { backend, since: clock.now() }),
        deregister(_, { id, port }, done) {
          clock.after(30_000, () => {
            targets.delete(`${id}:${port}`)
            done()
          })
        },
        health(_, { id, port }) {
          const target = targets.get(`${id}:${port}`)
          if (!target) return undefined
          if (clock.now() < target.since + 10_000) return { state: 'initial', reason: 'Elb.InitialHealthChecking' }
          const answer = target.backend.get('/health', id)
          if (typeof answer === 'string') return { state: 'unhealthy', reason: 'Target.FailedHealthChecks' }
          if (answer.status === 200) return { state: 'healthy' }
          const description = `Health checks failed with these codes: [${answer.status}]`
          return { state: 'unhealthy', reason: 'Target.ResponseCodeMismatch', description }
        },
      },
      instances: {
        recordTypes: arn => (arn === REGISTRY ? recordTypes : undefined),
        register: (_, { id, attributes }) => void instances.set(id, { attributes, healthy: undefined }),
        deregister: (_, id) => void instances.delete(id),
        setHealth(_, id, healthy) {
          const instance = instances.get(id)
          if (instance) instance.healthy = healthy
        },
      },
      scaling: { owns: () => false },
    },
  }
  const ecs = createEcs(world)
  ecs.createCluster('busyb')

  const call = (operation: string, input: object): Output => {
    clock.settle()
    const run = ecs.operations[operation]
    if (!run) throw new Error(`There is no operation ${operation}.`)
    return run(input, CALL)
  }
  const fixture: Fixture = {
    ecs,
    clock,
    settings,
    targets,
    instances,
    logs,
    logGroups,
    roles,
    targetGroup,
    recordTypes,
    push(tag, behaviour = {}, architecture = 'amd64') {
      const digest = `sha256:${tag}-${images.size}`
      const platforms = [{ architecture, os: 'linux' }]
      const image = { digest, platforms, behaviour, pushedAt: clock.now() }
      images.set(`${REPOSITORY}:${tag}`, image)
      images.set(`${REPOSITORY}@${digest}`, image)
      return digest
    },
    call,
    register: (overrides, container) =>
      call('RegisterTaskDefinition', taskDefinition(overrides, container)).taskDefinition.taskDefinitionArn,
    create: overrides => call('CreateService', serviceInput(overrides)).service,
    update: overrides => call('UpdateService', { cluster: 'busyb', service: 'api', ...overrides }).service,
    advance: seconds => clock.advance(seconds * 1000),
    service: (name = 'api') => call('DescribeServices', { cluster: 'busyb', services: [name] }).services[0],
    deployment: id =>
      fixture.service().deployments?.find(({ id: own, status }) => (id ? own === id : status === 'PRIMARY')),
    serviceDeployments: () => {
      const { serviceDeployments } = call('ListServiceDeployments', { cluster: 'busyb', service: 'api' })
      const serviceDeploymentArns = serviceDeployments.map((brief: Output) => brief.serviceDeploymentArn)
      return call('DescribeServiceDeployments', { serviceDeploymentArns }).serviceDeployments
    },
    tasks(desiredStatus) {
      const { taskArns } = call('ListTasks', { cluster: 'busyb', serviceName: 'api', desiredStatus })
      return taskArns.length === 0 ? [] : call('DescribeTasks', { cluster: 'busyb', tasks: taskArns }).tasks
    },
    events: () => (fixture.service().events ?? []).map(event => event.message ?? '').reverse(),
  }
  return fixture
}

const OTHER_VPC: Readonly<Record<string, { vpcId: string; availabilityZone: string }>> = {
  'subnet-c': { vpcId: 'vpc-2', availabilityZone: 'eu-central-1b' },
}

/** A Fargate task definition of one container, `api`, on port 8000. */
export function taskDefinition(overrides: Overrides = {}, container: Overrides = {}): object {
  return {
    family: 'api',
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    cpu: '256',
    memory: '512',
    executionRoleArn: EXECUTION_ROLE,
    taskRoleArn: TASK_ROLE,
    containerDefinitions: [
      { name: 'api', image: `${REPOSITORY}:1`, portMappings: [{ containerPort: 8000 }], ...container },
    ],
    ...overrides,
  }
}

/** A service of two tasks, without load balancer and discovery. */
export function serviceInput(overrides: Overrides = {}): object {
  return {
    cluster: 'busyb',
    serviceName: 'api',
    taskDefinition: 'api',
    desiredCount: 2,
    launchType: 'FARGATE',
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-a', 'subnet-b'], securityGroups: ['sg-1'] } },
    ...overrides,
  }
}

export const BEHIND_LOAD_BALANCER = {
  loadBalancers: [{ targetGroupArn: TARGET_GROUP, containerName: 'api', containerPort: 8000 }],
}

export const BREAKER = { deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } } }

export const BREAKER_WITHOUT_ROLLBACK = {
  deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } },
}
