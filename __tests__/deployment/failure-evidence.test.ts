import { describe, expect, test } from '@jest/globals'
import { collectEvidence, tellingTasks } from '../../src/deployment/failure-evidence.ts'
import { factsOf } from '../../src/deployment/judge/learn.ts'
import { createStoppedTaskFinder } from '../../src/deployment/reads/stopped-tasks.ts'
import { at, createError, createScriptedRun, type Script, sdkTask } from './scripted-aws.ts'
import {
  createCrash,
  createDeployment,
  createEvent,
  createIdentity,
  createSnapshot,
  createStartFailure,
  createStoppedTask,
  createStoppedTasks,
  taskArn,
} from './snapshots.ts'

const identity = createIdentity()
const OPTIONS = { 'awslogs-group': '/ecs/app', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'ecs' }
const CRASH = createCrash('t1', 1, 10, 20)

/** One task was seen to stop, two more are found at the end; one of them was no longer wanted. */
const SCRIPT: Script = {
  ListTasks: [{ taskArns: [taskArn('t2'), taskArn('t3')] }],
  DescribeTasks: [
    {
      tasks: [
        sdkTask({ taskArn: taskArn('t2'), lastStatus: 'STOPPED', stoppedAt: at(25) }),
        sdkTask({
          taskArn: taskArn('t3'),
          lastStatus: 'STOPPED',
          stoppedAt: at(26),
          stopCode: 'ServiceSchedulerInitiated',
          stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/0000000000000000001)',
        }),
      ],
    },
  ],
  DescribeTaskDefinition: [
    {
      taskDefinition: {
        containerDefinitions: [{ name: 'app', logConfiguration: { logDriver: 'awslogs', options: OPTIONS } }],
      },
    },
  ],
  GetLogEvents: [{ events: [{ message: 'starting\n' }, { message: 'ERROR: no database' }] }],
}

async function collect(change: Script = {}, tasks: readonly ReturnType<typeof createCrash>[] = [CRASH]) {
  const run = createScriptedRun({ ...SCRIPT, ...change })
  const events = Array.from({ length: 12 }, (_, index) => createEvent(index, `event ${index}`))
  const facts = factsOf(
    [createSnapshot(12, [createDeployment()], { events }), createStoppedTasks(21, ...tasks)],
    identity,
  )
  return await collectEvidence(run.ctx, facts, createStoppedTaskFinder(run.ctx, identity))
}

describe('what is known of a failure', () => {
  test('the stopped tasks, those found late among them, the newest first, without normal replacements', async () => {
    const evidence = await collect()
    expect(evidence.stoppedTasks.map(({ arn }) => arn)).toEqual([taskArn('t2'), taskArn('t1')])
    expect(evidence.stoppedTaskCount).toBe(2)
    expect(evidence.notes).toEqual([])
  })

  test('a few tasks, and how many there were', async () => {
    const many = ['a', 'b', 'c', 'd'].map((id, index) => createCrash(id, 1, 10, 11 + index))
    const evidence = await collect({}, many)
    expect(evidence.stoppedTasks.map(({ arn }) => arn)).toEqual(['t2', 'd', 'c'].map(taskArn))
    expect(evidence.stoppedTaskCount).toBe(5)
  })

  test('the newest events', async () => {
    const { events } = await collect()
    expect(events.map(({ message }) => message)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map(id => `event ${id}`))
  })

  test('the last lines of the failed container', async () => {
    expect((await collect()).logs).toEqual([
      {
        container: 'app',
        taskArn: taskArn('t2'),
        group: '/ecs/app',
        stream: 'ecs/app/t2',
        lines: ['starting', 'ERROR: no database'],
      },
    ])
  })

  test('the log of the newest task that ran: one that never started has none', async () => {
    const evidence = await collect({ ListTasks: [{}] }, [CRASH, createStartFailure('t9', 30, 40, 'CannotPull')])
    expect(evidence.stoppedTasks[0]?.arn).toBe(taskArn('t9'))
    expect(evidence.logs[0]?.taskArn).toBe(taskArn('t1'))
  })

  test('no task stopped: there is no log', async () => {
    const evidence = await collect({ ListTasks: [{}], DescribeTaskDefinition: [createError('not called')] }, [])
    expect(evidence).toMatchObject({ stoppedTasks: [], stoppedTaskCount: 0, logs: [], notes: [] })
  })
})

describe('what cannot be read is noted, and is not fatal', () => {
  test.each<{ readonly name: string; readonly change: Script; readonly note: RegExp }>([
    {
      name: 'no permission for the log',
      change: { GetLogEvents: [createError('AccessDeniedException', 'denied')] },
      note: /^The log of task t2 could not be read \(AccessDeniedException: denied\)\. Grant .*logs:GetLogEvents\.$/,
    },
    {
      name: 'the container logs elsewhere',
      change: {
        DescribeTaskDefinition: [
          {
            taskDefinition: { containerDefinitions: [{ name: 'app', logConfiguration: { logDriver: 'awsfirelens' } }] },
          },
        ],
      },
      note: /^The container app does not log to CloudWatch Logs \(awsfirelens\)\.$/,
    },
    {
      name: 'no permission for tasks',
      change: { ListTasks: [createError('AccessDeniedException', 'denied')] },
      note: /^The stopped tasks could not be read \(AccessDeniedException: denied\)\. Grant ecs:ListTasks and ecs:DescribeTasks\.$/,
    },
    {
      name: 'AWS fails',
      change: { DescribeTasks: [createError('ServerException', 'x')] },
      note: /^The stopped tasks could not be read \(ServerException: x\)\.$/,
    },
  ])('$name', async ({ change, note }) => {
    expect((await collect(change)).notes).toEqual([expect.stringMatching(note)])
  })
})

test('the telling tasks: not what ECS took away because it was no longer wanted', () => {
  const old = createStoppedTask({ arn: 'old', stoppedAt: 1 })
  const replaced = createStoppedTask({ arn: 'replaced', stoppedReason: 'Scaling activity initiated by (deployment x)' })
  const newest = createStoppedTask({ arn: 'newest', stoppedAt: 9 })
  expect(tellingTasks([old, replaced, newest]).map(({ arn }) => arn)).toEqual(['newest', 'old'])
})
