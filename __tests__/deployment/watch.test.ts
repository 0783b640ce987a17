import { describe, expect, test } from '@jest/globals'
import type { Snapshot } from '../../src/deployment/snapshot.ts'
import { watchDeployment } from '../../src/deployment/watch.ts'
import {
  at,
  createError,
  createScriptedRun,
  describesService,
  type ScriptedRun,
  sdkDeployment,
  sdkEarlierDeployment,
  sdkServiceDeployment,
  sdkTask,
} from './scripted-aws.ts'
import { createIdentity, SERVICE_DEPLOYMENT, START } from './snapshots.ts'

const known = createIdentity({ serviceDeploymentArn: SERVICE_DEPLOYMENT })
const QUIET = describesService([sdkDeployment({ pendingCount: 2 }), sdkEarlierDeployment()])
const DESCRIBED = { serviceDeployments: [sdkServiceDeployment()] }
const THROTTLE = createError('ThrottlingException', 'Rate exceeded')

async function watch(run: ScriptedRun, seconds: number, identity = known): Promise<Snapshot[]> {
  const snapshots: Snapshot[] = []
  const options = { until: START + seconds * 1000, random: () => 1 }
  for await (const snapshot of watchDeployment(run.ctx, identity, options)) snapshots.push(snapshot)
  return snapshots
}

const kinds = (snapshots: readonly Snapshot[]) => snapshots.map(({ kind }) => kind)
const operations = (run: ScriptedRun) => run.calls.map(({ operation }) => operation)

describe('watching a deployment', () => {
  test('a quiet poll costs two calls, and none of them is repeated by the client', async () => {
    const run = createScriptedRun({ DescribeServices: [QUIET], DescribeServiceDeployments: [DESCRIBED] })
    const snapshots = await watch(run, 600)
    expect(run.calls.length).toBe(snapshots.length * 2)
    expect(run.options.every(options => options?.retry === false)).toBe(true)
  })

  test('the last poll is made when the time is up', async () => {
    const run = createScriptedRun({ DescribeServices: [QUIET], DescribeServiceDeployments: [DESCRIBED] })
    const snapshots = await watch(run, 43)
    expect(snapshots.at(-1)?.at).toBe(START + 43_000)
  })

  test('a service that is not listed right after its creation is waited for', async () => {
    const run = createScriptedRun({
      DescribeServices: [{ services: [], failures: [{ reason: 'MISSING' }] }, QUIET],
      DescribeServiceDeployments: [DESCRIBED],
    })
    expect(kinds(await watch(run, 5))).toEqual(['missing', 'observed', 'observed'])
  })

  test('each event once, oldest first, and none from before our deployment', async () => {
    const events = [
      { id: 'c', createdAt: at(9), message: 'registered 1 targets' },
      { id: 'b', createdAt: at(4), message: 'has started 1 tasks' },
      { id: 'a', createdAt: at(-1), message: 'has reached a steady state.' },
    ]
    const run = createScriptedRun({
      DescribeServices: [
        describesService([sdkDeployment()], { events: events.slice(1) }),
        describesService([sdkDeployment()], { events }),
      ],
      DescribeServiceDeployments: [DESCRIBED],
    })
    const snapshots = await watch(run, 10)
    const seen = snapshots.flatMap(snapshot => (snapshot.kind === 'observed' ? snapshot.events : []))
    expect(seen.map(({ id }) => id)).toEqual(['b', 'c'])
  })

  test('stopped tasks of our deployment are found when one has failed, each once; others are not ours', async () => {
    const run = createScriptedRun({
      DescribeServices: [
        describesService([sdkDeployment({ runningCount: 1 })]),
        describesService([sdkDeployment({ failedTasks: 1 })]),
      ],
      DescribeServiceDeployments: [DESCRIBED],
      ListTasks: [{ taskArns: ['t1'], nextToken: 'more' }, { taskArns: ['t2'] }, { taskArns: ['t1', 't2'] }],
      DescribeTasks: [
        { tasks: [sdkTask({ taskArn: 't1' }), sdkTask({ taskArn: 't2', startedBy: 'ecs-svc/0000000000000000001' })] },
      ],
    })
    const snapshots = await watch(run, 15)
    const stopped = snapshots.flatMap(snapshot => (snapshot.kind === 'observed' ? snapshot.stoppedTasks : []))
    expect(stopped).toEqual([
      {
        arn: 't1',
        taskDefinitionArn: expect.stringContaining('app:7'),
        stopCode: 'EssentialContainerExited',
        stoppedReason: 'Essential container in task exited',
        stoppedAt: START + 20_000,
        containers: [{ name: 'app', exitCode: 1, reason: undefined }],
      },
    ])
    expect(operations(run).filter(operation => operation === 'DescribeTasks')).toHaveLength(1)
  })
})

