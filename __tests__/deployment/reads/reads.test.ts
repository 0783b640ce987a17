import { describe, expect, test } from '@jest/globals'
import { createReads, type ReadsOptions } from '../../../src/deployment/reads/reads.ts'
import { createStoppedTaskFinder } from '../../../src/deployment/reads/stopped-tasks.ts'
import type { Snapshot, Source } from '../../../src/deployment/snapshot.ts'
import type { DeploymentIdentity } from '../../../src/resources/service/deployment-identity.ts'
import {
  at,
  createError,
  createScriptedRun,
  describesService,
  type Script,
  type ScriptedResponse,
  type ScriptedRun,
  sdkDeployment,
  sdkEarlierDeployment,
  sdkServiceDeployment,
  sdkTask,
} from '../scripted-aws.ts'
import { createIdentity, createService, OURS, SERVICE_CREATED, SERVICE_DEPLOYMENT, START } from '../snapshots.ts'

const known = createIdentity({ serviceDeploymentArn: SERVICE_DEPLOYMENT })
const QUIET = describesService([sdkDeployment({ pendingCount: 2 }), sdkEarlierDeployment()])
const AT_START = { begunAt: START, at: START }

function createReader(script: Script, identity: DeploymentIdentity = known, overrides: Partial<ReadsOptions> = {}) {
  const run = createScriptedRun(script)
  const healthRules = { healthChecked: [], targetGroups: [], stableMs: 10_000 }
  const stoppedTasks = createStoppedTaskFinder(run.ctx, identity)
  const options = { eventsSince: START, knownEvents: [], healthRules, stoppedTasks, ...overrides }
  const reads = createReads(run.ctx, identity, options)
  return { run, reads }
}

async function readAll({ reads }: ReturnType<typeof createReader>, ...sources: readonly Source[]): Promise<Snapshot[]> {
  const snapshots: Snapshot[] = []
  for (const source of sources) snapshots.push(await reads.read(source))
  return snapshots
}

const operations = ({ calls }: ScriptedRun) => calls.map(({ operation }) => operation)

describe('the service', () => {
  test('its state, and all its deployments', async () => {
    const reader = createReader({
      DescribeServices: [
        describesService(
          [sdkDeployment({ runningCount: 1, pendingCount: 1, updatedAt: at(9) }), sdkEarlierDeployment()],
          {
            runningCount: 3,
            deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } },
          },
        ),
      ],
    })
    expect(await readAll(reader, 'service')).toEqual([
      {
        kind: 'service',
        ...AT_START,
        service: createService({ runningCount: 3, rollbackEnabled: false }),
        deployments: [
          expect.objectContaining({ id: OURS, status: 'PRIMARY', runningCount: 1, updatedAt: START + 9_000 }),
          expect.objectContaining({ status: 'ACTIVE', rolloutState: 'COMPLETED', createdAt: SERVICE_CREATED }),
        ],
        events: [],
      },
    ])
    expect(reader.run.options).toEqual([expect.objectContaining({ retry: false })])
  })

  test.each<[string, object, Partial<ReturnType<typeof createService>>]>([
    ['nothing is configured', {}, { breakerEnabled: false, rollbackEnabled: false }],
    [
      'a circuit breaker with rollback',
      { deploymentCircuitBreaker: { enable: true, rollback: true } },
      { breakerEnabled: true, rollbackEnabled: true },
    ],
    [
      'a circuit breaker that is off, with rollback',
      { deploymentCircuitBreaker: { enable: false, rollback: true } },
      { breakerEnabled: false, rollbackEnabled: false },
    ],
    [
      'alarms with rollback and a bake time',
      { alarms: { enable: true, rollback: true, alarmNames: ['a'] }, bakeTimeInMinutes: 5 },
      { rollbackEnabled: true, bakeMs: 300_000 },
    ],
    ['a bake time without alarms, rolling', { bakeTimeInMinutes: 5 }, { bakeMs: 0 }],
    [
      'a strategy of ECS’s own',
      { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 2 },
      { strategy: 'BLUE_GREEN', rollbackEnabled: true, bakeMs: 120_000 },
    ],
  ])('its settings: %s', async (_name, deploymentConfiguration, expected) => {
    const [snapshot] = await readAll(
      createReader({ DescribeServices: [describesService([sdkDeployment()], { deploymentConfiguration })] }),
      'service',
    )
    expect(snapshot).toMatchObject({ service: expected })
  })

  test('each event once, oldest first, and none from before our deployment or known before', async () => {
    const events = [
      { id: 'd', createdAt: at(9), message: 'registered 1 targets' },
      { id: 'c', createdAt: at(4), message: 'has started 2 tasks' },
      { id: 'b', createdAt: at(3), message: 'has started 1 tasks' },
      { id: 'a', createdAt: at(-1), message: 'has reached a steady state.' },
    ]
    const reader = createReader(
      {
        DescribeServices: [
          describesService([sdkDeployment()], { events: events.slice(1) }),
          describesService([sdkDeployment()], { events }),
        ],
      },
      known,
      { knownEvents: ['b'] },
    )
    const snapshots = await readAll(reader, 'service', 'service')
    const seen = snapshots.map(snapshot => (snapshot.kind === 'service' ? snapshot.events.map(({ id }) => id) : []))
    expect(seen).toEqual([['c'], ['d']])
  })

  test.each<[string, ScriptedResponse]>([
    ['not listed', { services: [], failures: [{ reason: 'MISSING' }] }],
    ['not found', createError('ServiceNotFoundException')],
    ['not found, nor its cluster', createError('ClusterNotFoundException')],
  ])('%s is missing', async (_name, response) => {
    expect(await readAll(createReader({ DescribeServices: [response] }), 'service')).toEqual([
      { kind: 'missing', ...AT_START },
    ])
  })
})

