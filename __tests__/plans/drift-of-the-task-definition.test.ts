import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs'
import { describe, test } from '@jest/globals'
import { type Account, REPOSITORY, SECOND_COMMIT, SERVICE } from '../scenarios/account.ts'
import { type Drift, expectPutBack } from './drift.ts'

const CONTAINER = 'containerDefinitions[busyb-google-workspace-mcp]'
const ROLE = 'arn:aws:iam::123456789012:role'
const IMAGE = `123456789012.dkr.ecr.us-east-1.amazonaws.com/${REPOSITORY}`

/** Another revision than the action's is registered, and the service runs it. */
function register(changed: (from: TaskDefinition) => object) {
  return (account: Account) => {
    const { simulator, seed } = account
    const { taskDefinitionArn: _arn, revision: _revision, status: _status, ...from } = account.taskDefinition()
    const { requiresAttributes: _r, compatibilities: _c, registeredAt: _at, registeredBy: _by, ...settings } = from
    const { taskDefinition } = simulator.call('ecs', 'RegisterTaskDefinition', {
      ...settings,
      ...changed(from),
      tags: [],
    }) as { readonly taskDefinition: { readonly taskDefinitionArn: string } }
    simulator.call('ecs', 'UpdateService', {
      cluster: seed.clusterName,
      service: SERVICE,
      taskDefinition: taskDefinition.taskDefinitionArn,
    })
  }
}

const settings = (changed: Partial<TaskDefinition>) => register(() => changed)

function container(changed: (from: ContainerDefinition) => Partial<ContainerDefinition>) {
  return register(({ containerDefinitions: [own = {}, ...others] = [] }) => ({
    containerDefinitions: [{ ...own, ...changed(own) }, ...others],
  }))
}

const check = (changed: Partial<NonNullable<ContainerDefinition['healthCheck']>>) =>
  container(({ healthCheck }) => ({ healthCheck: { command: [], ...healthCheck, ...changed } }))

const options = (changed: Readonly<Record<string, string>>) =>
  container(({ logConfiguration }) => ({
    logConfiguration: { logDriver: 'awslogs', options: { ...logConfiguration?.options, ...changed } },
  }))

const role =
  (name: string) =>
  ({ simulator }: Account) =>
    void simulator.services.iam.createRole({ name })

