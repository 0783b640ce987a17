import { describe, expect, test } from '@jest/globals'
import { type BadCase, problemsOf } from './parse.ts'

const CASES: readonly BadCase[] = [
  {
    name: 'a wait that is not a boolean',
    values: { wait: 'no' },
    problems: ['Input "wait" is "no": give true or false.'],
  },
  {
    name: 'no minutes to wait',
    values: { 'wait-timeout-minutes': '0' },
    problems: ['Input "wait-timeout-minutes" is "0": give a whole number of minutes from 1 to 1440.'],
  },
  {
    name: 'another end of waiting',
    values: { 'wait-until': 'stable' },
    problems: ['Input "wait-until" is "stable": give completed or serving.'],
  },
  {
    name: 'a stable time of more than a quarter of an hour',
    values: { 'stable-seconds': '901' },
    problems: ['Input "stable-seconds" is "901": give a whole number of seconds from 0 to 900.'],
  },
  ...['0', '10001', '50%', '-1', 'AUTO'].map(value => ({
    name: `${value} task failures`,
    values: { 'max-task-failures': value },
    problems: [`Input "max-task-failures" is "${value}": give auto or a whole number from 1 to 10000.`],
  })),
  {
    name: 'another reaction to a failure',
    values: { 'on-failure': 'stop' },
    problems: ['Input "on-failure" is "stop": give rollback or leave.'],
  },
  {
    name: 'another reaction to a cancellation',
    values: { 'on-cancel': 'stop' },
    problems: ['Input "on-cancel" is "stop": give leave or rollback.'],
  },
  {
    name: 'what only a run that waits can do',
    values: { wait: 'false', 'wait-until': 'serving', 'on-failure': 'rollback', 'on-unverified': 'rollback' },
    problems: [
      'Input "wait-until" is "serving", but "wait" is false, and the step ends before that can happen: set "wait" to true, or leave "wait-until" out.',
      'Input "on-failure" is "rollback", but "wait" is false, and the step ends before that can happen: set "wait" to true, or leave "on-failure" out.',
      'Input "on-unverified" is "rollback", but "wait" is false, and the step ends before that can happen: set "wait" to true, or leave "on-unverified" out.',
    ],
  },
]

describe('inputs of the deployment that are wrong', () => {
  test.each(CASES)('$name', bad => {
    expect(problemsOf(bad)).toEqual(bad.problems)
  })
})
