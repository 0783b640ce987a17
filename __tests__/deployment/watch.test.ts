import { describe, expect, test } from '@jest/globals'
import type { DeploymentProgress } from '../../src/deployment/deployment-progress.ts'
import { ROLLBACK_MS, type WatchOptions, type WatchTerms, watchDeployment } from '../../src/deployment/watch.ts'
import {
  at,
  createError,
  createScriptedRun,
  describesService,
  type Script,
  type ScriptedRun,
  sdkDeployment,
  sdkEarlierDeployment,
  sdkServiceDeployment,
  sdkTask,
} from './scripted-aws.ts'
import {
  AFTER,
  APP_7,
  APP_8,
  createFirstIdentity,
  createIdentity,
  OURS,
  SERVICE_DEPLOYMENT,
  START,
} from './snapshots.ts'

const known = createIdentity({ serviceDeploymentArn: SERVICE_DEPLOYMENT })
const QUIET = describesService([sdkDeployment({ pendingCount: 2 }), sdkEarlierDeployment()])
const COMPLETED = describesService([sdkDeployment({ runningCount: 2, rolloutState: 'COMPLETED' })])
const THROTTLE = createError('ThrottlingException', 'Rate exceeded')
const deploys = (overrides: Parameters<typeof sdkServiceDeployment>[0] = {}) => ({
  serviceDeployments: [sdkServiceDeployment(overrides)],
})
const NO_TASKS: Script = { ListTasks: [{ taskArns: [] }] }
const GOES_ON: Script = { DescribeServices: [QUIET], DescribeServiceDeployments: [deploys()], ...NO_TASKS }

const minutes = (count: number) => START + count * 60_000

function watch(run: ScriptedRun, options: WatchOptions = {}, identity = known) {
  return watchDeployment(run.ctx, identity, { random: () => 1, ...options })
}

async function follow(script: Script, terms: Partial<WatchTerms> = {}, options: WatchOptions = {}, identity = known) {
  const run = createScriptedRun(script)
  const verdict = await watch(run, options, identity).follow({ until: minutes(10), ...terms })
  return { run, verdict }
}

const secondsOf = (run: ScriptedRun, operation: string) =>
  run.calls.filter(call => call.operation === operation).map(call => (call.at - START) / 1000)

describe('a deployment that completes', () => {
  test('is followed to its end, with one line for each change', async () => {
    const { run, verdict } = await follow({
      DescribeServices: [
        QUIET,
        describesService([sdkDeployment({ pendingCount: 2 }), sdkEarlierDeployment()], {
          events: [{ id: 'e1', createdAt: at(1), message: '(service api) has started 2 tasks: (task a) (task b).' }],
        }),
        COMPLETED,
      ],
      DescribeServiceDeployments: [deploys(), deploys(), deploys({ status: 'SUCCESSFUL' })],
      ...NO_TASKS,
    })
    expect(verdict).toEqual({
      outcome: 'succeeded',
      reason: `Deployment ${OURS} of app:7 completed. 2 of 2 tasks run.`,
      servingTaskDefinitionArn: APP_7,
      serviceDeploymentArn: SERVICE_DEPLOYMENT,
      warnings: [],
    })
    expect(run.infos).toEqual([
      '00:00  app:7: running 0 of 2, pending 2, failed 0',
      '00:01  has started 2 tasks: (task a) (task b).',
      '00:06  app:7: running 2 of 2, pending 0, failed 0 (COMPLETED)',
    ])
    expect(run.warnings).toEqual([])
  })

  test('no call is repeated by the client', async () => {
    const { run } = await follow({ ...GOES_ON })
    expect(run.options.every(options => options?.retry === false)).toBe(true)
  })

  test('every read reports what goes on', async () => {
    const seen: DeploymentProgress['kind'][] = []
    await follow(
      {
        ...GOES_ON,
        DescribeServices: [QUIET, COMPLETED],
        DescribeServiceDeployments: [deploys(), deploys({ status: 'SUCCESSFUL' })],
      },
      {},
      { onProgress: ({ kind }) => seen.push(kind) },
    )
    expect(seen[0]).toBe('deploying')
    expect(seen.at(-1)).toBe('completed')
  })

  test('wait-until: serving ends while old tasks drain, by the health of the new ones', async () => {
    const running = (id: string) =>
      sdkTask({ taskArn: id, lastStatus: 'RUNNING', desiredStatus: 'RUNNING', startedAt: at(-60) })
    const { verdict } = await follow(
      {
        DescribeServices: [QUIET, describesService([sdkDeployment({ runningCount: 2 }), sdkEarlierDeployment()])],
        DescribeServiceDeployments: [deploys()],
        ListTasks: [({ desiredStatus }) => ({ taskArns: desiredStatus === 'RUNNING' ? ['a', 'b'] : [] })],
        DescribeTasks: [{ tasks: [running('a'), running('b')] }],
      },
      { waitUntil: 'serving' },
    )
    expect(verdict).toMatchObject({ outcome: 'serving' })
    expect(verdict.evidence).toBeUndefined()
  })
})

