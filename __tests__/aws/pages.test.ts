import { describe, expect, test } from '@jest/globals'
import { allPages } from '../../src/aws/pages.ts'

/** Pages of one item each, by the token that reads them. */
const PAGES: Readonly<Record<string, { items: readonly string[] | undefined; next: string | undefined }>> = {
  first: { items: ['a'], next: 'second' },
  second: { items: undefined, next: 'third' },
  third: { items: ['b', 'c'], next: '' },
}

function readPages(until?: (items: readonly string[]) => boolean) {
  const tokens: (string | undefined)[] = []
  const items = allPages(async token => {
    tokens.push(token)
    return PAGES[token ?? 'first'] ?? { items: [], next: undefined }
  }, until)
  return { tokens, items }
}

describe('allPages', () => {
  test('reads to the page whose token is empty, past pages without items', async () => {
    const { tokens, items } = readPages()
    expect(await items).toEqual(['a', 'b', 'c'])
    expect(tokens).toEqual([undefined, 'second', 'third'])
  })

  test('ends early once there is enough', async () => {
    const { tokens, items } = readPages(found => found.length > 0)
    expect(await items).toEqual(['a'])
    expect(tokens).toEqual([undefined])
  })
})
