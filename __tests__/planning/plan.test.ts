import { describe, expect, test } from '@jest/globals'
import type { Observation } from '../../src/observation/observation.ts'
import { hasChanges, impossibilities, makePlan } from '../../src/planning/plan.ts'
import { type PlanEntry, planEntries } from '../../src/planning/plan-entries.ts'
import type { InputValues } from '../inputs/parse.ts'
import {
  API_6,
  API_GROUP,
  completedDeployment,
  createRule,
  handMadeService,
  LISTENER,
  OLD_DEPLOYMENT,
  observedRule,
  observedTargetGroup,
} from '../resources/data.ts'
import { createSpec } from '../task-definition/data.ts'
import { BALANCED, createObservation, createRendering, specify } from './data.ts'

const EVERYTHING: InputValues = {
  'listener-arn': LISTENER,
  'path-patterns': '/api',
  namespace: 'busyb.local',
  'discovery-service': 'api',
  subnets: 'subnet-00000001',
}
const RULE = createRule(7, { paths: ['/api'], to: API_GROUP })
const REVISION = { arn: API_6, taskDefinition: { ...createSpec({ family: 'api' }), taskDefinitionArn: API_6 } }
const REGISTRY = 'arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1'

/** An account in which everything is as described. */
const DEPLOYED: Partial<Observation> = {
  ...BALANCED,
  rules: [RULE],
  ownRule: observedRule(RULE),
  targetGroup: observedTargetGroup(),
  subnets: ['subnet-1', 'subnet-2'],
  namespace: { id: 'ns-1', name: 'busyb.local' },
  discoveryService: { id: 'srv-1', arn: REGISTRY, name: 'api', records: [{ type: 'A', ttlSeconds: 60 }], tags: {} },
  service: { service: handMadeService({ serviceRegistries: [{ registryArn: REGISTRY }] }), tags: {} },
  currentRevision: REVISION,
  newestRevision: REVISION,
  logGroups: new Map([['/ecs/api', { name: '/ecs/api', retentionDays: undefined, readable: true }]]),
}

async function plan(values: InputValues, observation: Partial<Observation>) {
  return makePlan(await specify(values), createObservation(observation))
}

const shown = (entries: readonly PlanEntry[]) =>
  entries.map(({ resource, name, kind, fields }) =>
    [`${kind} ${resource} ${name}`, ...fields.map(({ field }) => field)].join('; '),
  )

describe('every resource', () => {
  test('where nothing exists, everything is created', async () => {
    const created = await plan(EVERYTHING, BALANCED)
    expect(hasChanges(created)).toBe(true)
    expect(shown(planEntries(created))).toEqual([
      'create log group /ecs/api',
      'create task definition api',
      'create target group api',
      'create listener rule priority 1, /api',
      'create namespace busyb.local',
      'create discovery service api',
      'create service api',
    ])
  })

  test('where everything is as described, nothing changes', async () => {
    const unchanged = await plan(EVERYTHING, DEPLOYED)
    expect(hasChanges(unchanged)).toBe(false)
    expect(shown(planEntries(unchanged))).toEqual([
      'unchanged log group /ecs/api',
      'unchanged task definition api:6',
      'unchanged target group api',
      'unchanged listener rule priority 7',
      'unchanged namespace busyb.local',
      'unchanged discovery service api',
      'unchanged service api',
    ])
  })

  test('a new image', async () => {
    const taskDefinition = createSpec({
      family: 'api',
      containerDefinitions: [{ name: 'app', image: 'example.com/app:2', essential: true }],
    })
    const changed = await plan(EVERYTHING, { ...DEPLOYED, rendering: createRendering({ taskDefinition }) })
    expect(shown(planEntries(changed)).filter(line => !line.startsWith('unchanged'))).toEqual([
      'replace task definition api; containerDefinitions[app].image',
      'update service api; taskDefinition',
    ])
  })

  test('what is not described is not in the plan', async () => {
    expect(shown(planEntries(await plan({}, {})))).toEqual([
      'create log group /ecs/api',
      'create task definition api',
      'create service api',
    ])
  })

  test('everything that is impossible is reported at once', async () => {
    const broken = {
      ...DEPLOYED,
      targetGroup: observedTargetGroup({ TargetType: 'instance' }),
      service: { service: handMadeService({ launchType: 'EC2' }), tags: {} },
    }
    const impossible = await plan(EVERYTHING, broken)
    expect(impossibilities(impossible)).toEqual([
      expect.stringContaining('Target group "api": AWS cannot change TargetType from instance to ip in place.'),
      expect.stringContaining('Service "api": it runs on the launch type EC2'),
    ])
    expect(shown(planEntries(impossible)).filter(line => line.startsWith('impossible'))).toEqual([
      'impossible target group api',
      'impossible service api',
    ])
  })
})

describe('whether tasks are replaced although nothing differs', () => {
  const primary = (overrides: object) => ({
    service: {
      service: handMadeService({ deployments: [completedDeployment({ pendingCount: 0, ...overrides })] }),
      tags: {},
    },
  })
  const MOVED: Partial<Observation> = {
    image: { name: 'api:1', digest: 'sha256:new', digests: ['sha256:new'], architectures: ['amd64'] },
    tasks: [{ taskDefinitionArn: API_6, containers: [{ name: 'api', imageDigest: 'sha256:old' }] }],
  }
  const forced = async (values: InputValues, overrides: Partial<Observation>) => {
    const { changes, adopted } = await plan(values, { ...DEPLOYED, ...overrides })
    const { service } = changes
    const field =
      service.kind === 'update' ? service.fields.find(item => item.field === 'forceNewDeployment') : undefined
    return { forced: field?.to, adopted: adopted?.deploymentId }
  }

  test.each<[name: string, values: InputValues, overrides: Partial<Observation>, expected: object]>([
    ['what runs is stable', {}, {}, { forced: undefined, adopted: undefined }],
    [
      'it is requested',
      { 'force-new-deployment': 'true' },
      {},
      { forced: '"force-new-deployment" is true', adopted: undefined },
    ],
    [
      'the tag has moved',
      {},
      MOVED,
      { forced: 'tag "1" now means sha256:new, and sha256:old runs', adopted: undefined },
    ],
    [
      'the last deployment failed',
      {},
      primary({ rolloutState: 'FAILED', rolloutStateReason: 'tasks failed to start.' }),
      { forced: `deployment ${OLD_DEPLOYMENT} of api:6 failed: tasks failed to start.`, adopted: undefined },
    ],
    [
      'not all tasks run',
      {},
      primary({ runningCount: 1 }),
      {
        forced: `deployment ${OLD_DEPLOYMENT} of api:6 completed, but is not stable: 1 of 3 tasks running, 0 pending`,
        adopted: undefined,
      },
    ],
    [
      'it is being deployed already',
      {},
      primary({ rolloutState: 'IN_PROGRESS', runningCount: 1 }),
      { forced: undefined, adopted: OLD_DEPLOYMENT },
    ],
    [
      'it is being deployed already, with the image that the tag meant before',
      {},
      { ...primary({ rolloutState: 'IN_PROGRESS' }), ...MOVED },
      { forced: expect.stringContaining('now means'), adopted: undefined },
    ],
  ])('%s', async (_name, values, overrides, expected) => {
    expect(await forced(values, overrides)).toEqual(expected)
  })
})
