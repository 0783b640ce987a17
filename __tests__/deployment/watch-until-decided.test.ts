import { describe, expect, test } from '@jest/globals'
import { watchUntilDecided } from '../../src/deployment/watch-until-decided.ts'
import {
  at,
  createError,
  createScriptedRun,
  describesService,
  type Script,
  sdkDeployment,
  sdkEarlierDeployment,
  sdkServiceDeployment,
  sdkTask,
} from './scripted-aws.ts'
import { APP_6, APP_7, createIdentity, SERVICE_DEPLOYMENT } from './snapshots.ts'

const known = createIdentity({ serviceDeploymentArn: SERVICE_DEPLOYMENT })
const TIMEOUT = { timeoutMs: 60_000 }
const DESCRIBED = { serviceDeployments: [sdkServiceDeployment()] }
const FAILED_REASON = 'ECS deployment circuit breaker: tasks failed to start.'

/** A crash loop under a circuit breaker without rollback. */
const CRASH_LOOP: Script = {
  DescribeServices: [
    describesService([sdkDeployment({ pendingCount: 2 }), sdkEarlierDeployment()]),
    describesService(
      [
        sdkDeployment({ rolloutState: 'FAILED', rolloutStateReason: FAILED_REASON, failedTasks: 3 }),
        sdkEarlierDeployment(),
      ],
      { events: [{ id: 'x', createdAt: at(21), message: '(service api) deployment failed: tasks failed to start.' }] },
    ),
  ],
  DescribeServiceDeployments: [
    DESCRIBED,
    {
      serviceDeployments: [
        sdkServiceDeployment({ status: 'STOPPED', deploymentCircuitBreaker: { status: 'TRIGGERED' } }),
      ],
    },
  ],
  ListTasks: [{ taskArns: ['a/t1'] }, { taskArns: ['a/t1', 'a/t2', 'a/t3'] }],
  DescribeTasks: [
    { tasks: [sdkTask({ taskArn: 'a/t1' })] },
    {
      tasks: [
        sdkTask({ taskArn: 'a/t2', stoppedAt: at(25) }),
        sdkTask({
          taskArn: 'a/t3',
          stoppedAt: at(26),
          stopCode: 'ServiceSchedulerInitiated',
          stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/0000000000000000002)',
        }),
      ],
    },
  ],
  DescribeTaskDefinition: [
    {
      taskDefinition: {
        containerDefinitions: [
          {
            name: 'app',
            logConfiguration: {
              logDriver: 'awslogs',
              options: { 'awslogs-group': '/ecs/app', 'awslogs-stream-prefix': 'ecs', 'awslogs-region': 'us-east-1' },
            },
          },
          { name: 'sidecar', logConfiguration: { logDriver: 'awsfirelens' } },
        ],
      },
    },
  ],
  GetLogEvents: [{ events: [{ message: 'starting\n' }, { message: 'ERROR: no database' }] }],
}

