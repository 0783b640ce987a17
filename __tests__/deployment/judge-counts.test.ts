import { describe, expect, test } from '@jest/globals'
import { judgeCounts } from '../../src/deployment/judge-counts.ts'
import { AFTER, createDeployment, createIdentity, createService, createSnapshot, START } from './snapshots.ts'

const three = createService({ desiredCount: 3 })
const completed = { desiredCount: 3, rolloutState: 'COMPLETED' } as const

describe('judging a change of the count', () => {
  test.each([
    {
      name: 'the deployment does not have the new count yet',
      snapshot: createSnapshot(1, [createDeployment({ ...completed, desiredCount: 2, runningCount: 2 })], {
        service: three,
      }),
      outcome: undefined,
    },
    {
      name: 'one is still pending',
      snapshot: createSnapshot(1, [createDeployment({ ...completed, runningCount: 3, pendingCount: 1 })], {
        service: three,
      }),
      outcome: undefined,
    },
    {
      name: 'still too many',
      snapshot: createSnapshot(1, [createDeployment({ ...completed, runningCount: 4 })], { service: three }),
      outcome: undefined,
    },
    {
      name: 'reached',
      snapshot: createSnapshot(9, [createDeployment({ ...completed, runningCount: 3 })], { service: three }),
      outcome: 'succeeded',
    },
    {
      name: 'another deployment began',
      snapshot: createSnapshot(
        9,
        [createDeployment({ ...completed, id: AFTER, createdAt: START + 5000, runningCount: 3 })],
        {
          service: three,
        },
      ),
      outcome: 'superseded',
    },
    {
      name: 'the service was deleted',
      snapshot: createSnapshot(9, [], { service: createService({ status: 'INACTIVE' }) }),
      outcome: 'failed',
    },
  ])('$name', ({ snapshot, outcome }) => {
    expect(judgeCounts([snapshot], createIdentity())?.outcome).toBe(outcome)
  })

  test('a count of 0 is reached with a warning', () => {
    const snapshot = createSnapshot(9, [createDeployment({ desiredCount: 0 })], {
      service: createService({ desiredCount: 0 }),
    })
    expect(judgeCounts([snapshot], createIdentity())).toMatchObject({
      outcome: 'succeeded',
      warnings: ['The desired count of the service api is 0: nothing runs.'],
    })
  })
})

test('lost credentials are not a timeout: how it ends is unknown', () => {
  const problem = 'The credentials are no longer valid (x).'
  const verdict = judgeCounts([{ kind: 'lost', at: START, problem }], createIdentity())
  expect(verdict?.outcome).toBe('unknown')
  expect(verdict?.reason).toContain(problem)
})