test('what serves is read again where something else has decided', async () => {
  const replaced = (ours: number, theirs: number) =>
    describesService([
      sdkDeployment({ id: AFTER, taskDefinition: APP_8, createdAt: at(10), runningCount: theirs }),
      sdkDeployment({ status: 'ACTIVE', runningCount: ours }),
    ])
  const run: ScriptedRun = createScriptedRun({
    ...GOES_ON,
    DescribeServices: [
      () => {
        if (run.ctx.clock.now() < START + 10_000) return QUIET
        return run.ctx.clock.now() < START + 20_000 ? replaced(2, 0) : replaced(0, 2)
      },
    ],
    // What shows the other deployment first is denied, so that only time decides.
    ListServiceDeployments: [createError('AccessDeniedException', 'x')],
  })
  const verdict = await watch(run).follow({ until: minutes(10) })
  expect(verdict).toMatchObject({ outcome: 'superseded', servingTaskDefinitionArn: APP_8 })
  expect(verdict.reason).toMatch(/Running now: app:8 \(2 tasks\)\.$/)
})

describe('the deadline', () => {
  test('the last read, of everything, is made when the time is up', async () => {
    const { run, verdict } = await follow(GOES_ON, { until: START + 43_000 })
    const last = run.calls.filter(call => call.at === START + 43_000).map(({ operation }) => operation)
    expect(last.slice(0, 3).sort()).toEqual(['DescribeServiceDeployments', 'DescribeServices', 'ListTasks'])
    expect(run.ctx.clock.now()).toBe(START + 43_000)
    expect(verdict).toMatchObject({ outcome: 'timed-out', evidence: { stoppedTasks: [], notes: [] } })
    expect(verdict.reason).toContain(
      'was in progress. 0 of 2 tasks running, 2 pending. It continues; nothing was stopped.',
    )
  })

  test('what only the last read shows is the verdict', async () => {
    const isLast = () => run.ctx.clock.now() === START + 43_000
    const run: ScriptedRun = createScriptedRun({
      ...GOES_ON,
      DescribeServices: [() => (isLast() ? COMPLETED : QUIET)],
      DescribeServiceDeployments: [() => deploys({ status: isLast() ? 'SUCCESSFUL' : 'IN_PROGRESS' })],
    })
    expect(await watch(run).follow({ until: START + 43_000 })).toMatchObject({ outcome: 'succeeded' })
  })

  test('the running tasks are part of it where their health is waited for', async () => {
    const running = (id: string) =>
      sdkTask({ taskArn: id, lastStatus: 'RUNNING', desiredStatus: 'RUNNING', startedAt: at(30) })
    const bothRun = describesService([sdkDeployment({ runningCount: 2 }), sdkEarlierDeployment()])
    const run: ScriptedRun = createScriptedRun({
      ...GOES_ON,
      DescribeServices: [() => (run.ctx.clock.now() < START + 43_000 ? QUIET : bothRun)],
      ListTasks: [({ desiredStatus }) => ({ taskArns: desiredStatus === 'RUNNING' ? ['a', 'b'] : [] })],
      DescribeTasks: [{ tasks: [running('a'), running('b')] }],
    })
    const verdict = await watch(run).follow({ until: START + 43_000, waitUntil: 'serving' })
    expect(verdict).toMatchObject({ outcome: 'serving' })
  })

  test('a read that ends after it is followed by the last one', async () => {
    const run: ScriptedRun = createScriptedRun({
      ...GOES_ON,
      DescribeServices: [() => (isOver() ? COMPLETED : QUIET)],
      DescribeServiceDeployments: [() => deploys({ status: isOver() ? 'SUCCESSFUL' : 'IN_PROGRESS' })],
      // Slow, and begun just before the time is up.
      ListTasks: [() => slowly({ taskArns: [] })],
    })
    const isOver = () => run.ctx.clock.now() > START + 4_000
    const slowly = (response: object) => {
      void run.ctx.clock.sleep(4_500, run.ctx.signal)
      return response
    }
    expect(await watch(run).follow({ until: START + 4_000 })).toMatchObject({ outcome: 'succeeded' })
  })

  test('a service that was deleted has no revision that serves, also after a rollback', async () => {
    const { verdict } = await follow({
      ...GOES_ON,
      DescribeServices: [QUIET, describesService([], { status: 'INACTIVE', runningCount: 0 })],
      DescribeServiceDeployments: [
        deploys({ status: 'ROLLBACK_SUCCESSFUL', rollback: { serviceRevisionArn: 'revision' } }),
      ],
      DescribeServiceRevisions: [{ serviceRevisions: [{ taskDefinition: APP_7 }] }],
    })
    expect(verdict).toMatchObject({ outcome: 'failed', isGone: true })
    expect(verdict.servingTaskDefinitionArn).toBeUndefined()
  })

  test('time that was over before it began: one read', async () => {
    const { run, verdict } = await follow(GOES_ON, { until: START - 1 })
    expect(verdict.outcome).toBe('timed-out')
    expect(secondsOf(run, 'DescribeServices')).toEqual([0])
  })

  test('a rollback that is under way has time of its own, once', async () => {
    const { run, verdict } = await follow(
      {
        ...GOES_ON,
        DescribeServiceDeployments: [
          deploys({ status: 'ROLLBACK_IN_PROGRESS', deploymentCircuitBreaker: { status: 'TRIGGERED' } }),
        ],
      },
      { until: minutes(1) },
    )
    expect(run.ctx.clock.now()).toBe(minutes(1) + ROLLBACK_MS)
    expect(verdict).toMatchObject({ outcome: 'failed' })
    expect(verdict.reason).toContain('Its rollback was still in progress when the time ran out.')
  })

  test('a rollback that ends in that time is the verdict', async () => {
    const run: ScriptedRun = createScriptedRun({
      ...GOES_ON,
      DescribeServices: [
        describesService([
          sdkEarlierDeployment({ id: 'ecs-svc/0000000000000000003', status: 'PRIMARY', createdAt: at(30) }),
        ]),
      ],
      DescribeServiceDeployments: [
        () =>
          deploys({
            status: run.ctx.clock.now() < minutes(5) ? 'ROLLBACK_IN_PROGRESS' : 'ROLLBACK_SUCCESSFUL',
            deploymentCircuitBreaker: { status: 'TRIGGERED' },
          }),
      ],
    })
    const verdict = await watch(run).follow({ until: minutes(1) })
    expect(verdict.outcome).toBe('rolled-back')
    expect(run.ctx.clock.now()).toBeLessThan(minutes(5) + 4_000)
  })
})

