import { describe, expect, test } from '@jest/globals'
import { runnerInputs } from '../../src/github/runner-inputs.ts'
import { unknownInputWarnings } from '../../src/inputs/unknown-inputs.ts'

function warningsFor(env: Readonly<Record<string, string>>): readonly string[] {
  return unknownInputWarnings(runnerInputs(env).names())
}

describe('inputs that do not exist', () => {
  test.each([
    ['underscores for hyphens', 'INPUT_DESIRED_COUNT', 'desired_count', 'desired-count'],
    ['a letter missing', 'INPUT_CLUSTR', 'clustr', 'cluster'],
    ['a singular', 'INPUT_SUBNET', 'subnet', 'subnets'],
    ["AWS's own spelling", 'INPUT_TASKDEFINITION', 'taskdefinition', 'task-definition'],
  ])('%s', (_name, variable, name, nearest) => {
    expect(warningsFor({ [variable]: 'x', INPUT_SERVICE: 'api' })).toEqual([
      `Input "${name}" is not known and has no effect. Did you mean "${nearest}"?`,
    ])
  })

  test('where no name is near, none is suggested', () => {
    expect(warningsFor({ INPUT_XQZ: 'x' })).toEqual(['Input "xqz" is not known and has no effect.'])
  })

  test('inputs that exist, and other variables, cause no warning', () => {
    expect(warningsFor({ 'INPUT_DESIRED-COUNT': '1', 'INPUT_AWS-REGION': '', INPUTRC: 'x', HOME: '/' })).toEqual([])
  })
})
