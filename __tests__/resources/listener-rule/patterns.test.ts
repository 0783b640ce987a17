import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { patternCovers, patternsOverlap } from '../../../src/resources/listener-rule/patterns.ts'

const OVERLAPS: readonly [a: string, b: string, overlap: boolean][] = [
  ['/api', '/api', true],
  ['/api', '/web', false],
  ['/api', '/API', false],
  ['/api/*', '/api', false],
  ['/api/*', '/api/', true],
  ['/api/*', '/api/users', true],
  ['/api*', '/apiary', true],
  ['/*', '/api/*', true],
  ['*', '', true],
  ['/api/?', '/api/', false],
  ['/api/?', '/api/1', true],
  ['/a*c', '/*bc', true],
  ['/a*c', '/b*c', false],
  ['*.example.com', 'api.example.com', true],
  ['*.example.com', 'example.com', false],
  ['*/health', '/api/*', true],
  ['?*', '', false],
]

const COVERS: readonly [wide: string, narrow: string, covers: boolean][] = [
  ['/api', '/api', true],
  ['/*', '/api/*', true],
  ['/api/*', '/*', false],
  ['/api*', '/api/*', true],
  ['/api/*', '/api', false],
  ['*', '', true],
  ['?', '*', false],
  ['?', 'a', true],
  ['?', '?', true],
  ['a', '?', false],
  ['*.example.com', '*.api.example.com', true],
  ['/a*b*c', '/a1b2c', true],
  ['/a*b*c', '/a*c', false],
]

describe('two patterns that can match the same request', () => {
  test.each(OVERLAPS)('%s and %s: %s', (a, b, overlap) => {
    expect(patternsOverlap(a, b)).toBe(overlap)
    expect(patternsOverlap(b, a)).toBe(overlap)
  })

  test('a pattern of many wildcards is decided at once', () => {
    expect(patternsOverlap(`${'*a'.repeat(60)}x`, `${'*a'.repeat(60)}y`)).toBe(false)
  })
})

test.each(COVERS)('%s takes all that %s matches: %s', (wide, narrow, covers) => {
  expect(patternCovers(wide, narrow)).toBe(covers)
})

describe('against matching every text of a small alphabet', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 4 })
  // Two patterns of up to four characters that meet at all meet in a text of up to eight.
  const texts = allTexts(['a', 'b'], 8)

  test('patterns overlap exactly if some text matches both', () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const [one, other] = [matcher(a), matcher(b)]
        expect(patternsOverlap(a, b)).toBe(texts.some(text => one.test(text) && other.test(text)))
      }),
      { numRuns: 400 },
    )
  })

  test('a pattern that covers another matches every text of it', () => {
    fc.assert(
      fc.property(pattern, pattern, (wide, narrow) => {
        fc.pre(patternCovers(wide, narrow))
        const [wider, narrower] = [matcher(wide), matcher(narrow)]
        expect(texts.filter(text => narrower.test(text) && !wider.test(text))).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  test('of a pattern without wildcards it is known exactly whether it is covered', () => {
    fc.assert(
      fc.property(pattern, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6 }), (wide, text) => {
        expect(patternCovers(wide, text)).toBe(matcher(wide).test(text))
      }),
    )
  })
})

function matcher(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll('?', '.').replaceAll('*', '.*')}$`)
}

function allTexts(alphabet: readonly string[], length: number): readonly string[] {
  const shorter = length === 0 ? [] : allTexts(alphabet, length - 1)
  const longest = shorter.filter(text => text.length === length - 1)
  return length === 0 ? [''] : [...shorter, ...longest.flatMap(text => alphabet.map(letter => text + letter))]
}