describe('a second stretch', () => {
  test('goes on with what is known, and prints nothing twice', async () => {
    const events = [{ id: 'e1', createdAt: at(1), message: '(service api) has started 2 tasks: (task a) (task b).' }]
    const run = createScriptedRun({
      ...GOES_ON,
      DescribeServices: [
        describesService([sdkDeployment({ pendingCount: 2, failedTasks: 1 }), sdkEarlierDeployment()], { events }),
      ],
      ListTasks: [{ taskArns: ['t1'] }],
      DescribeTasks: [{ tasks: [sdkTask({ taskArn: 't1', lastStatus: 'STOPPED' })] }],
      DescribeTaskDefinition: [{ taskDefinition: {} }],
    })
    const stretches = watch(run)
    const first = await stretches.follow({ until: START + 20_000 })
    expect(first).toMatchObject({ outcome: 'timed-out', evidence: { stoppedTaskCount: 1 } })
    const printed = run.infos.filter(line => !line.includes('waiting for'))
    expect(printed).toHaveLength(3)
    const second = await stretches.follow({ until: START + 29_000 })
    expect(second).toMatchObject({ outcome: 'timed-out', evidence: { stoppedTaskCount: 1 } })
    expect(run.infos.filter(line => !line.includes('waiting for'))).toEqual(printed)
  })

  test('knows why this action stopped the deployment', async () => {
    const run: ScriptedRun = createScriptedRun({
      ...GOES_ON,
      DescribeServices: [
        () =>
          run.ctx.clock.now() < START + 30_000
            ? QUIET
            : describesService([
                sdkEarlierDeployment({ id: 'ecs-svc/0000000000000000003', status: 'PRIMARY', createdAt: at(30) }),
              ]),
      ],
      DescribeServiceDeployments: [
        () => deploys({ status: run.ctx.clock.now() < START + 30_000 ? 'IN_PROGRESS' : 'ROLLBACK_SUCCESSFUL' }),
      ],
    })
    const stretches = watch(run)
    await stretches.follow({ until: START + 20_000 })
    const verdict = await stretches.follow({ until: minutes(5), stoppedBecause: 'It crashed.' })
    expect(verdict).toMatchObject({
      outcome: 'rolled-back',
      reason: 'It crashed. This action rolled it back. Running now: app:6 (2 tasks).',
    })
  })
})

