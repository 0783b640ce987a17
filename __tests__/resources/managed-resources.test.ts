import { describe, expect, test } from '@jest/globals'
import { FIELD_EFFECTS, RESOURCE_LIST } from '../../src/resources/managed-resources.ts'

const KEYS = RESOURCE_LIST.map(([key]) => key as string)

describe('the list of managed resources', () => {
  test('no two have the same title', () => {
    const titles = RESOURCE_LIST.map(([, { title }]) => title)
    expect(titles).toEqual([...new Set(titles)])
    expect(Object.keys(FIELD_EFFECTS).sort()).toEqual([...titles].sort())
  })

  test.each(RESOURCE_LIST)('%s comes after what it needs: a plan reads in the order of the run', (key, { needs }) => {
    const before = KEYS.slice(0, KEYS.indexOf(key))
    expect(before).toEqual(expect.arrayContaining(needs.map(need => need.replace(/Settled$/, ''))))
  })

  test('the outputs that say that something exists are told apart', () => {
    const identifiers = RESOURCE_LIST.flatMap(([, { identifier }]) => (identifier ? [identifier] : []))
    expect(identifiers).toEqual([...new Set(identifiers)])
  })
})
