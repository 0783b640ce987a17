import { describe, expect, test } from '@jest/globals'
import type { HttpGet } from '../../src/http/http-get.ts'
import { CancelledError } from '../../src/runtime.ts'
import type { CheckResult } from '../../src/verification/check-result.ts'
import { verifyService } from '../../src/verification/verification.ts'
import { createError, createScriptedRun, type Script, type ScriptedRun } from '../deployment/scripted-aws.ts'
import { AFTER } from '../deployment/snapshots.ts'
import { createAnswer, createExpectation, createOurs, createTask, createUrl, GROUP } from './data.ts'
import {
  ALL_WELL,
  arnOf,
  checksOf,
  countOf,
  createWanted,
  HEALTHY,
  INSTANCE,
  listed,
  operationsOf,
  REPLACED,
  shown,
  statesOf,
  T1,
  target,
  verify,
  WELL,
} from './scripted-service.ts'

describe('the service is no longer ours', () => {
  test.each<[string, object, object]>([
    ['another deployment is PRIMARY', REPLACED, { kind: 'replaced', by: { id: AFTER } }],
    ['the service is deleted', shown({ status: 'DRAINING' }), { kind: 'deleted', status: 'DRAINING' }],
    ['ours has failed', shown({ deployments: [createOurs({ rolloutState: 'FAILED' })] }), { kind: 'failed' }],
  ])('%s: it ends at once', async (_name, response, standing) => {
    const { verification, seconds } = await verify({ DescribeServices: [response] })
    expect(verification).toMatchObject({ kind: 'ended', standing })
    expect(seconds).toBe(0)
  })

  test('noticed while something else is waited for, at the latest by the last read of everything', async () => {
    const { verification } = await verify({
      ListInstances: [{}, INSTANCE],
      DescribeServices: [shown(), REPLACED],
    })
    expect(verification).toMatchObject({ kind: 'ended', standing: { kind: 'replaced' } })
  })
})

describe('requests', () => {
  const inputs = createExpectation({ urls: [createUrl('https://api.example.com/')], timeoutSeconds: 60 })

  /** An answer that comes once the service was described so many times. */
  function answerAfter(run: () => ScriptedRun | undefined, times: number, status = 200): HttpGet {
    return async () => {
      while (countOf(run() ?? createScriptedRun({}), 'DescribeServices') < times) {
        await new Promise(resolve => setImmediate(resolve))
      }
      return createAnswer({ status })
    }
  }

  async function verifyWith(change: Script, times: number, status?: number) {
    const run = createScriptedRun({ ...ALL_WELL, ...change })
    const context = { ...run.ctx, httpGet: answerAfter(() => run, times, status) }
    // Each step of the clock lets the request go on.
    const clock = {
      ...context.clock,
      sleep: async (ms: number, signal?: AbortSignal) => {
        await context.clock.sleep(ms, signal)
        await new Promise(resolve => setImmediate(resolve))
      },
    }
    return { run, verification: await verifyService({ ...context, clock }, createWanted({ inputs })) }
  }

  test('after they have passed, everything is read once more', async () => {
    const { run, verification } = await verifyWith({}, 3)
    expect(statesOf(verification)).toEqual(['tasks passed', 'targets passed', 'discovery passed', 'http passed'])
    const last = operationsOf(run).slice(-5).toSorted()
    expect(last).toEqual(['DescribeServices', 'DescribeTargetHealth', 'DescribeTasks', 'ListInstances', 'ListTasks'])
    expect(countOf(run, 'ListInstances')).toBe(2)
    expect(countOf(run, 'DescribeServices')).toBeGreaterThanOrEqual(3)
  })

  test('a replacement is noticed while they are being sent', async () => {
    const { run, verification } = await verifyWith({ DescribeServices: [shown(), shown(), REPLACED] }, 1_000)
    expect(verification).toMatchObject({ kind: 'ended', standing: { kind: 'replaced' } })
    expect(countOf(run, 'ListInstances')).toBe(1)
  })

  test('a replacement while they were being sent is noticed by the last read', async () => {
    const { verification } = await verifyWith({ DescribeServices: [shown(), shown(), shown(), REPLACED] }, 3)
    expect(verification).toMatchObject({ kind: 'ended', standing: { kind: 'replaced' } })
  })

  test('a task that died while they were being sent is noticed by the last read', async () => {
    const { verification } = await verifyWith({ ListTasks: [listed(T1), {}] }, 2)
    expect(checksOf(verification)).toContainEqual({
      check: 'tasks',
      state: 'failed',
      detail: '0 tasks run api:2 where 1 is desired.',
      blame: 'service',
    })
  })

  test('that ended while everything was read: it is read once more', async () => {
    const run: ScriptedRun = createScriptedRun({
      ...ALL_WELL,
      // Each read takes half a second: the requests end in the middle of the first one.
      DescribeServices: [
        () => {
          void run.ctx.clock.sleep(500)
          return shown()
        },
      ],
    })
    const context = { ...run.ctx, httpGet: async () => createAnswer() }
    const verification = await verifyService(context, createWanted({ inputs }))
    expect(statesOf(verification)).toEqual(['tasks passed', 'targets passed', 'discovery passed', 'http passed'])
    expect(countOf(run, 'ListInstances')).toBe(2)
  })

  test('one that goes on long after the last read is followed by another one', async () => {
    let isOver = false
    const run: ScriptedRun = createScriptedRun({
      ...ALL_WELL,
      ListTasks: [{}],
      DescribeServices: [() => (isOver ? REPLACED : shown())],
    })
    const httpGet: HttpGet = async () => {
      // The second read is the last one, at the deadline.
      while (countOf(run, 'DescribeServices') < 2) await new Promise(resolve => setImmediate(resolve))
      await run.ctx.clock.sleep(9_000)
      isOver = true
      return createAnswer({ status: 500 })
    }
    const short = createExpectation({ urls: [createUrl('https://api.example.com/')], timeoutSeconds: 4 })
    const verification = await verifyService({ ...run.ctx, httpGet }, createWanted({ inputs: short }))
    expect(verification).toMatchObject({ kind: 'ended', standing: { kind: 'replaced' } })
  })

  test('one that does not pass is the result', async () => {
    const short = createExpectation({ urls: [createUrl('https://api.example.com/')], timeoutSeconds: 4 })
    const { verification } = await verify({}, { inputs: short }, async () => createAnswer({ status: 500 }))
    expect(checksOf(verification).at(-1)).toMatchObject({ check: 'http', state: 'failed', blame: 'service' })
  })
})