describe('following a deployment', () => {
  test('prints events and changed counts as they happen, and returns the verdict', async () => {
    const started = { id: 's', createdAt: at(1), message: '(service api) has started 2 tasks: (task a) (task b).' }
    const pending = sdkDeployment({ pendingCount: 2 })
    const run = createScriptedRun({
      DescribeServices: [
        describesService([pending, sdkEarlierDeployment()]),
        describesService([pending, sdkEarlierDeployment()], { events: [started] }),
        describesService([pending, sdkEarlierDeployment()], { events: [started] }),
        describesService([sdkDeployment({ runningCount: 2, rolloutState: 'COMPLETED' })], { events: [started] }),
      ],
      DescribeServiceDeployments: [DESCRIBED],
    })
    const verdict = await watchUntilDecided(run.ctx, known, TIMEOUT)
    expect(verdict).toMatchObject({
      outcome: 'succeeded',
      servingTaskDefinitionArn: APP_7,
      serviceDeploymentArn: SERVICE_DEPLOYMENT,
    })
    expect(verdict.evidence).toBeUndefined()
    expect(run.infos).toEqual([
      '12:00:00  app:7: running 0 of 2, pending 2, failed 0',
      '12:00:01  has started 2 tasks: (task a) (task b).',
      '12:00:07  app:7: running 2 of 2, pending 0, failed 0 (COMPLETED)',
    ])
  })

  test('a failure carries the stopped tasks, the events and the last log lines of the failed container', async () => {
    const run = createScriptedRun(CRASH_LOOP)
    const verdict = await watchUntilDecided(run.ctx, known, TIMEOUT)
    expect(verdict).toMatchObject({ outcome: 'failed', servingTaskDefinitionArn: APP_6 })
    expect(verdict.evidence?.stoppedTasks.map(({ arn }) => arn)).toEqual(['a/t2', 'a/t1'])
    expect(verdict.evidence?.stoppedTaskCount).toBe(2)
    expect(verdict.evidence?.events.map(({ message }) => message)).toEqual([
      '(service api) deployment failed: tasks failed to start.',
    ])
    expect(verdict.evidence?.logs).toEqual([
      {
        container: 'app',
        taskArn: 'a/t2',
        group: '/ecs/app',
        stream: 'ecs/app/t2',
        lines: ['starting', 'ERROR: no database'],
      },
    ])
    expect(verdict.evidence?.notes).toEqual([])
    expect(run.infos).toContain(
      '12:00:20  task t1 stopped: Essential container in task exited (EssentialContainerExited); container app: exit code 1',
    )
  })

  test.each([
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
  ])('what cannot be read for the explanation is noted, and not fatal: $name', async ({ change, note }) => {
    const run = createScriptedRun({ ...CRASH_LOOP, ...change })
    const verdict = await watchUntilDecided(run.ctx, known, TIMEOUT)
    expect(verdict.outcome).toBe('failed')
    expect(verdict.evidence?.notes).toEqual([expect.stringMatching(note)])
  })

  test('out of time, with what is known', async () => {
    const run = createScriptedRun({
      DescribeServices: [describesService([sdkDeployment({ pendingCount: 2 }), sdkEarlierDeployment()])],
      DescribeServiceDeployments: [DESCRIBED],
      ListTasks: [{ taskArns: [] }],
    })
    const verdict = await watchUntilDecided(run.ctx, known, TIMEOUT)
    expect(verdict).toMatchObject({ outcome: 'timed-out', evidence: { stoppedTasks: [], notes: [] } })
    expect(verdict.reason).toMatch(/was in progress\. 0 of 2 tasks running, 2 pending\./)
  })

  test('expired credentials end as unknown, without another call', async () => {
    const run = createScriptedRun({
      DescribeServices: [describesService([sdkDeployment()]), createError('ExpiredTokenException', 'expired')],
      DescribeServiceDeployments: [DESCRIBED],
    })
    const verdict = await watchUntilDecided(run.ctx, known, TIMEOUT)
    expect(verdict.outcome).toBe('unknown')
    expect(run.calls.at(-1)?.operation).toMatch(/^DescribeService/)
  })

  test('a change of the count alone is judged by the counts', async () => {
    const run = createScriptedRun({
      DescribeServices: [
        describesService([sdkDeployment({ runningCount: 2, desiredCount: 3, rolloutState: 'COMPLETED' })], {
          desiredCount: 3,
        }),
        describesService([sdkDeployment({ runningCount: 3, desiredCount: 3, rolloutState: 'COMPLETED' })], {
          desiredCount: 3,
        }),
      ],
      DescribeServiceDeployments: [{ serviceDeployments: [sdkServiceDeployment({ status: 'SUCCESSFUL' })] }],
    })
    const verdict = await watchUntilDecided(run.ctx, known, { ...TIMEOUT, judgeBy: 'counts' })
    expect(verdict).toMatchObject({ outcome: 'succeeded', reason: '3 of 3 tasks of app:7 run.' })
    expect(run.calls.filter(({ operation }) => operation === 'DescribeServices')).toHaveLength(2)
  })

  test('cancellation is thrown as the reason of the signal', async () => {
    const run = createScriptedRun({
      DescribeServices: [
        () => {
          run.abort.abort(new Error('cancelled by the workflow'))
          return describesService([sdkDeployment()])
        },
      ],
      DescribeServiceDeployments: [DESCRIBED],
    })
    await expect(watchUntilDecided(run.ctx, known, TIMEOUT)).rejects.toThrow('cancelled by the workflow')
  })
})
