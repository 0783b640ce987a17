import { expect, test } from '@jest/globals'
import { progressOf } from '../../src/deployment/deployment-progress.ts'

const OURS = { deploymentId: 'ecs-svc/1', taskDefinitionArn: 'arn:app:7' }
const STARTED_AT = 1_000
const ours = (status: string, rolloutState: string) => ({
  id: 'ecs-svc/1',
  status,
  taskDefinitionArn: 'arn:app:7',
  rolloutState,
  createdAt: STARTED_AT,
})
const OTHER = {
  id: 'ecs-svc/2',
  status: 'PRIMARY',
  taskDefinitionArn: 'arn:app:6',
  rolloutState: 'IN_PROGRESS',
  createdAt: STARTED_AT + 60_000,
}
const STARTED = [ours('PRIMARY', 'IN_PROGRESS')]
const GOING_BACK = [OTHER, ours('ACTIVE', 'FAILED')]

test.each([
  ['it was just accepted', STARTED, 'PENDING', { kind: 'deploying' }],
  ['tasks start', STARTED, 'IN_PROGRESS', { kind: 'deploying' }],
  ['it still bakes', [ours('PRIMARY', 'COMPLETED')], 'IN_PROGRESS', { kind: 'deploying' }],
  ['it completed', [ours('PRIMARY', 'COMPLETED')], 'SUCCESSFUL', { kind: 'completed' }],
  ['its stop was requested', STARTED, 'ROLLBACK_REQUESTED', { kind: 'stopping' }],
  ['a user stops it', STARTED, 'STOP_REQUESTED', { kind: 'stopping' }],
  ['it is rolled back', GOING_BACK, 'ROLLBACK_IN_PROGRESS', { kind: 'rolling-back', to: 'arn:app:6' }],
  ['its rollback begins late', [ours('PRIMARY', 'FAILED')], 'ROLLBACK_IN_PROGRESS', { kind: 'rolling-back' }],
  ['it was rolled back', [OTHER], 'ROLLBACK_SUCCESSFUL', { kind: 'rolled-back', to: 'arn:app:6' }],
  ['its rollback failed', GOING_BACK, 'ROLLBACK_FAILED', { kind: 'failed' }],
  ['a first one failed', [ours('PRIMARY', 'FAILED')], 'STOPPED', { kind: 'failed' }],
  ['a newer one took its place', [OTHER], 'STOPPED', { kind: 'replaced', by: 'arn:app:6' }],
  ['the rollout state alone: in progress', STARTED, undefined, { kind: 'deploying' }],
  ['the rollout state alone: completed', [ours('PRIMARY', 'COMPLETED')], undefined, { kind: 'completed' }],
  ['the rollout state alone: failed', [ours('PRIMARY', 'FAILED')], undefined, { kind: 'failed' }],
  ['the rollout state alone: going back', GOING_BACK, undefined, { kind: 'rolling-back', to: 'arn:app:6' }],
  ['another is PRIMARY', [OTHER, ours('ACTIVE', 'IN_PROGRESS')], undefined, { kind: 'replaced', by: 'arn:app:6' }],
  ['a late read shows the one before', [{ ...OTHER, createdAt: 0 }], undefined, { kind: 'deploying' }],
  ['it is not shown yet', [], undefined, { kind: 'deploying' }],
])('%s', (_name, deployments, status, expected) => {
  expect(progressOf({ ...OURS, startedAt: STARTED_AT }, { deployments, status })).toEqual({
    ...OURS,
    to: undefined,
    ...expected,
  })
})