describe('reads that fail', () => {
  test.each<[string, string]>([
    ['ExpiredTokenException', 'credentials'],
    ['AccessDeniedException', 'denied'],
    ['ThrottlingException', 'throttled'],
    ['TimeoutError', 'fault'],
    ['ServerException', 'fault'],
  ])('%s is %s', async (name, cause) => {
    const [snapshot] = await readAll(createReader({ DescribeServices: [createError(name, 'text')] }), 'service')
    expect(snapshot).toEqual({
      kind: 'failed-read',
      ...AT_START,
      source: 'service',
      problem: `${name}: text`,
      cause,
      permission: cause === 'denied' ? 'ecs:DescribeServices' : undefined,
    })
  })

  test.each<[Source, string, string]>([
    [
      'service-deployment',
      'DescribeServiceDeployments',
      'ecs:DescribeServiceDeployments and ecs:ListServiceDeployments',
    ],
    ['newer-deployments', 'ListServiceDeployments', 'ecs:ListServiceDeployments'],
    ['stopped-tasks', 'ListTasks', 'ecs:ListTasks and ecs:DescribeTasks'],
    ['running-tasks', 'ListTasks', 'ecs:ListTasks, ecs:DescribeTasks and elasticloadbalancing:DescribeTargetHealth'],
  ])('the permission that %s needs', async (source, operation, permission) => {
    const reader = createReader({ [operation]: [createError('AccessDeniedException')] })
    expect(await readAll(reader, source)).toEqual([
      expect.objectContaining({ kind: 'failed-read', source, cause: 'denied', permission }),
    ])
  })

  test('cancellation is thrown as the reason of the signal', async () => {
    const reader = createReader({ DescribeServices: [QUIET] })
    reader.run.abort.abort(new Error('cancelled'))
    await expect(reader.reads.read('service')).rejects.toThrow('cancelled')
  })
})

