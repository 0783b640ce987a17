import { describe, expect, test } from '@jest/globals'
import { resultOfError } from '../../src/modes/failed-run.ts'
import { type KnownRun, NOTHING_KNOWN } from '../../src/modes/run-record.ts'
import { ApplyError } from '../../src/planning/apply.ts'
import { InvalidError } from '../../src/problem.ts'
import { CancelledError } from '../../src/runtime.ts'
import { createError } from '../deployment/scripted-aws.ts'

function known(overrides: Partial<KnownRun> = {}): KnownRun {
  return { ...NOTHING_KNOWN, cluster: 'main', service: 'api', ...overrides }
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

const OURS = {
  deploymentId: 'ecs-svc/1',
  taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/api:7',
}
const DEPLOYMENT = {
  ...OURS,
  cluster: 'main',
  service: 'api',
  serviceArn: 'arn:service',
  serviceDeploymentArn: undefined,
  startedAt: 0,
  desiredCount: 1,
  earlier: [],
  serviceCreatedAt: undefined,
}

describe('a plan that was interrupted after the deployment had begun', () => {
  const CONTINUES =
    'Deployment ecs-svc/1 of api:7 has begun and continues; how it ends is not known. To check it: aws ecs describe-services --cluster main --services api'
  const begun = { hasWritten: true, deployment: DEPLOYMENT }

  test('by a refusal: it continues', () => {
    expect(resultOfError(new ApplyError([DENIED]), known(begun))).toEqual({
      outcome: 'failed',
      sentences: [expect.stringContaining('a permission is missing'), CONTINUES, GOES_ON],
    })
  })

  test('because the credentials are lost: how it ends is not known', () => {
    const lost = Object.assign(new Error('x'), { name: 'ExpiredTokenException' })
    expect(resultOfError(new ApplyError([lost]), known(begun))).toEqual({
      outcome: 'unknown',
      sentences: [expect.stringContaining('set role-duration-seconds'), CONTINUES, GOES_ON],
    })
  })
})

describe('cancelled', () => {
  const cancelled = new CancelledError()
  const api = (operation: string, input: object = {}, state: 'answered' | 'unanswered' = 'unanswered') => ({
    write: { api: 'ecs', operation, resource: 'api', input },
    state,
  })
  const to = 'arn:aws:ecs:us-east-1:123456789012:task-definition/api:6'
  const outputs = { deploymentId: 'ecs-svc/1' }
  const deploying = {
    hasWritten: true,
    outputs,
    deployment: DEPLOYMENT,
    progress: { ...OURS, kind: 'deploying' as const },
  }
  const rollback = { ...deploying, onCancel: 'rollback' as const }
  const DEPLOYING = 'The run was cancelled while deployment ecs-svc/1 of api:7 was in progress.'

  test.each<[string, Partial<KnownRun>, readonly string[]]>([
    ['before anything was written', {}, ['The run was cancelled before anything was written.']],
    [
      'when the first write was about to be sent',
      { hasWritten: true },
      ['The run was cancelled before anything was written.'],
    ],
    [
      'while the plan was carried out',
      { ...EXISTS, writes: [api('CreateTargetGroup', {}, 'answered')] },
      ['The run was cancelled while it changed AWS.', THESE_EXIST],
    ],
    [
      'with writes in flight',
      { ...EXISTS, writes: [api('CreateTargetGroup'), api('RegisterTaskDefinition')] },
      [
        'The run was cancelled while it changed AWS.',
        'CreateTargetGroup api was in flight and its response did not arrive: AWS may have carried it out.',
        'RegisterTaskDefinition api was in flight and its response did not arrive: a revision may have been registered.',
        THESE_EXIST,
      ],
    ],
    [
      'with the update in flight',
      { ...EXISTS, writes: [api('UpdateService', { taskDefinition: 'arn:task' })] },
      [
        'The run was cancelled while it changed AWS.',
        'UpdateService api was in flight and its response did not arrive: a deployment may have been started.',
        THESE_EXIST,
      ],
    ],
    [
      'while the deployment was in progress',
      deploying,
      [DEPLOYING, 'It continues: nothing was stopped or rolled back.'],
    ],
    [
      'while the deployment was in progress, with tags in flight',
      { ...deploying, writes: [api('UpdateService', { taskDefinition: 'x' }), api('TagResource')] },
      [
        DEPLOYING,
        'It continues: nothing was stopped or rolled back.',
        'TagResource api was in flight and its response did not arrive: AWS may have carried it out.',
      ],
    ],
    [
      'while the count changed',
      { hasWritten: true, outputs },
      ['The run was cancelled. Deployment ecs-svc/1 continues: nothing was stopped or rolled back.'],
    ],
    [
      'while ECS rolled it back',
      { ...rollback, progress: { ...OURS, kind: 'rolling-back', to } },
      ['The run was cancelled while ECS rolled back deployment ecs-svc/1 of api:7. The rollback continues to api:6.'],
    ],
    [
      'while its stop was requested',
      { ...deploying, progress: { ...OURS, kind: 'stopping' } },
      [
        'The run was cancelled while deployment ecs-svc/1 of api:7 was being stopped. The rollback that was requested continues.',
      ],
    ],
    [
      'after it was rolled back',
      { ...deploying, progress: { ...OURS, kind: 'rolled-back', to } },
      ['The run was cancelled after ECS had rolled back deployment ecs-svc/1 of api:7 to api:6.'],
    ],
    [
      'during the verification',
      { ...rollback, progress: { ...OURS, kind: 'completed' } },
      [
        'The run was cancelled after deployment ecs-svc/1 of api:7 had completed. api:7 serves; whether it is healthy was not verified.',
      ],
    ],
    [
      'after it had failed',
      { ...deploying, progress: { ...OURS, kind: 'failed' } },
      ['The run was cancelled after deployment ecs-svc/1 of api:7 had failed. ECS does not roll it back.'],
    ],
    [
      'after another one took its place',
      { ...deploying, progress: { ...OURS, kind: 'replaced', by: to } },
      [
        'The run was cancelled after another deployment, of api:6, had replaced deployment ecs-svc/1 of api:7. That one continues.',
      ],
    ],
    [
      'with a rollback that was requested',
      { ...rollback, rollback: { kind: 'requested', serviceDeploymentArn: 'arn:sd' } },
      [
        DEPLOYING,
        'Its rollback was requested (on-cancel: rollback) and continues. The clean-up of this step waits for its end.',
      ],
    ],
    [
      'with a rollback that there was no time for',
      rollback,
      [DEPLOYING, 'Its rollback (on-cancel: rollback) was not requested in time: the clean-up of this step does it.'],
    ],
    [
      'with a rollback that was refused',
      { ...rollback, rollback: { kind: 'refused', problem: 'A permission is missing.' } },
      [
        DEPLOYING,
        'Its rollback (on-cancel: rollback) could not be requested. A permission is missing. The deployment continues.',
      ],
    ],
    [
      'with a rollback that came too late',
      { ...rollback, rollback: { kind: 'ended', serviceDeploymentArn: 'arn:sd', status: 'SUCCESSFUL' } },
      [DEPLOYING, 'It had ended before its rollback was requested (SUCCESSFUL): nothing was stopped.'],
    ],
    [
      'during a first deployment that was to be rolled back',
      { ...rollback, region: 'us-east-1', before: { exists: false, deploymentIds: [] } },
      [
        DEPLOYING,
        'It is the first deployment of this service, so there is nothing to roll back to: it continues.',
        'If it is not wanted, this removes the service and stops all of its tasks: aws ecs delete-service --region us-east-1 --cluster main --service api --force',
        GOES_ON,
      ],
    ],
  ])('%s', (_name, overrides, sentences) => {
    expect(resultOfError(cancelled, known(overrides))).toEqual({ outcome: 'cancelled', sentences })
  })

  test('beside refusals', () => {
    const error = new ApplyError([DENIED, cancelled])
    expect(resultOfError(error, known(deploying)).sentences[0]).toBe(DEPLOYING)
  })
})
