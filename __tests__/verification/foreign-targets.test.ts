import { describe, expect, test } from '@jest/globals'
import { createForeignTargets, FOREIGN_AFTER_MS } from '../../src/verification/foreign-targets.ts'
import type { Sighting } from '../../src/verification/sighting.ts'
import { createError, createScriptedRun, type Script } from '../deployment/scripted-aws.ts'
import { START } from '../deployment/snapshots.ts'
import { createTask, GROUP } from './data.ts'

const SUBJECT = { cluster: 'main', service: 'api', targetGroupArns: [GROUP], registryArns: [] }
const STOPPED: Script = {
  ListTasks: [{ taskArns: ['old'] }],
  DescribeTasks: [{ tasks: [createTask({ address: '10.0.0.9' })] }],
}
const NONE_STOPPED: Script = { ListTasks: [{}] }

/** A sighting at that second, with our task and these targets. */
function sighting(second: number, ...addresses: readonly string[]): Sighting {
  const at = START + second * 1000
  const targets = addresses.map(address => ({ address, port: 8000, state: 'healthy', reason: undefined }))
  return {
    begunAt: at,
    at,
    service: { kind: 'seen', value: undefined },
    tasks: { kind: 'seen', value: [createTask()] },
    targets: new Map([[GROUP, { kind: 'seen', value: targets }]]),
    instances: new Map(),
  }
}

const finding = (detail: string) => ({
  check: 'targets',
  state: 'failed',
  detail: `Target group "api": ${detail}`,
  mayBeOtherTasks: true,
  blame: 'surroundings',
})
const ONE = finding(
  '10.9.9.9 is not the address of any task of this service, and receives its traffic. Deregister it, or find out who registered it.',
)

function create(script: Script) {
  const run = createScriptedRun(script)
  return { run, foreign: createForeignTargets(run.ctx, SUBJECT, [GROUP]) }
}

const seconds = (second: number) => START + second * 1000

describe('targets of somebody else', () => {
  test('none: nothing is read for it', async () => {
    const { run, foreign } = create({})
    expect(await foreign.check(sighting(0, '10.0.0.1'))).toBeUndefined()
    expect(run.calls).toEqual([])
  })

  test('seen once: certain in half a minute', async () => {
    const { foreign } = create(NONE_STOPPED)
    expect(await foreign.check(sighting(0, '10.0.0.1', '10.9.9.9'))).toEqual({ result: ONE, certainAt: seconds(30) })
    expect(FOREIGN_AFTER_MS).toBe(30_000)
  })

  test('seen again, less than half a minute later: still not certain', async () => {
    const { foreign } = create(NONE_STOPPED)
    await foreign.check(sighting(0, '10.9.9.9'))
    expect(await foreign.check(sighting(29, '10.9.9.9'))).toEqual({ result: ONE, certainAt: seconds(30) })
  })

  test('seen twice, half a minute apart: certain', async () => {
    const { run, foreign } = create(NONE_STOPPED)
    await foreign.check(sighting(0, '10.9.9.9'))
    expect(await foreign.check(sighting(30, '10.9.9.9'))).toEqual({ result: ONE, certainAt: undefined })
    expect(run.calls.map(({ operation }) => operation)).toEqual(['ListTasks'])
  })

  test('gone in between: it begins again', async () => {
    const { foreign } = create(NONE_STOPPED)
    await foreign.check(sighting(0, '10.9.9.9'))
    expect(await foreign.check(sighting(10, '10.0.0.1'))).toBeUndefined()
    expect(await foreign.check(sighting(40, '10.9.9.9'))).toEqual({ result: ONE, certainAt: seconds(70) })
  })

  test('of two, the one that was seen last counts', async () => {
    const { foreign } = create(NONE_STOPPED)
    await foreign.check(sighting(0, '10.9.9.9'))
    const result = finding(
      '10.9.9.9 and 10.9.9.8 are not addresses of any tasks of this service, and receive its traffic. Deregister them, or find out who registered them.',
    )
    expect(await foreign.check(sighting(35, '10.9.9.9', '10.9.9.8'))).toEqual({ result, certainAt: seconds(65) })
  })
})

describe('addresses of stopped tasks', () => {
  test('are ours', async () => {
    const { foreign } = create(STOPPED)
    expect(await foreign.check(sighting(0, '10.0.0.1', '10.0.0.9'))).toBeUndefined()
    expect(await foreign.check(sighting(60, '10.0.0.1', '10.0.0.9'))).toBeUndefined()
  })

  test('do not excuse another one', async () => {
    const { foreign } = create(STOPPED)
    expect(await foreign.check(sighting(0, '10.0.0.9', '10.9.9.9'))).toEqual({ result: ONE, certainAt: seconds(30) })
  })

  test('are read once for the same addresses', async () => {
    const { run, foreign } = create(STOPPED)
    await foreign.check(sighting(0, '10.0.0.9'))
    await foreign.check(sighting(4, '10.0.0.9'))
    expect(run.calls.map(({ operation }) => operation)).toEqual(['ListTasks', 'DescribeTasks'])
  })

  test('are read again where an address is new: a task may have stopped since', async () => {
    const { run, foreign } = create({ ...STOPPED, ListTasks: [{}, { taskArns: ['old'] }] })
    expect(await foreign.check(sighting(0, '10.9.9.9'))).toEqual({ result: ONE, certainAt: seconds(30) })
    expect(await foreign.check(sighting(10, '10.9.9.9', '10.0.0.9'))).toEqual({ result: ONE, certainAt: seconds(30) })
    expect(run.calls.filter(({ operation }) => operation === 'ListTasks')).toHaveLength(2)
  })

  test('may not be read: not checked', async () => {
    const { foreign } = create({ ListTasks: [createError('AccessDeniedException')] })
    expect(await foreign.check(sighting(0, '10.9.9.9'))).toMatchObject({
      result: {
        state: 'not-checked',
        detail: 'Not checked: the permission ecs:ListTasks or ecs:DescribeTasks is missing.',
      },
    })
  })

  test('could not be read: unread', async () => {
    const { foreign } = create({ ListTasks: [createError('TimeoutError', 'no response')] })
    expect(await foreign.check(sighting(0, '10.9.9.9'))).toMatchObject({
      result: { state: 'unread', detail: 'Whose the targets are could not be read (TimeoutError: no response).' },
    })
  })

  test('with lost credentials the error is thrown', async () => {
    const { foreign } = create({ ListTasks: [createError('ExpiredTokenException', 'expired')] })
    await expect(foreign.check(sighting(0, '10.9.9.9'))).rejects.toThrow('expired')
  })
})
