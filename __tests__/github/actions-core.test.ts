import * as core from '@actions/core'
import { expect, test } from '@jest/globals'
import { createActionsCore } from '../../src/github/actions-core.ts'
import { runnerInputs } from '../../src/github/runner-inputs.ts'

test('lines from before the package is loaded are printed in order, once, and later lines at once', async () => {
  const printed: string[] = []
  const toolkit = createActionsCore(async () => core)
  toolkit.say(() => printed.push('first'))
  toolkit.say(() => printed.push('second'))
  expect(printed).toEqual([])
  await Promise.all([toolkit.load(), toolkit.load()])
  expect(printed).toEqual(['first', 'second'])
  toolkit.say(() => printed.push('third'))
  expect(printed).toEqual(['first', 'second', 'third'])
})

test('the package is not loaded before it is needed', async () => {
  let loads = 0
  const toolkit = createActionsCore(async () => {
    loads += 1
    return core
  })
  toolkit.say(() => undefined)
  expect(loads).toBe(0)
  await toolkit.load()
  await toolkit.load()
  expect(loads).toBe(1)
})

test.each(['cluster', 'task-definition', 'job summary'])('the input "%s" is read as the package reads it', name => {
  const variable = `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`
  process.env[variable] = '  a value \n'
  try {
    expect(runnerInputs(process.env).get(name)).toBe(core.getInput(name))
    expect(runnerInputs(process.env).get(name)).toBe('a value')
  } finally {
    delete process.env[variable]
  }
})
