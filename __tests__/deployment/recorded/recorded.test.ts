import { expect, test } from '@jest/globals'
import { judgeDeployment } from '../../../src/deployment/judge/judge-deployment.ts'
import { learn } from '../../../src/deployment/judge/learn.ts'
import { noFacts } from '../../../src/deployment/judge/rollout-facts.ts'
import type { Judgement } from '../../../src/deployment/verdict.ts'
import { type Recording, readRecordings } from './recorded.ts'

const RECORDINGS = readRecordings()

/** What the judge made of it after every batch of reads. */
function replay({ identity, begunAt, options, batches }: Recording): readonly Judgement[] {
  let facts = noFacts(identity, begunAt)
  return batches.map(({ at, snapshots }) => {
    facts = snapshots.reduce(learn, facts)
    facts = { ...facts, at: Math.max(facts.at, at) }
    return judgeDeployment(facts, options)
  })
}

test.each(RECORDINGS.map(recording => [recording.name, recording] as const))('%s', (_name, recording) => {
  const judgements = replay(recording)
  const outcomes = judgements.map(judgement => (judgement.kind === 'decided' ? judgement.verdict.outcome : 'undecided'))
  const decided = outcomes.filter(outcome => outcome !== 'undecided')
  // Undecided before, decided by the last batch; the service may be read once more, for what serves.
  expect(outcomes.slice(0, -decided.length).every(outcome => outcome === 'undecided')).toBe(true)
  expect(new Set(decided)).toEqual(new Set([recording.outcome]))
  expect(decided.length).toBeLessThanOrEqual(2)
})

test('there are recordings of every outcome that the judge makes without a time-out', () => {
  const outcomes = new Set(RECORDINGS.map(({ outcome }) => outcome))
  expect([...outcomes].sort()).toEqual(
    ['failed', 'rolled-back', 'serving', 'stopped', 'succeeded', 'superseded', 'unknown'].sort(),
  )
})