describe('the service deployment', () => {
  test('its state', async () => {
    const reader = createReader({
      DescribeServiceDeployments: [
        {
          serviceDeployments: [
            sdkServiceDeployment({
              status: 'ROLLBACK_IN_PROGRESS',
              lifecycleStage: 'BAKE_TIME',
              updatedAt: at(60),
              deploymentCircuitBreaker: { status: 'TRIGGERED', failureCount: 3, threshold: 3 },
              alarms: { status: 'TRIGGERED', triggeredAlarmNames: ['api-5xx'] },
              rollback: { reason: 'why' },
              sourceServiceRevisions: [{ arn: 'r1' }],
              targetServiceRevision: {
                arn: 'r2',
                requestedTaskCount: 2,
                runningTaskCount: 1,
                pendingTaskCount: 1,
                requestedProductionTrafficWeight: 25,
              },
              lifecycleHookDetails: [
                { hookId: 'h1', status: 'AWAITING_ACTION' },
                { hookId: 'h2', status: 'SUCCEEDED' },
              ],
            }),
          ],
        },
      ],
    })
    const [snapshot] = await readAll(reader, 'service-deployment')
    expect(snapshot).toEqual({
      kind: 'service-deployment',
      ...AT_START,
      state: {
        arn: SERVICE_DEPLOYMENT,
        status: 'ROLLBACK_IN_PROGRESS',
        statusReason: undefined,
        createdAt: START,
        finishedAt: undefined,
        updatedAt: START + 60_000,
        lifecycleStage: 'BAKE_TIME',
        circuitBreaker: 'TRIGGERED',
        failureCount: 3,
        failureThreshold: 3,
        alarms: 'TRIGGERED',
        triggeredAlarms: ['api-5xx'],
        rollback: { reason: 'why', serviceRevisionArn: undefined },
        sourceCount: 1,
        targetRevisionArn: 'r2',
        target: { requestedCount: 2, runningCount: 1, pendingCount: 1, productionWeight: 25 },
        waitingHooks: ['h1'],
      },
    })
    expect(reader.reads.isServiceDeploymentKnown).toBe(true)
  })

  test('the service names it: one call', async () => {
    const reader = createReader(
      { DescribeServices: [QUIET], DescribeServiceDeployments: [{ serviceDeployments: [sdkServiceDeployment()] }] },
      createIdentity(),
    )
    expect(reader.reads.isServiceDeploymentKnown).toBe(false)
    const [, snapshot] = await readAll(reader, 'service', 'service-deployment')
    expect(snapshot).toMatchObject({ kind: 'service-deployment', state: { arn: SERVICE_DEPLOYMENT } })
    expect(operations(reader.run)).toEqual(['DescribeServices', 'DescribeServiceDeployments'])
    expect(reader.reads.isServiceDeploymentKnown).toBe(true)
  })

  const STALE = sdkServiceDeployment({ serviceDeploymentArn: 'stale', status: 'SUCCESSFUL', createdAt: at(-900) })
  const byArn: ScriptedResponse = ({ serviceDeploymentArns }) => ({
    serviceDeployments: [(serviceDeploymentArns as string[])[0] === 'stale' ? STALE : sdkServiceDeployment()],
  })

  test('the service still names the one before: ours is found in the list once it is there', async () => {
    const reader = createReader(
      {
        DescribeServices: [describesService([sdkDeployment()], { currentServiceDeployment: 'stale' })],
        DescribeServiceDeployments: [byArn],
        ListServiceDeployments: [
          { serviceDeployments: [{ serviceDeploymentArn: 'stale', createdAt: at(-50) }] },
          { serviceDeployments: [{ serviceDeploymentArn: SERVICE_DEPLOYMENT, createdAt: at(0) }] },
        ],
      },
      createIdentity(),
    )
    const snapshots = await readAll(reader, 'service', ...Array<Source>(3).fill('service-deployment'))
    expect(snapshots.slice(1)).toMatchObject([
      { kind: 'not-found' },
      { kind: 'service-deployment', state: { arn: SERVICE_DEPLOYMENT } },
      { kind: 'service-deployment', state: { arn: SERVICE_DEPLOYMENT } },
    ])
    expect(operations(reader.run)).toEqual([
      'DescribeServices',
      'DescribeServiceDeployments',
      'ListServiceDeployments',
      'ListServiceDeployments',
      'DescribeServiceDeployments',
      'DescribeServiceDeployments',
    ])
    expect(reader.run.calls[2]?.input).toEqual({
      cluster: known.cluster,
      service: 'api',
      createdAt: { after: at(-60) },
    })
  })

  test('one that began within seconds of ours, but deploys another task definition, is not ours', async () => {
    const withTarget = sdkServiceDeployment({ targetServiceRevision: { arn: 'revision-of-another' } })
    const reader = createReader(
      {
        DescribeServices: [QUIET],
        DescribeServiceDeployments: [{ serviceDeployments: [withTarget] }],
        DescribeServiceRevisions: [{ serviceRevisions: [{ taskDefinition: 'another' }] }],
        ListServiceDeployments: [
          { serviceDeployments: [{ serviceDeploymentArn: SERVICE_DEPLOYMENT, createdAt: at(0) }] },
        ],
      },
      createIdentity(),
    )
    expect(await readAll(reader, 'service', 'service-deployment')).toMatchObject([{}, { kind: 'not-found' }])
    expect(reader.reads.isServiceDeploymentKnown).toBe(false)
  })

  test('the revisions may not be read: the time decides alone', async () => {
    const withTarget = sdkServiceDeployment({ targetServiceRevision: { arn: 'revision' } })
    const reader = createReader(
      {
        DescribeServices: [QUIET],
        DescribeServiceDeployments: [{ serviceDeployments: [withTarget] }],
        DescribeServiceRevisions: [createError('AccessDeniedException')],
      },
      createIdentity(),
    )
    expect(await readAll(reader, 'service', 'service-deployment')).toMatchObject([{}, { kind: 'service-deployment' }])
  })

  test('those that began after ours, the newest first', async () => {
    const reader = createReader({
      ListServiceDeployments: [
        {
          serviceDeployments: [
            { serviceDeploymentArn: 'second', createdAt: at(40) },
            { serviceDeploymentArn: 'first', createdAt: at(30) },
            { serviceDeploymentArn: SERVICE_DEPLOYMENT, createdAt: at(1) },
            { serviceDeploymentArn: 'with ours', createdAt: at(1) },
            { serviceDeploymentArn: 'before', createdAt: at(-20) },
            { serviceDeploymentArn: 'no time' },
          ].reverse(),
        },
      ],
    })
    expect(await readAll(reader, 'newer-deployments')).toEqual([
      { kind: 'newer-deployments', ...AT_START, arns: ['second', 'first'] },
    ])
  })
})

