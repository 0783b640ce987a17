import { describe, expect, test } from '@jest/globals'
import { findUnknownInputs } from '../../src/inputs/unknown-inputs.ts'

describe('inputs that there are not', () => {
  test.each([
    ['underscores for hyphens', 'INPUT_DESIRED_COUNT', 'desired_count', 'desired-count'],
    ['a letter missing', 'INPUT_CLUSTR', 'clustr', 'cluster'],
    ['a singular', 'INPUT_SUBNET', 'subnet', 'subnets'],
    ["AWS's own spelling", 'INPUT_TASKDEFINITION', 'taskdefinition', 'task-definition'],
  ])('%s', (_name, variable, name, nearest) => {
    expect(findUnknownInputs({ [variable]: 'x', INPUT_SERVICE: 'api' })).toEqual([
      `Input "${name}" is not known and has no effect. Did you mean "${nearest}"?`,
    ])
  })

  test('inputs that there are, and other variables, are no cause to warn', () => {
    expect(findUnknownInputs({ 'INPUT_DESIRED-COUNT': '1', 'INPUT_AWS-REGION': '', INPUTRC: 'x', HOME: '/' })).toEqual(
      [],
    )
  })
})
