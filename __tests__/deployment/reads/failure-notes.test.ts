import { describe, expect, test } from '@jest/globals'
import { learn } from '../../../src/deployment/judge/learn.ts'
import { noFacts } from '../../../src/deployment/judge/rollout-facts.ts'
import { createFailureNotes } from '../../../src/deployment/reads/failure-notes.ts'
import type { Snapshot } from '../../../src/deployment/snapshot.ts'
import { createDeployment, createFailedRead, createIdentity, createSnapshot, START } from '../snapshots.ts'

function notesOf(...snapshots: readonly Snapshot[]) {
  const infos: string[] = []
  const warnings: string[] = []
  const notes = createFailureNotes({ info: line => infos.push(line), warning: line => warnings.push(line) })
  let facts = noFacts(createIdentity(), START)
  for (const snapshot of snapshots) {
    facts = learn(facts, snapshot)
    notes.say(snapshot, facts)
  }
  return { infos, warnings }
}

const fault = createFailedRead(1, 'service')
const shown = createSnapshot(2, [createDeployment()])
const denied = (source: Parameters<typeof createFailedRead>[1]) =>
  createFailedRead(1, source, { cause: 'denied', problem: 'AccessDeniedException: no', permission: 'ecs:X' })

describe('reads that fail', () => {
  test.each<[string, readonly Snapshot[], readonly string[]]>([
    [
      'a fault is one warning, however often it comes back',
      [fault, shown, fault, shown, fault],
      ['The service could not be read (TimeoutError: no response). Still watching.'],
    ],
    [
      'each source has its own',
      [fault, createFailedRead(1, 'stopped-tasks')],
      [
        'The service could not be read (TimeoutError: no response). Still watching.',
        'The list of stopped tasks could not be read (TimeoutError: no response). Still watching.',
      ],
    ],
    [
      'a denial names the permission',
      [denied('running-tasks'), denied('running-tasks')],
      ['The health of the running tasks could not be read (AccessDeniedException: no). Grant ecs:X.'],
    ],
    [
      'without service deployments, what cannot be known is said',
      [denied('service-deployment')],
      [
        'The role of this workflow may not read service deployments (AccessDeniedException: no). ecs:DescribeServices alone is used, which cannot always tell a deployment that was stopped by someone from one that failed. Grant ecs:X to know.',
      ],
    ],
    [
      'ten in a row are said, and then every ten',
      Array<Snapshot>(25).fill(fault),
      [
        'The service could not be read (TimeoutError: no response). Still watching.',
        '10 reads in a row have failed, the last one with: TimeoutError: no response. Still watching.',
        '20 reads in a row have failed, the last one with: TimeoutError: no response. Still watching.',
      ],
    ],
    [
      'a read that succeeds ends the row',
      [...Array<Snapshot>(9).fill(fault), shown, fault],
      ['The service could not be read (TimeoutError: no response). Still watching.'],
    ],
    ['lost credentials are the verdict’s', [createFailedRead(1, 'service', { cause: 'credentials' })], []],
  ])('%s', (_name, snapshots, warnings) => {
    expect(notesOf(...snapshots)).toEqual({ infos: [], warnings })
  })

  test('throttles are no warning, and are said once for all sources', () => {
    const throttled = { cause: 'throttled', problem: 'ThrottlingException: Rate exceeded' } as const
    const snapshots = [createFailedRead(1, 'service', throttled), createFailedRead(2, 'service-deployment', throttled)]
    expect(notesOf(...snapshots)).toEqual({
      infos: ['AWS limits the rate of calls (ThrottlingException: Rate exceeded): reading less often.'],
      warnings: [],
    })
  })
})
