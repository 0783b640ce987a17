import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { readActionManifest } from '../../scripts/action-manifest.ts'
import { EXAMPLE_FOLDER, inputsOfStep, readExampleInputs } from '../../scripts/example-inputs.ts'
import { parseInputs } from '../../src/inputs/parse-inputs.ts'

const workflow = (value: string) => `
jobs:
  build:
    steps:
      - run: make
  deploy:
    steps:
      - id: deploy
        with:
          image-tag: ${value}
`

describe('inputsOfStep', () => {
  test.each([
    ['text', 'v1', 'v1'],
    ['an expression', '${{ inputs.image-tag }}', 'abc'],
    ['an expression in a text', 'sha-${{inputs.image-tag}}', 'sha-abc'],
    ['a number as it is written', '010', '010'],
    ['a boolean as it is written', 'true', 'true'],
  ])('%s', (_, written, value) => {
    expect(inputsOfStep(workflow(written), { 'inputs.image-tag': 'abc' })).toEqual({ 'image-tag': value })
  })

  test('an expression without a value is an error', () => {
    expect(() => inputsOfStep(workflow('${{ github.sha }}'), {})).toThrow('"github.sha" of the workflow has no value')
  })

  test('a workflow without the step is an error', () => {
    expect(() => inputsOfStep('jobs:\n  build:\n    steps:\n      - run: make\n', {})).toThrow('no step with the id')
  })
})

describe('the example', () => {
  const inputs = readExampleInputs({ imageTag: 'abc' })
  const manifest = readActionManifest(readFileSync(join(import.meta.dirname, '..', '..', 'action.yml'), 'utf8'))
  const readWorkflow = (name: string) => readFileSync(join(EXAMPLE_FOLDER, '.github', 'workflows', name), 'utf8')

  test('gives only inputs that exist', () => {
    const known = new Set(manifest.inputs.map(input => input.name))
    expect(Object.keys(inputs).filter(name => !known.has(name))).toEqual([])
  })

  test('has inputs that are valid', () => {
    const { problems } = parseInputs(name => (inputs[name] ?? '').trim(), { AWS_REGION: 'us-east-1' })
    expect(problems).toEqual([])
  })

  test('reads only outputs of the action that exist', () => {
    const used = [...readWorkflow('service.yml').matchAll(/steps\.deploy\.outputs\.([a-z-]+)/g)].map(match => match[1])
    const known = manifest.outputs.map(output => output.name)
    expect(used.length).toBeGreaterThan(0)
    expect(used.filter(name => name === undefined || !known.includes(name))).toEqual([])
  })

  test.each(['deploy.yml', 'redeploy.yml', 'service.yml'])('%s grants nothing by default', name => {
    expect(readWorkflow(name)).toMatch(/^permissions: \{\}$/m)
  })

  test.each(['deploy.yml', 'redeploy.yml'])('%s never breaks off a deployment', name => {
    expect(readWorkflow(name)).toMatch(
      /^concurrency:\n {2}group: deploy-google-workspace-mcp\n {2}cancel-in-progress: false$/m,
    )
  })

  test.each(['deploy.yml', 'redeploy.yml', 'service.yml'])('%s pins the actions of others by commit', name => {
    const foreign = [...readWorkflow(name).matchAll(/uses: (\S+)/g)]
      .map(match => match[1] ?? '')
      .filter(uses => !uses.startsWith('./') && !uses.startsWith('OWNER/'))
    expect(foreign.filter(uses => !/@[0-9a-f]{40}$/.test(uses))).toEqual([])
  })
})

test('the first workflow of the README has inputs that are valid', () => {
  const readme = readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8')
  const [, workflow = ''] = /```yaml\n(.*?)```/s.exec(readme) ?? []
  const inputs = inputsOfStep(workflow, {})
  const { problems } = parseInputs(name => (inputs[name] ?? '').trim(), {
    AWS_REGION: 'us-east-1',
    GITHUB_SHA: '3f1c9a7e5b2d4068a9c1e3f5072b4d6e8f0a1c2b',
  })
  expect(problems).toEqual([])
})
