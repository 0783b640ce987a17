import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { DIFFERENCES, type Difference } from './differences.ts'

const ENTRIES = Object.entries<Difference>(DIFFERENCES)

/** The cases, as text. */
const CASES = readdirSync(import.meta.dirname)
  .filter(file => file.endsWith('.test.ts') && !import.meta.filename.endsWith(file))
  .map(file => ({ file, text: readFileSync(join(import.meta.dirname, file), 'utf8') }))

describe('the list of differences is closed', () => {
  test.each(ENTRIES)(
    '%s states what AWS does, where that is known from, and what differs',
    (_, { aws, source, simulator, moto }) => {
      expect([aws, source].map(text => text.length > 10)).toEqual([true, true])
      expect(moto).not.toEqual(simulator)
    },
  )

  test.each(ENTRIES)('%s is asserted by a case', name => {
    expect(CASES.filter(({ text }) => text.includes(`DIFFERENCES['${name}'][subject]`))).not.toEqual([])
  })

  test.each(CASES)('$file treats the two alike except for what is in the list', ({ text }) => {
    const uses = text.split('\n').filter(line => /\bsubject\b|'moto'|'simulator'/.test(line))
    const others = uses.filter(line => !/DIFFERENCES\['[a-z-]+'\]\[subject\]|describe\.each\(SUBJECTS\)/.test(line))
    expect(others).toEqual([])
  })
})