describe('signs of life', () => {
  test('no half minute without a line, and what is waited for', async () => {
    const { run } = await follow(GOES_ON, { until: minutes(3) })
    const waits = '0 of 2 tasks running; waiting for 2 tasks to start (network, secrets, image)'
    expect(run.infos.slice(0, 6)).toEqual([
      '00:00  app:7: running 0 of 2, pending 2, failed 0',
      ...['00:30', '01:00', '01:30', '02:00', '02:30'].map(time => `${time}  ${waits}`),
    ])
  })

  test('settings of the target groups are read once, when they are needed', async () => {
    let reads = 0
    const waitSettings = async () => {
      reads += 1
      return { healthCheck: undefined, deregistrationDelaySeconds: 120 }
    }
    const draining = describesService([sdkDeployment({ runningCount: 2 }), sdkEarlierDeployment()])
    const { run } = await follow({ ...GOES_ON, DescribeServices: [draining] }, { until: minutes(2) }, { waitSettings })
    expect(reads).toBe(1)
    expect(run.infos).toContain(
      '00:30  2 of 2 tasks running; earlier tasks are draining, up to 120 s: deregistration-delay-seconds',
    )
  })
})

describe('the number of calls', () => {
  test('a quiet minute costs at most 20, a busy one at most 40', async () => {
    const { run } = await follow(GOES_ON, { until: minutes(10) })
    const inWindow = (from: number, to: number) => run.calls.filter(call => call.at >= from && call.at < to).length
    for (let minute = 1; minute < 10; minute += 1) {
      expect(inWindow(minutes(minute), minutes(minute + 1))).toBeLessThanOrEqual(20)
    }
    for (const { at: from } of run.calls) expect(inWindow(from, from + 60_000)).toBeLessThanOrEqual(40)
  })
})