describe('targets of somebody else in a managed group', () => {
  const managedGroups = [GROUP]
  const STRANGE = target(['10.0.0.1', 'healthy'], ['10.9.9.9', 'healthy'])
  const FOUND: CheckResult = {
    check: 'targets',
    state: 'failed',
    detail:
      'Target group "api": 10.9.9.9 is not the address of any task of this service, and receives its traffic. Deregister it, or find out who registered it.',
    mayBeOtherTasks: true,
    blame: 'surroundings',
  }

  test('are waited for, longer than the verification has time, and found', async () => {
    const { run, verification, seconds } = await verify({ DescribeTargetHealth: [STRANGE] }, { managedGroups })
    expect(checksOf(verification).filter(({ state }) => state === 'failed')).toEqual([FOUND])
    expect(seconds).toBe(30)
    expect(run.infos).toEqual([`not yet  targets: ${FOUND.detail}`])
  })

  test('found while there is time left: everything is read once more, as what serves is said by that', async () => {
    const long = createExpectation({ timeoutSeconds: 120 })
    const { run, verification, seconds } = await verify(
      { DescribeTargetHealth: [STRANGE] },
      { managedGroups, inputs: long },
    )
    expect(checksOf(verification)).toContainEqual(FOUND)
    expect(seconds).toBeLessThan(60)
    expect(operationsOf(run).slice(-5)).toContain('DescribeServices')
  })

  test('gone before that: everything is as it should be', async () => {
    const { verification } = await verify({ DescribeTargetHealth: [STRANGE, STRANGE, HEALTHY] }, { managedGroups })
    expect(checksOf(verification)).toEqual(WELL)
  })

  test('of a stopped task of the service: its own', async () => {
    const stopped = createTask({ id: 'old', address: '10.9.9.9', lastStatus: 'STOPPED' })
    const { verification, seconds } = await verify(
      {
        DescribeTargetHealth: [STRANGE],
        ListTasks: [({ desiredStatus }) => (desiredStatus === 'RUNNING' ? listed(T1) : listed(stopped))],
        DescribeTasks: [({ tasks }) => ({ tasks: (tasks as string[])[0] === arnOf(T1) ? [T1] : [stopped] })],
      },
      { managedGroups },
    )
    expect(checksOf(verification)).toEqual(WELL)
    expect(seconds).toBe(0)
  })

  test('in a group that this action does not manage: nobody’s business', async () => {
    const { verification, seconds } = await verify({ DescribeTargetHealth: [STRANGE] })
    expect(checksOf(verification)).toEqual(WELL)
    expect(seconds).toBe(0)
  })
})

describe('an error ends all of it', () => {
  test('lost credentials: the error is thrown, and nothing more is requested over HTTP', async () => {
    const signals: (AbortSignal | undefined)[] = []
    const inputs = createExpectation({ urls: [createUrl('https://api.example.com/')], timeoutSeconds: 3_600 })
    const httpGet: HttpGet = request => {
      signals.push(request.signal)
      return new Promise((_, reject) => request.signal?.addEventListener('abort', () => reject(request.signal?.reason)))
    }
    const script = { ListTasks: [createError('ExpiredTokenException', 'expired')] }
    await expect(verify(script, { inputs }, httpGet)).rejects.toThrow('expired')
    expect(signals.map(signal => signal?.aborted)).toEqual([true])
  })

  test('cancellation: its reason is thrown', async () => {
    const run = createScriptedRun(ALL_WELL)
    run.abort.abort(new CancelledError())
    await expect(verifyService(run.ctx, createWanted())).rejects.toThrow(CancelledError)
  })
})
