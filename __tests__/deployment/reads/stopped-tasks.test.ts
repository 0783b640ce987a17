import { describe, expect, test } from '@jest/globals'
import { createStoppedTaskFinder } from '../../../src/deployment/reads/stopped-tasks.ts'
import { at, createScriptedRun, type Script, sdkTask } from '../scripted-aws.ts'
import { createIdentity } from '../snapshots.ts'

const stopped = (taskArn: string, overrides: Parameters<typeof sdkTask>[0] = {}) =>
  sdkTask({
    taskArn,
    lastStatus: 'STOPPED',
    desiredStatus: 'STOPPED',
    stopCode: 'EssentialContainerExited',
    stoppingAt: at(20),
    stoppedAt: at(30),
    ...overrides,
  })
const asBefore = (taskArn: string) =>
  stopped(taskArn, {
    lastStatus: 'PENDING',
    desiredStatus: 'RUNNING',
    stopCode: undefined,
    stoppingAt: undefined,
    stoppedAt: undefined,
  })

function createFinder(script: Script) {
  const run = createScriptedRun({ ListTasks: [{ taskArns: ['a', 'b'] }], ...script })
  return createStoppedTaskFinder(run.ctx, createIdentity())
}

describe('stopped tasks', () => {
  test('of our deployment, each once', async () => {
    const earlier = stopped('b', { startedBy: 'ecs-svc/0000000000000000001' })
    const finder = createFinder({ DescribeTasks: [{ tasks: [stopped('a'), earlier] }] })
    expect(await finder.find()).toMatchObject([{ arn: 'a', stopCode: 'EssentialContainerExited' }])
    expect(await finder.find()).toEqual([])
  })

  test('one that DescribeTasks still shows as it was before is found later', async () => {
    const finder = createFinder({
      DescribeTasks: [{ tasks: [asBefore('a'), stopped('b')] }, { tasks: [stopped('a')] }],
    })
    expect(await finder.find()).toMatchObject([{ arn: 'b' }])
    expect(await finder.find()).toMatchObject([{ arn: 'a' }])
  })

  test('one that is still stopping is found again: its exit codes come last', async () => {
    const stopping = stopped('a', { lastStatus: 'DEPROVISIONING', stoppedAt: undefined })
    const finder = createFinder({
      ListTasks: [{ taskArns: ['a'] }],
      DescribeTasks: [{ tasks: [stopping] }, { tasks: [stopped('a')] }],
    })
    expect(await finder.find()).toMatchObject([{ arn: 'a' }])
    expect(await finder.find()).toMatchObject([{ arn: 'a' }])
    expect(await finder.find()).toEqual([])
  })
})