describe('stopped tasks', () => {
  test('of our deployment, each once, with paging; others are not ours', async () => {
    const stopped = (taskArn: string, seconds: number, startedBy = OURS) =>
      sdkTask({
        taskArn,
        startedBy,
        lastStatus: 'STOPPED',
        startedAt: at(9),
        stoppingAt: at(seconds),
        stoppedAt: at(seconds + 1),
      })
    const reader = createReader({
      ListTasks: [{ taskArns: ['t2'], nextToken: 'more' }, { taskArns: ['t1', 'x'] }, { taskArns: ['t1', 't2', 'x'] }],
      DescribeTasks: [{ tasks: [stopped('t2', 25), stopped('t1', 20), stopped('x', 21, 'ecs-svc/1')] }],
    })
    const snapshots = await readAll(reader, 'stopped-tasks', 'stopped-tasks')
    expect(snapshots).toEqual([
      {
        kind: 'stopped-tasks',
        ...AT_START,
        tasks: [
          {
            arn: 't1',
            taskDefinitionArn: expect.stringContaining('app:7'),
            stopCode: 'EssentialContainerExited',
            stoppedReason: 'Essential container in task exited',
            createdAt: undefined,
            startedAt: START + 9_000,
            stoppingAt: START + 20_000,
            stoppedAt: START + 21_000,
            containers: [{ name: 'app', exitCode: 1, reason: undefined }],
          },
          expect.objectContaining({ arn: 't2' }),
        ],
      },
      { kind: 'stopped-tasks', ...AT_START, tasks: [] },
    ])
    expect(operations(reader.run)).toEqual(['ListTasks', 'ListTasks', 'DescribeTasks', 'ListTasks'])
  })

  test('one that is still stopping is read again, until it has its exit codes', async () => {
    const stopping = sdkTask({ taskArn: 't1', lastStatus: 'DEPROVISIONING', containers: [{ name: 'app' }] })
    const reader = createReader({
      ListTasks: [{ taskArns: ['t1'] }],
      DescribeTasks: [{ tasks: [stopping] }, { tasks: [sdkTask({ taskArn: 't1', lastStatus: 'STOPPED' })] }],
    })
    const snapshots = await readAll(reader, 'stopped-tasks', 'stopped-tasks', 'stopped-tasks')
    const codes = snapshots.map(snapshot =>
      snapshot.kind === 'stopped-tasks' ? snapshot.tasks.map(({ containers }) => containers[0]?.exitCode) : [],
    )
    expect(codes).toEqual([[undefined], [1], []])
  })
})
