import { describe, expect, test } from '@jest/globals'
import { isNormalReplacement, reasonsOf, speaksAgainstRevision } from '../../../src/deployment/judge/stop-reasons.ts'
import { createStoppedTask } from '../snapshots.ts'

/** A task that never ran. */
const notStarted = (stoppedReason: string) =>
  createStoppedTask({ stopCode: 'TaskFailedToStart', stoppedReason, startedAt: undefined, containers: [] })

const ITS_OWN: readonly string[] = [
  "CannotPullContainerError: pull image manifest has been retried 7 time(s): image Manifest does not contain descriptor matching platform 'linux/amd64'.",
  'CannotPullContainerError: API error (404): repository 123456789012.dkr.ecr.us-east-1.amazonaws.com/app not found',
  'CannotPullContainerError: ref pull has been retried 1 time(s): failed to copy: httpReaderSeeker: failed open: unexpected status code',
  'ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:us-east-1:123456789012:secret:x from secrets manager: AccessDeniedException: User: x is not authorized to perform: secretsmanager:GetSecretValue on resource: x because no identity-based policy allows the secretsmanager:GetSecretValue action status code: 400',
  'ResourceInitializationError: unable to pull secrets or registry auth: retrieved secret from Secrets Manager did not contain json key KEY',
  'ResourceInitializationError: unable to pull secrets or registry auth: from secrets manager: InvalidParameter: 1 validation error(s) found. - minimum field size of 32, GetSecretValueInput.VersionId.',
  'ResourceInitializationError: unable to retrieve secret from asm: failed to fetch secret arn:aws:secretsmanager:us-east-1:123456789012:secret:busyb/google-oauth-client-secret',
  'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log group: AccessDeniedException: User: x is not authorized to perform: logs:CreateLogGroup on resource: x : exit status 1',
  'CannotPullContainerError: 123456789012.dkr.ecr.us-east-1.amazonaws.com/spotify-sync:v1: not found',
  'CannotPullContainerError: pull access denied for docker.io/team/capacity-planner:v1',
  'ResourceInitializationError: AccessDeniedException on resource: arn:aws:secretsmanager:us-east-1:123456789012:secret:timeout-proxy',
]

const PASSES: readonly string[] = [
  'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref x: failed to do request: Head "https://x": dial tcp 10.0.0.1:443: i/o timeout',
  'CannotPullContainerError: toomanyrequests: Too Many Requests.',
  'CannotPullContainerError: You have reached your pull rate limit.',
  'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request failed caused by: Post "https://api.ecr.us-east-1.amazonaws.com/": dial tcp 10.0.0.1:443: i/o timeout. Please check your task network configuration.',
  'ResourceInitializationError: unable to pull secrets or registry auth: pull command failed: : signal: killed',
  'ContainerRuntimeTimeoutError: Could not transition to running; timed out after waiting 1m: x',
  'Timeout waiting for network interface provisioning to complete.',
  'Unexpected EC2 error while attempting to create ENI: RequestLimitExceeded',
  'Capacity is unavailable at this time. Please try again later or in a different availability zone',
  "You've reached the limit on the number of tasks you can run concurrently",
  'RESOURCE:ENI',
  'Internal error.',
  'ThrottlingException: Rate exceeded',
]

describe('a task that did not start', () => {
  test.each(ITS_OWN)('speaks against its revision: %s', reason => {
    expect(speaksAgainstRevision(notStarted(reason))).toBe(true)
  })

  test.each(PASSES)('says nothing about its revision: %s', reason => {
    expect(speaksAgainstRevision(notStarted(reason))).toBe(false)
  })

  test('the reason may be that of a container', () => {
    const task = createStoppedTask({
      stopCode: 'TaskFailedToStart',
      stoppedReason: 'Task failed to start',
      startedAt: undefined,
      containers: [{ name: 'app', exitCode: undefined, reason: 'CannotPullContainerError: i/o timeout' }],
    })
    expect(speaksAgainstRevision(task)).toBe(false)
  })
})

describe('a task that ran', () => {
  test.each<[string, Parameters<typeof createStoppedTask>[0], boolean]>([
    ['its essential container exited', {}, true],
    [
      'its essential container ran out of memory',
      {
        containers: [{ name: 'app', exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' }],
      },
      true,
    ],
    [
      'its container gives a text that would pass before the start',
      { containers: [{ name: 'app', exitCode: 1, reason: 'connection refused' }] },
      true,
    ],
    [
      'it failed the checks of its target group',
      { stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Task failed ELB health checks in (target-group x)' },
      true,
    ],
    [
      'it failed the checks of its target group, in the older words',
      { stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Task failed ELB health checks in (elb x)' },
      true,
    ],
    [
      'it failed its container health checks',
      { stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Task failed container health checks' },
      true,
    ],
    [
      'it was no longer wanted',
      {
        stopCode: 'ServiceSchedulerInitiated',
        stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/0000000000000000002)',
      },
      false,
    ],
    [
      'it was no longer wanted, without a code',
      { stopCode: undefined, stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/2)' },
      false,
    ],
    ['the scheduler stopped it', { stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'x' }, false],
    ['somebody stopped it', { stopCode: 'UserInitiated', stoppedReason: 'Task stopped by jo' }, false],
    [
      'Spot took the capacity back',
      { stopCode: 'SpotInterruption', stoppedReason: 'Your Spot Task was interrupted.' },
      false,
    ],
    [
      'nothing is known of its end yet',
      {
        stopCode: undefined,
        stoppedReason: undefined,
        containers: [{ name: 'app', exitCode: undefined, reason: undefined }],
      },
      false,
    ],
    [
      'only its exit code is known',
      { stopCode: undefined, stoppedReason: undefined, containers: [{ name: 'app', exitCode: 0, reason: undefined }] },
      true,
    ],
    ['its host is retired', { stopCode: 'TerminationNotice', stoppedReason: 'ECS is performing maintenance' }, false],
    [
      'it is moved to another zone',
      { stopCode: undefined, stoppedReason: 'Task stopped by availability zone rebalancing' },
      false,
    ],
  ])('%s', (_name, overrides, expected) => {
    expect(speaksAgainstRevision(createStoppedTask(overrides))).toBe(expected)
  })
})

test('a task that was no longer wanted is a normal replacement; one that failed its checks is not', () => {
  const stoppedReason = 'Scaling activity initiated by (deployment ecs-svc/0000000000000000002)'
  expect(isNormalReplacement(createStoppedTask({ stoppedReason }))).toBe(true)
  const unhealthy = 'Task failed ELB health checks in (target-group x)'
  expect(isNormalReplacement(createStoppedTask({ stoppedReason: unhealthy }))).toBe(false)
  expect(isNormalReplacement(createStoppedTask({ stoppedReason: undefined }))).toBe(false)
})

test('every text that gives a reason: of the task, then of its containers', () => {
  const task = createStoppedTask({
    stoppedReason: 'one',
    containers: [
      { name: 'a', exitCode: 0, reason: undefined },
      { name: 'b', exitCode: 1, reason: 'two' },
    ],
  })
  expect(reasonsOf(task)).toEqual(['one', 'two'])
  expect(reasonsOf({ ...task, stoppedReason: undefined })).toEqual(['two'])
})
