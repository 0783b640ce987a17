import { describe, expect, test } from '@jest/globals'
import { type InputValues, readValid } from './parse.ts'

describe('what happens after a failure', () => {
  test.each<[string, InputValues, 'rollback' | 'leave']>([
    ['nothing is given', {}, 'rollback'],
    ['the circuit breaker rolls back', { 'circuit-breaker': 'rollback' }, 'rollback'],
    ['the circuit breaker only fails', { 'circuit-breaker': 'fail' }, 'leave'],
    ['the circuit breaker is off', { 'circuit-breaker': 'off' }, 'leave'],
    [
      'the circuit breaker only fails, but a rollback is given',
      { 'circuit-breaker': 'fail', 'on-failure': 'rollback' },
      'rollback',
    ],
    [
      'the circuit breaker is off, but a rollback is given',
      { 'circuit-breaker': 'off', 'on-failure': 'rollback' },
      'rollback',
    ],
    [
      'the circuit breaker rolls back, but leave is given',
      { 'circuit-breaker': 'rollback', 'on-failure': 'leave' },
      'leave',
    ],
    ['leave is given', { 'on-failure': 'leave' }, 'leave'],
  ])('%s', (_name, values, onFailure) => {
    expect(readValid(values).deployment.onFailure).toBe(onFailure)
  })
})

describe('limits', () => {
  test.each<[string, InputValues, object]>([
    ['a first failure decides', { 'max-task-failures': '1' }, { maxTaskFailures: 1 }],
    ['the most failures', { 'max-task-failures': '10000' }, { maxTaskFailures: 10_000 }],
    ['auto', { 'max-task-failures': 'auto' }, { maxTaskFailures: 'auto' }],
    ['no time', { 'stable-seconds': '0' }, { stableSeconds: 0 }],
    ['the longest time', { 'stable-seconds': '900' }, { stableSeconds: 900 }],
  ])('%s', (_name, values, expected) => {
    expect(readValid(values).deployment).toMatchObject(expected)
  })
})

test.each<[string, InputValues]>([
  ['defaults', { 'wait-until': 'completed', 'on-unverified': 'fail', 'on-failure': 'leave' }],
  ['a rollback on cancellation, which can come before ECS accepts the update', { 'on-cancel': 'rollback' }],
])('a run that does not wait may have %s', (_name, values) => {
  expect(readValid({ wait: 'false', ...values }).deployment.wait).toBe(false)
})
