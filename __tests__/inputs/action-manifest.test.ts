import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { readActionManifest } from '../../scripts/action-manifest.ts'
import { fillFieldEffects } from '../../scripts/render-field-effects.ts'
import { renderNames } from '../../scripts/render-names.ts'
import { fillReadme } from '../../scripts/render-readme.ts'
import { INPUT_NAMES } from '../../src/inputs/names.ts'
import { INVENTORY_NAMES, OUTPUT_NAMES } from '../../src/outputs.ts'
import { FIELD_EFFECTS } from '../../src/resources/managed-resources.ts'
import { read, readValid } from './parse.ts'

const ROOT = join(import.meta.dirname, '../..')
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const manifest = readActionManifest(textOf('action.yml'))

describe('what is generated is up to date', () => {
  test('the tables of the README', () => {
    expect(textOf('README.md')).toBe(fillReadme(textOf('README.md'), manifest))
  })
  test('the names of the inputs', () => {
    expect(textOf('src/inputs/names.ts')).toBe(renderNames(manifest))
  })
  test('the table of what a change of each field does', () => {
    expect(textOf('docs/deployment.md')).toBe(fillFieldEffects(textOf('docs/deployment.md'), FIELD_EFFECTS))
  })
})

describe('action.yml', () => {
  test('has a default only for inputs that steer the run', () => {
    const defaults = manifest.inputs.filter(input => input.default !== undefined)
    expect(Object.fromEntries(defaults.map(input => [input.name, input.default]))).toEqual({
      mode: 'deploy',
      'provenance-tags': 'true',
      'pin-image-digest': 'false',
      'environment-mode': 'merge',
      'force-new-deployment': 'false',
      wait: 'true',
      'wait-until': 'completed',
      'stable-seconds': '10',
      'wait-timeout-minutes': '30',
      'max-task-failures': 'auto',
      'on-cancel': 'leave',
      'verify-status': '200',
      'verify-timeout-seconds': '120',
      'on-unverified': 'fail',
      'job-summary': 'true',
      'show-environment-values': 'false',
    })
  })

  test('its defaults mean the same as an input that is not given', () => {
    const defaults = Object.fromEntries(manifest.inputs.map(input => [input.name, input.default ?? '']))
    expect(read({ ...defaults, service: 'api' }).inputs).toEqual(readValid({}))
  })

  test('names every input once, in kebab-case', () => {
    expect(new Set(INPUT_NAMES).size).toBe(manifest.inputs.length)
    expect(manifest.inputs.filter(input => !/^[a-z]+(-[a-z]+)*$/.test(input.name))).toEqual([])
  })

  test('has the outputs that are set, in their order', () => {
    expect(manifest.outputs.map(output => output.name)).toEqual([...Object.values(OUTPUT_NAMES), ...INVENTORY_NAMES])
  })

  test('gives an example or the valid values for every input', () => {
    const withoutValue = manifest.inputs.filter(input => !input.default && !/`[^`]+`/.test(input.description))
    expect(withoutValue.map(input => input.name)).toEqual([])
  })
})

describe('the generator', () => {
  const manifestOf = (description: string) =>
    readActionManifest(
      `inputs:\n  # General\n  mode:\n    description: ${description}\noutputs:\n  url:\n    description: Where.\n`,
    )
  const readme =
    'a\n<!-- inputs:start -->\nold\n<!-- inputs:end -->\nb\n<!-- outputs:start --><!-- outputs:end -->\nc\n'

  test('refuses an empty description', () => {
    expect(() => manifestOf("''")).toThrow('action.yml: inputs.mode has no description.')
  })
  test('refuses a README without markers', () => {
    expect(() => fillReadme('# Title', manifestOf('What.'))).toThrow(
      'The markers <!-- inputs:start --> and <!-- inputs:end --> are missing.',
    )
  })
  test('writes between the markers only, and escapes pipes', () => {
    expect(fillReadme(readme, manifestOf('"a || b"'))).toBe(
      [
        'a\n<!-- inputs:start -->\n',
        '### General\n',
        '| input | description | default |\n| --- | --- | --- |\n| `mode` | a \\|\\| b |  |\n',
        '<!-- inputs:end -->\nb\n<!-- outputs:start -->\n',
        '| output | description |\n| --- | --- |\n| `url` | Where. |\n',
        '<!-- outputs:end -->\nc\n',
      ].join('\n'),
    )
  })
})
