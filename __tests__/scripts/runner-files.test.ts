import { describe, expect, test } from '@jest/globals'
import { readCommandFile } from '../../scripts/runner-files.ts'

describe('readCommandFile', () => {
  test.each([
    ['a line', 'outcome=succeeded\n', { outcome: 'succeeded' }],
    ['a value with an equals sign', 'url=https://example.com/?a=b\n', { url: 'https://example.com/?a=b' }],
    ['an empty value', 'cause=\n', { cause: '' }],
    ['several lines', 'plan<<END\n{\n}\nEND\n', { plan: '{\n}' }],
    ['Windows line ends', 'plan<<END\r\none\r\nEND\r\n', { plan: 'one' }],
    ['a later value', 'changed=false\nchanged<<END\ntrue\nEND\n', { changed: 'true' }],
    ['a value that looks like an assignment', 'text<<END\na=b\nEND\nnext=1\n', { text: 'a=b', next: '1' }],
  ])('%s', (_, text, values) => {
    expect(readCommandFile(text)).toEqual(values)
  })

  test('a value that does not end is an error', () => {
    expect(() => readCommandFile('plan<<END\none\n')).toThrow('The value of "plan" does not end')
  })

  test('a line that is not an assignment is an error', () => {
    expect(() => readCommandFile('succeeded\n')).toThrow('"succeeded" is neither')
  })
})
