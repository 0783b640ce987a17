import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { contains, differences, overlay, printable } from '../../src/resources/equality.ts'

const CONTAINS: readonly [name: string, observed: unknown, wanted: unknown, result: boolean][] = [
  ['nothing wanted', { a: 1 }, undefined, true],
  ['the same', 1, 1, true],
  ['another', 1, 2, false],
  ['a number is not a text', 1, '1', false],
  ['more members than wanted', { a: 1, b: 2 }, { a: 1 }, true],
  ['a member that is missing', { a: 1 }, { b: 2 }, false],
  ['a member that is wanted as undefined', { a: 1 }, { b: undefined }, true],
  ['nested', { a: { b: 1, c: 2 } }, { a: { c: 2 } }, true],
  ['nothing there', undefined, { a: 1 }, false],
  ['nothing there, nothing in particular wanted', undefined, { a: undefined }, true],
  ['lists in another order', [1, 2], [2, 1], true],
  ['a longer list', [1, 2, 3], [1, 2], false],
  ['a shorter list', [1], [1, 2], false],
  ['an item twice is two items', [1, 2], [1, 1], false],
  ['each wanted item needs one of its own', [{ a: 1, b: 1 }, { a: 2 }], [{ a: 1 }, { b: 1 }], false],
  [
    'whichever of the observed items it is',
    [
      { a: 1, b: 2 },
      { a: 1, b: 3 },
    ],
    [{ a: 1 }, { a: 1, b: 2 }],
    true,
  ],
  ['an empty list and none', undefined, [], true],
  ['a list and none', [1], undefined, true],
]

test.each(CONTAINS)('%s', (_name, observed, wanted, result) => {
  expect(contains(observed, wanted)).toBe(result)
})

const OVERLAYS: readonly [name: string, observed: unknown, given: unknown, result: unknown][] = [
  ['member by member', { a: 1, b: 2 }, { b: 3 }, { a: 1, b: 3 }],
  ['nested', { a: { b: 1, c: 2 } }, { a: { c: 3 } }, { a: { b: 1, c: 3 } }],
  ['what is undefined is not given', { a: 1 }, { a: undefined }, { a: 1 }],
  ['lists are replaced whole', { a: [1, 2] }, { a: [3] }, { a: [3] }],
  ['false is given', { a: true }, { a: false }, { a: false }],
  ['over nothing', undefined, { a: 1 }, { a: 1 }],
]

test.each(OVERLAYS)('overlay: %s', (_name, observed, given, result) => {
  expect(overlay(observed, given)).toEqual(result)
})

describe('for any values', () => {
  const leaf = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('a', 'b'), fc.boolean())
  const { shape } = fc.letrec(tie => ({
    value: fc.oneof({ depthSize: 'small' }, leaf, fc.array(leaf, { maxLength: 3 }), tie('shape')),
    shape: fc.dictionary(fc.constantFrom('x', 'y', 'z'), tie('value'), { maxKeys: 3 }),
  }))

  test('a value contains itself', () => {
    fc.assert(fc.property(shape, value => contains(value, structuredClone(value))))
  })

  test('what was given is in the overlay, so that a second run finds no difference', () => {
    fc.assert(fc.property(shape, shape, (observed, given) => contains(overlay(observed, given), given)))
  })

  test('what was contained already stays as it is, except for the order of lists', () => {
    fc.assert(
      fc.property(shape, shape, (observed, given) => {
        fc.pre(contains(observed, given))
        const result = overlay(observed, given)
        expect(contains(observed, result)).toBe(true)
        expect(contains(result, observed)).toBe(true)
      }),
    )
  })

  test('laying the same over it twice changes nothing more', () => {
    fc.assert(
      fc.property(shape, shape, (observed, given) => {
        const once = overlay(observed, given)
        expect(overlay(once, given)).toEqual(once)
      }),
    )
  })
})

test.each([
  [undefined, undefined],
  ['text', 'text'],
  [3, '3'],
  [{ a: [1] }, '{"a":[1]}'],
])('%j is printed as %j', (value, text) => {
  expect(printable(value)).toBe(text)
})

describe('differences', () => {
  test.each<[name: string, observed: unknown, wanted: unknown, expected: readonly string[]]>([
    ['none', { a: 1, b: { c: 2 } }, { b: { c: 2 } }, []],
    ['a member of a structure, by its path', { b: { c: 2, d: 3 } }, { b: { c: 4 } }, ['x.b.c: 2 -> 4']],
    ['two members, each', { b: { c: 2, d: 3 } }, { b: { c: 4, d: 5 } }, ['x.b.c: 2 -> 4', 'x.b.d: 3 -> 5']],
    ['a structure that is not there', undefined, { b: { c: 4 } }, ['x.b.c: undefined -> 4']],
    ['a list as one value', { b: ['one', 'two'] }, { b: ['two'] }, ['x.b: one, two -> two']],
    ['an empty list as none', { b: ['one'] }, { b: [] }, ['x.b: one -> undefined']],
    ['a list of structures', { b: [{ c: 1 }] }, { b: [{ c: 2 }] }, ['x.b: {"c":1} -> {"c":2}']],
    ['another order of a list is not a difference', { b: ['one', 'two'] }, { b: ['two', 'one'] }, []],
  ])('%s', (_name, observed, wanted, expected) => {
    expect(differences('x', observed, wanted).map(({ field, from, to }) => `${field}: ${from} -> ${to}`)).toEqual(
      expected,
    )
  })
})
