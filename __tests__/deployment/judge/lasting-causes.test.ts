import { describe, expect, test } from '@jest/globals'
import { lastingCause } from '../../../src/deployment/judge/lasting-causes.ts'
import { factsOf } from '../../../src/deployment/judge/learn.ts'
import type { EventState, StoppedTask } from '../../../src/deployment/snapshot.ts'
import {
  createCrash,
  createDeployment,
  createEarlierDeployment,
  createEvent,
  createIdentity,
  createReading,
  createSnapshot,
  createStartFailure,
  createStoppedTasks,
  OURS,
} from '../snapshots.ts'
import { judge, summaryOf } from './judge.ts'

const NO_IMAGE = 'CannotPullContainerError: pull image manifest has been retried 1 time(s): x/app:v9: not found'
const WRONG_PLATFORM =
  "CannotPullContainerError: pull image manifest has been retried 7 time(s): image Manifest does not contain descriptor matching platform 'linux/amd64'."
const NO_KEY = 'ResourceInitializationError: retrieved secret from Secrets Manager did not contain json key KEY'
const ROLE =
  "(service api) failed to launch a task with (error ECS was unable to assume the role 'arn:aws:iam::123456789012:role/x' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions.)."

function find(
  tasks: readonly StoppedTask[],
  { events = [], imageMayCome = false }: { events?: readonly EventState[]; imageMayCome?: boolean } = {},
) {
  const facts = factsOf([createStoppedTasks(200, ...tasks)], createIdentity())
  return lastingCause(facts, events, imageMayCome)
}

/** Two tasks that end so many seconds apart with the same reason. */
const twice = (reason: string, apart = 30) => [
  createStartFailure('a', 1, 10, reason),
  createStartFailure('b', 11, 10 + apart, reason),
]

describe('what no later attempt can change', () => {
  test.each([
    [WRONG_PLATFORM, 'the image is not built for the CPU architecture of the task'],
    [
      'CannotPullContainerError: no match for platform in manifest: x',
      'the image is not built for the CPU architecture of the task',
    ],
    [NO_IMAGE, 'the image does not exist'],
    ['CannotPullContainerError: manifest unknown', 'the image does not exist'],
    ['CannotPullContainerError: API error (404): repository x/app not found', 'the image does not exist'],
    [
      'CannotPullContainerError: x failed: repository x/app does not exist or may require login',
      'the image does not exist',
    ],
    [NO_KEY, 'a secret lacks the JSON key that the task definition names'],
    [
      "ResourceInitializationError: unable to retrieve secret from asm: ResourceNotFoundException: Secrets Manager can't find the specified secret.",
      'a secret or parameter does not exist',
    ],
    [
      'ResourceInitializationError: unable to pull secrets or registry auth: invalid ssm parameters: /api/key',
      'a secret or parameter does not exist',
    ],
    [
      'ResourceInitializationError: from secrets manager: InvalidParameter: 1 validation error(s) found. - minimum field size of 32, GetSecretValueInput.VersionId.',
      'the reference to a secret is not valid',
    ],
    [
      'ResourceInitializationError: failed to validate logger args: ResourceNotFoundException: The specified log group does not exist.',
      'the log configuration is not valid',
    ],
  ])('%s', (reason, cause) => {
    expect(find(twice(reason))).toEqual({ cause, text: reason })
  })

  test('the reason may be that of a container', () => {
    const tasks = twice('Task failed to start').map(task => ({
      ...task,
      containers: [{ name: 'app', exitCode: undefined, reason: NO_IMAGE }],
    }))
    expect(find(tasks)?.text).toBe(NO_IMAGE)
  })
})

describe('nothing lasting', () => {
  test.each<[string, readonly StoppedTask[]]>([
    ['no task has stopped', []],
    ['one task alone', [createStartFailure('a', 1, 100, NO_IMAGE)]],
    ['two tasks less than half a minute apart', twice(NO_IMAGE, 29)],
    [
      'two tasks with different causes',
      [createStartFailure('a', 1, 10, NO_IMAGE), createStartFailure('b', 11, 60, NO_KEY)],
    ],
    ['a task of the deployment ran once', [...twice(NO_IMAGE, 60), createCrash('c', 11, 20, 25)]],
    ['a time-out of a pull', twice('CannotPullContainerError: dial tcp 10.0.0.1:443: i/o timeout', 60)],
    ['a role without the permission', twice('AccessDeniedException: User: x is not authorized to perform: x', 60)],
  ])('%s', (_name, tasks) => {
    expect(find(tasks)).toBeUndefined()
  })

  test('a missing image behind a pull-through cache; another cause there all the same', () => {
    expect(find(twice(NO_IMAGE), { imageMayCome: true })).toBeUndefined()
    expect(find(twice(NO_KEY), { imageMayCome: true })?.cause).toBe(
      'a secret lacks the JSON key that the task definition names',
    )
  })

  test('a cause that shows in an event where only tasks count', () => {
    expect(find([], { events: [createEvent(1, NO_IMAGE), createEvent(90, NO_IMAGE)] })).toBeUndefined()
  })
})

describe('a role that cannot be assumed', () => {
  test('two minutes, by events: it may have been created a moment ago', () => {
    expect(find([], { events: [createEvent(1, ROLE), createEvent(120, ROLE)] })).toBeUndefined()
    expect(find([], { events: [createEvent(1, ROLE), createEvent(121, ROLE)] })).toEqual({
      cause: 'ECS cannot assume a role of the task',
      text: ROLE,
    })
  })

  test('two minutes, by tasks', () => {
    const reason = 'ECS was unable to assume the role x that was provided for this task.'
    expect(find(twice(reason, 119))).toBeUndefined()
    expect(find(twice(reason, 120))?.text).toBe(reason)
  })
})

test('it decides the deployment, in AWS’s own words', () => {
  const begun = createSnapshot(1, [createDeployment({ pendingCount: 2 }), createEarlierDeployment()])
  const snapshots = [begun, createReading(2), createStoppedTasks(41, ...twice(NO_IMAGE))]
  expect(summaryOf(judge({ snapshots }))).toMatchObject({
    outcome: 'failed',
    failure: 'under-way',
    reason: `Deployment ${OURS} of app:7 cannot succeed: the image does not exist. ${NO_IMAGE}. Running now: app:6 (2 tasks).`,
  })
  expect(judge({ snapshots, options: { imageMayCome: true } }).kind).toBe('undecided')
})