/** What the template has, and what it leaves out: the file is the whole task definition. */
const CHANGES: readonly (readonly [
  field: string,
  change: Drift['change'],
  more?: Pick<Drift, 'prepare' | 'beside' | 'inputs'>,
])[] = [
  ['cpu', settings({ cpu: '256' })],
  ['memory', settings({ memory: '2048' })],
  ['executionRoleArn', settings({ executionRoleArn: `${ROLE}/other` }), { prepare: role('other') }],
  ['taskRoleArn', settings({ taskRoleArn: `${ROLE}/other` }), { prepare: role('other') }],
  ['ephemeralStorage.sizeInGiB', settings({ ephemeralStorage: { sizeInGiB: 50 } })],
  [
    'runtimePlatform.cpuArchitecture',
    settings({ runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' } }),
  ],
  ['volumes[scratch].name', settings({ volumes: [{ name: 'scratch' }] })],
  ['pidMode', settings({ pidMode: 'task' })],
  [`${CONTAINER}.image`, container(() => ({ image: `${IMAGE}:${SECOND_COMMIT}` }))],
  [`${CONTAINER}.command`, container(() => ({ command: ['serve'] }))],
  [`${CONTAINER}.entryPoint`, container(() => ({ entryPoint: ['/bin/sh'] }))],
  [`${CONTAINER}.cpu`, container(() => ({ cpu: 128 }))],
  [`${CONTAINER}.memory`, container(() => ({ memory: 512 }))],
  [`${CONTAINER}.memoryReservation`, container(() => ({ memoryReservation: 512 }))],
  [`${CONTAINER}.user`, container(() => ({ user: 'nobody' }))],
  [`${CONTAINER}.workingDirectory`, container(() => ({ workingDirectory: '/app' }))],
  [`${CONTAINER}.readonlyRootFilesystem`, container(() => ({ readonlyRootFilesystem: true }))],
  [`${CONTAINER}.stopTimeout`, container(() => ({ stopTimeout: 10 }))],
  [`${CONTAINER}.startTimeout`, container(() => ({ startTimeout: 10 }))],
  [`${CONTAINER}.interactive`, container(() => ({ interactive: true }))],
  [`${CONTAINER}.dockerLabels.team`, container(() => ({ dockerLabels: { team: 'search' } }))],
  [
    `${CONTAINER}.linuxParameters.initProcessEnabled`,
    container(() => ({ linuxParameters: { initProcessEnabled: true } })),
  ],
  [
    `${CONTAINER}.environment[MCP_ENABLE_OAUTH21]`,
    container(({ environment }) => ({
      environment: environment?.map(one => (one.name === 'MCP_ENABLE_OAUTH21' ? { ...one, value: 'false' } : one)),
    })),
  ],
  [
    `${CONTAINER}.environment[PORT]`,
    container(({ environment }) => ({ environment: environment?.filter(({ name }) => name !== 'PORT') })),
  ],
  [
    `${CONTAINER}.environment[ADDED]`,
    container(({ environment = [] }) => ({ environment: [...environment, { name: 'ADDED', value: 'by hand' }] })),
  ],
  [
    `${CONTAINER}.secrets[MCP_GOOGLE_CREDENTIALS_DIR]`,
    container(({ secrets }) => ({
      secrets: secrets?.map(one => ({ ...one, valueFrom: secrets[0]?.valueFrom })),
    })),
    { beside: [`task definition: ${CONTAINER}.secrets[MCP_GOOGLE_OAUTH_CLIENT_SECRET]`] },
  ],
  [`${CONTAINER}.healthCheck.command`, check({ command: ['CMD', 'true'] })],
  [`${CONTAINER}.healthCheck.interval`, check({ interval: 20 })],
  [`${CONTAINER}.healthCheck.timeout`, check({ timeout: 4 })],
  [`${CONTAINER}.healthCheck.retries`, check({ retries: 5 })],
  [`${CONTAINER}.healthCheck.startPeriod`, check({ startPeriod: 30 })],
  [`${CONTAINER}.logConfiguration.options.awslogs-stream-prefix`, options({ 'awslogs-stream-prefix': 'mine' })],
  [`${CONTAINER}.logConfiguration.options.awslogs-create-group`, options({ 'awslogs-create-group': 'true' })],
  [
    'containerDefinitions[sidecar].name',
    register(({ containerDefinitions = [] }) => ({
      containerDefinitions: [...containerDefinitions, { name: 'sidecar', image: `${IMAGE}:${SECOND_COMMIT}` }],
    })),
    {
      beside: ['essential', 'image'].map(name => `task definition: containerDefinitions[sidecar].${name}`),
    },
  ],
  [
    `${CONTAINER}.portMappings[9000/tcp].containerPort`,
    container(({ portMappings = [] }) => ({ portMappings: [...portMappings, { containerPort: 9000 }] })),
    { beside: [`task definition: ${CONTAINER}.portMappings[9000/tcp].protocol`] },
  ],
  [
    `${CONTAINER}.ulimits[nofile].hardLimit`,
    container(() => ({ ulimits: [{ name: 'nofile', softLimit: 1024, hardLimit: 4096 }] })),
    { beside: ['name', 'softLimit'].map(name => `task definition: ${CONTAINER}.ulimits[nofile].${name}`) },
  ],
]

const DRIFTS = CHANGES.map(
  ([field, change, more = {}]): Drift => ({
    ...more,
    field: `task definition: ${field}`,
    change,
    beside: ['service: taskDefinition', ...(more.beside ?? [])],
    writes: ['RegisterTaskDefinition', 'UpdateService'],
  }),
)

describe('a field of the task definition that was changed behind the action is named by the plan, and put back', () => {
  test.each(DRIFTS)('$field', expectPutBack)
})

describe('tags of the revision that runs', () => {
  test.each<Drift>([
    {
      field: 'task definition: tags[Environment]',
      change: account =>
        void account.simulator.call('ecs', 'TagResource', {
          resourceArn: account.taskDefinition().taskDefinitionArn,
          tags: [{ key: 'Environment', value: 'staging' }],
        }),
      writes: ['TagResource'],
    },
  ])('are put back without a new revision: $field', expectPutBack)
})