describe('finding the service deployment', () => {
  test('the one the service names, where it was created with ours', async () => {
    const run = createScriptedRun({ DescribeServices: [QUIET], DescribeServiceDeployments: [DESCRIBED] })
    const [first] = await watch(run, 1, createIdentity())
    expect(first).toMatchObject({ serviceDeployment: { arn: SERVICE_DEPLOYMENT, status: 'IN_PROGRESS' } })
    expect(operations(run)).not.toContain('ListServiceDeployments')
  })

  test('a stale one is ignored: ours is found in the list once it is there', async () => {
    const stale = describesService([sdkDeployment({ pendingCount: 2 })], { currentServiceDeployment: 'stale' })
    const run = createScriptedRun({
      DescribeServices: [stale],
      DescribeServiceDeployments: [
        ({ serviceDeploymentArns }) => ({
          serviceDeployments: [
            (serviceDeploymentArns as string[])[0] === 'stale'
              ? sdkServiceDeployment({ serviceDeploymentArn: 'stale', status: 'SUCCESSFUL', createdAt: at(-900) })
              : sdkServiceDeployment(),
          ],
        }),
      ],
      ListServiceDeployments: [
        { serviceDeployments: [{ serviceDeploymentArn: 'stale', createdAt: at(-900) }] },
        { serviceDeployments: [{ serviceDeploymentArn: SERVICE_DEPLOYMENT, createdAt: at(0) }] },
      ],
    })
    const snapshots = await watch(run, 5, createIdentity())
    const seen = snapshots.map(snapshot => snapshot.kind === 'observed' && snapshot.serviceDeployment?.arn)
    expect(seen).toEqual([undefined, undefined, SERVICE_DEPLOYMENT])
  })

  test('without the permission the watch goes on with DescribeServices alone, after one warning', async () => {
    const run = createScriptedRun({
      DescribeServices: [QUIET],
      DescribeServiceDeployments: [createError('AccessDeniedException')],
    })
    const snapshots = await watch(run, 30, createIdentity())
    expect(new Set(kinds(snapshots))).toEqual(new Set(['observed']))
    expect(operations(run).filter(operation => operation !== 'DescribeServices')).toEqual([
      'DescribeServiceDeployments',
    ])
    expect(run.warnings).toEqual([
      expect.stringMatching(
        /^The role of this workflow may not call ecs:DescribeServiceDeployments\. .* Grant ecs:DescribeServiceDeployments/,
      ),
    ])
  })
})

describe('polls that fail', () => {
  test('a poll that fails in between is one warning, and the watch goes on', async () => {
    const fault = createError('TimeoutError')
    const run = createScriptedRun({
      DescribeServices: [QUIET, fault, fault, QUIET],
      DescribeServiceDeployments: [DESCRIBED],
    })
    expect(kinds(await watch(run, 10))).toEqual(['observed', 'unreadable', 'unreadable', 'observed', 'observed'])
    expect(run.warnings).toEqual(['The service could not be read (TimeoutError: TimeoutError). Still watching.'])
  })

  test('throttles make the polls rarer, are logged once, and are not a warning', async () => {
    const run = createScriptedRun({ DescribeServices: [THROTTLE], DescribeServiceDeployments: [DESCRIBED] })
    const snapshots = await watch(run, 90)
    expect(snapshots.map(snapshot => (snapshot.at - START) / 1000)).toEqual([0, 6, 18, 42, 72, 90])
    expect(run.warnings).toEqual([])
    expect(run.infos).toEqual(['AWS limits the rate of calls (ThrottlingException: Rate exceeded): asking less often.'])
  })

  test('a throttled DescribeServiceDeployments makes the polls rarer too, without a warning', async () => {
    const run = createScriptedRun({ DescribeServices: [QUIET], DescribeServiceDeployments: [THROTTLE] })
    const snapshots = await watch(run, 18)
    expect(snapshots.map(snapshot => (snapshot.at - START) / 1000)).toEqual([0, 6, 18])
    expect(run.warnings).toEqual([])
  })

  test.each([
    {
      name: 'expired credentials',
      error: createError('ExpiredTokenException'),
      problem: /credentials are no longer valid/,
    },
    {
      name: 'no permission',
      error: createError('AccessDeniedException'),
      problem: /may not call ecs:DescribeServices/,
    },
  ])('$name end the watch at once', async ({ error, problem }) => {
    const run = createScriptedRun({ DescribeServices: [QUIET, error], DescribeServiceDeployments: [DESCRIBED] })
    const snapshots = await watch(run, 600)
    expect(snapshots).toEqual([
      expect.objectContaining({ kind: 'observed' }),
      { kind: 'lost', at: START + 2500, problem: expect.stringMatching(problem) },
    ])
  })

  test('a refusal three times in a row ends the watch', async () => {
    const run = createScriptedRun({
      DescribeServices: [createError('ClusterNotFoundException')],
      DescribeServiceDeployments: [DESCRIBED],
    })
    expect(kinds(await watch(run, 600))).toEqual(['unreadable', 'unreadable', 'lost'])
  })

  test('an API that does not respond for five minutes ends the watch', async () => {
    const run = createScriptedRun({
      DescribeServices: [createError('TimeoutError')],
      DescribeServiceDeployments: [createError('TimeoutError')],
    })
    const last = (await watch(run, 3600)).at(-1)
    expect(last).toMatchObject({ kind: 'lost', at: START + 300_000 })
  })

  test('cancellation ends it with the reason of the signal', async () => {
    const run = createScriptedRun({
      DescribeServices: [
        () => {
          run.abort.abort(new Error('cancelled'))
          return QUIET
        },
      ],
      DescribeServiceDeployments: [DESCRIBED],
    })
    await expect(watch(run, 60)).rejects.toThrow('cancelled')
  })
})