describe('reads that fail', () => {
  test('a fault is one warning, and the watch goes on', async () => {
    const fault = createError('TimeoutError', 'no response')
    const { run, verdict } = await follow({
      ...GOES_ON,
      DescribeServices: [QUIET, fault, fault, COMPLETED],
      DescribeServiceDeployments: [deploys(), deploys({ status: 'SUCCESSFUL' })],
    })
    expect(verdict.outcome).toBe('succeeded')
    expect(run.warnings).toEqual(['The service could not be read (TimeoutError: no response). Still watching.'])
  })

  test('hours of faults end nothing; ten in a row are said', async () => {
    const fault = createError('ServerException', 'Service Unavailable')
    const { run, verdict } = await follow(
      { DescribeServices: [fault], DescribeServiceDeployments: [fault], ListTasks: [fault] },
      { until: minutes(120) },
    )
    expect(verdict.outcome).toBe('timed-out')
    expect(run.ctx.clock.now()).toBe(minutes(120))
    expect(run.warnings).toContain(
      '10 reads in a row have failed, the last one with: ServerException: Service Unavailable. Still watching.',
    )
  })

  test('a watch that fails for an hour is decided by the first read that succeeds', async () => {
    const fault = createError('ServerException')
    const later = (response: object) => () => (run.ctx.clock.now() < minutes(60) ? fault : response)
    const run: ScriptedRun = createScriptedRun({
      DescribeServices: [() => later(COMPLETED)()],
      DescribeServiceDeployments: [() => later(deploys({ status: 'SUCCESSFUL' }))()],
      ListTasks: [() => later({})()],
    })
    expect(await watch(run).follow({ until: minutes(120) })).toMatchObject({ outcome: 'succeeded' })
    expect(run.ctx.clock.now()).toBeLessThan(minutes(60) + 5_000)
  })

  test('throttles make the reads rarer, are logged once, and are no warning', async () => {
    const { run, verdict } = await follow(
      { DescribeServices: [THROTTLE], DescribeServiceDeployments: [THROTTLE], ListTasks: [THROTTLE] },
      { until: minutes(3) },
    )
    expect(verdict.outcome).toBe('timed-out')
    expect(secondsOf(run, 'DescribeServices').slice(0, 6)).toEqual([0, 6, 18, 42, 72, 102])
    expect(run.warnings.filter(line => !line.includes('in a row'))).toEqual([])
    expect(run.infos.filter(line => line.startsWith('AWS limits'))).toHaveLength(1)
  })

  test('expired credentials end as unknown, without another call', async () => {
    const { run, verdict } = await follow({
      ...GOES_ON,
      DescribeServices: [QUIET, createError('ExpiredTokenException', 'expired')],
    })
    expect(verdict.outcome).toBe('unknown')
    expect(verdict.evidence).toBeUndefined()
    expect(run.ctx.clock.now()).toBe(START + 3_000)
  })

  test('without the permission to read service deployments: by DescribeServices alone, after one warning', async () => {
    const { run, verdict } = await follow(
      {
        DescribeServices: [QUIET, COMPLETED],
        DescribeServiceDeployments: [createError('AccessDeniedException', 'denied')],
        ListServiceDeployments: [createError('AccessDeniedException', 'denied')],
        ...NO_TASKS,
      },
      {},
      {},
      createIdentity(),
    )
    expect(verdict.outcome).toBe('succeeded')
    expect(run.warnings).toEqual([
      expect.stringMatching(
        /^The role of this workflow may not read service deployments .* Grant ecs:DescribeServiceDeployments/,
      ),
    ])
  })

  test('cancellation is thrown as the reason of the signal', async () => {
    const run = createScriptedRun({
      ...GOES_ON,
      DescribeServices: [
        () => {
          run.abort.abort(new Error('cancelled by the workflow'))
          return QUIET
        },
      ],
    })
    await expect(watch(run).follow({ until: minutes(10) })).rejects.toThrow('cancelled by the workflow')
  })
})

describe('a service that ECS does not list', () => {
  const MISSING = { services: [], failures: [{ reason: 'MISSING' }] }

  test('right after its creation is waited for', async () => {
    const { run, verdict } = await follow(
      {
        ...GOES_ON,
        DescribeServices: [MISSING, MISSING, COMPLETED],
        DescribeServiceDeployments: [deploys(), deploys({ status: 'SUCCESSFUL' })],
      },
      {},
      {},
      createFirstIdentity({ serviceDeploymentArn: SERVICE_DEPLOYMENT, serviceCreatedAt: undefined }),
    )
    expect(verdict.outcome).toBe('succeeded')
    expect(run.infos[0]).toBe('00:00  ECS does not list the service api yet')
  })

  test('for a minute no longer exists', async () => {
    const { run, verdict } = await follow({ ...GOES_ON, DescribeServices: [QUIET, MISSING] })
    expect(verdict).toMatchObject({ outcome: 'failed', failure: { state: 'over' } })
    expect(verdict.reason).toContain('The service api no longer exists')
    expect(run.ctx.clock.now()).toBeLessThanOrEqual(START + 68_000)
  })
})

test('a change of the count alone is judged by the counts', async () => {
  const count = (runningCount: number, desiredCount = 3) =>
    describesService([sdkDeployment({ runningCount, desiredCount, rolloutState: 'COMPLETED' })], { desiredCount })
  const seen: unknown[] = []
  const { run, verdict } = await follow(
    {
      DescribeServices: [count(2, 2), count(2), count(3)],
      DescribeServiceDeployments: [deploys({ status: 'SUCCESSFUL' })],
      ...NO_TASKS,
    },
    {},
    { judgeBy: 'counts', onProgress: progress => seen.push(progress) },
    createIdentity({ serviceDeploymentArn: SERVICE_DEPLOYMENT, desiredCount: 3, earlier: [], isFromBefore: true }),
  )
  expect(verdict).toMatchObject({ outcome: 'succeeded', reason: '3 of 3 tasks of app:7 run.' })
  expect(secondsOf(run, 'DescribeServices')).toHaveLength(3)
  expect(seen).toEqual([])
})
