import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { nodePath } from '../../../scripts/node-path.ts'
import type { MistakeKind } from './mistake.ts'
import { MISTAKES } from './mistakes.ts'
import { isFoundOnce } from './patched-source.ts'
import type { MistakesReport } from './run-mistakes.ts'

const LIMIT_MS = 180_000

let report: MistakesReport

beforeAll(async () => {
  const script = join(import.meta.dirname, 'run-mistakes.ts')
  const { stdout } = await promisify(execFile)(nodePath(), ['--disable-warning=ExperimentalWarning', script], {
    timeout: LIMIT_MS,
    maxBuffer: 2 ** 26,
  })
  report = JSON.parse(stdout)
}, LIMIT_MS)

describe.each([...new Set(MISTAKES.map(({ kind }) => kind))])('%s', kind => {
  const own = MISTAKES.filter(mistake => mistake.kind === kind)
  test.each(own.map(({ name }) => name))('%s', name => {
    expect(Object.values(report.mistakes[name] ?? {}).flat()).not.toEqual([])
  })
})

test.each(MISTAKES.map(mistake => [mistake.name, mistake] as const))(
  'the text of "%s" is there once',
  (_name, mistake) => {
    expect(isFoundOnce(mistake)).toBe(true)
  },
)

test('without a mistake every scenario is right', () => {
  const wrong = Object.entries(report.withoutMistake).filter(([, problems]) => problems.length > 0)
  expect(wrong).toEqual([])
})

test('there are at least twenty mistakes, and some of every kind', () => {
  const kinds: Readonly<Record<MistakeKind, true>> = {
    'reads at different times': true,
    'one read at one moment': true,
    'late reads': true,
    'contradicting sources': true,
    "somebody else's targets": true,
    'giving up too early': true,
    'untrue sentences': true,
    'too late': true,
    'silence and reads': true,
    'on-failure': true,
    'early decision': true,
    'wait-until': true,
    adoption: true,
  }
  expect(MISTAKES.length).toBeGreaterThanOrEqual(20)
  expect(new Set(MISTAKES.map(({ kind }) => kind))).toEqual(new Set(Object.keys(kinds)))
})
