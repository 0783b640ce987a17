import { describe, expect, test } from '@jest/globals'
import { resultOfError } from '../../src/modes/failed-run.ts'
import type { KnownRun } from '../../src/modes/run-record.ts'
import { ApplyError } from '../../src/planning/apply.ts'
import { InvalidError } from '../../src/problem.ts'
import { CancelledError } from '../../src/runtime.ts'
import { createError } from '../deployment/scripted-aws.ts'

function known(overrides: Partial<KnownRun> = {}): KnownRun {
  return {
    cluster: 'main',
    service: 'api',
    plan: [],
    outputs: {},
    phases: [],
    checks: [],
    hasWritten: false,
    ...overrides,
  }
}

const EXISTS = { hasWritten: true, outputs: { taskDefinitionArn: 'arn:task', targetGroupArn: 'arn:group' } }
const GOES_ON = 'What was done stays; the next run continues from there.'
const THESE_EXIST = `These exist: task definition arn:task, target group arn:group. ${GOES_ON}`
const DENIED = createError('AccessDeniedException', 'User x is not authorized to perform: ecs:CreateService')
const EXPIRED = createError('ExpiredTokenException', 'The security token included in the request is expired')

test('everything that is wrong with the request is reported', () => {
  expect(resultOfError(new InvalidError(['One.', 'Two.']), known())).toEqual({
    outcome: 'invalid',
    sentences: ['One.', 'Two.'],
  })
})

describe('before anything was written', () => {
  test.each([
    [
      'a permission is missing',
      DENIED,
      'invalid',
      'AWS refused a call because a permission is missing: AccessDeniedException: User x is not authorized to perform: ecs:CreateService. Add it to the role of this workflow. Nothing was written.',
    ],
    [
      'the credentials have expired',
      EXPIRED,
      'invalid',
      'AWS does not accept the credentials (they are missing, wrong or expired): ExpiredTokenException: The security token included in the request is expired. Run aws-actions/configure-aws-credentials in a step before this one. Nothing was written.',
    ],
    [
      'anything else',
      createError('ServerException', 'Service Unavailable.'),
      'failed',
      'ServerException: Service Unavailable. Nothing was written.',
    ],
    ['not an error at all', 'a text', 'failed', 'a text. Nothing was written.'],
  ])('%s', (_name, error, outcome, sentence) => {
    expect(resultOfError(error, known())).toEqual({ outcome, sentences: [sentence] })
  })
})

describe('after something was written', () => {
  test('an error of the watch says what exists', () => {
    expect(resultOfError(new Error('It broke'), known(EXISTS))).toEqual({
      outcome: 'failed',
      sentences: ['It broke.', THESE_EXIST],
    })
  })

  test('every refusal of a plan that was partly carried out', () => {
    const problem = new InvalidError(['Input "cluster": there is no cluster "main".'])
    expect(resultOfError(new ApplyError([DENIED, problem, new Error('Third')]), known(EXISTS))).toEqual({
      outcome: 'failed',
      sentences: [
        'AWS refused a call because a permission is missing: AccessDeniedException: User x is not authorized to perform: ecs:CreateService. Add it to the role of this workflow.',
        'Input "cluster": there is no cluster "main".',
        'Third.',
        THESE_EXIST,
      ],
    })
  })

  test('nothing is known to exist', () => {
    expect(resultOfError(new ApplyError(['x']), known({ hasWritten: true }))).toEqual({
      outcome: 'failed',
      sentences: ['x.', GOES_ON],
    })
  })
})

describe('cancelled', () => {
  const cancelled = new CancelledError()

  test('before anything was written', () => {
    expect(resultOfError(cancelled, known())).toEqual({
      outcome: 'cancelled',
      sentences: ['The run was cancelled before anything was written.'],
    })
  })

  test('while the plan was carried out', () => {
    expect(resultOfError(new ApplyError([DENIED, cancelled]), known(EXISTS))).toEqual({
      outcome: 'cancelled',
      sentences: ['The run was cancelled while it changed AWS.', THESE_EXIST],
    })
  })

  test('while the deployment was watched', () => {
    const deployed = known({ ...EXISTS, outputs: { deploymentId: 'ecs-svc/1' } })
    expect(resultOfError(cancelled, deployed)).toEqual({
      outcome: 'cancelled',
      sentences: ['The run was cancelled. Deployment ecs-svc/1 continues: nothing was stopped or rolled back.'],
    })
  })
})
