import { describe, expect, test } from '@jest/globals'
import { createLogRenderer } from '../../scripts/render-log.ts'

describe('createLogRenderer', () => {
  test.each([
    ['plain lines', ['one', 'two'], ['one', 'two']],
    ['a group', ['::group::Plan', '+ service', '::endgroup::', 'done'], ['▼ Plan', '  + service', 'done']],
    ['a warning', ['::warning::Not known.'], ['warning: Not known.']],
    ['an error with a title', ['::error title=api%3A failed::One%0ATwo'], ['error: api: failed\n  One\nTwo']],
    ['an escaped percent sign', ['::warning::100%25 of 1'], ['warning: 100% of 1']],
    ['what nobody sees', ['::debug::inside', '::add-mask::hidden', '::set-output name=a::b'], []],
    ['a line with colons inside', ['event: a::b'], ['event: a::b']],
  ])('%s', (_, lines, shown) => {
    expect(lines.map(createLogRenderer()).filter(line => line !== undefined)).toEqual(shown)
  })
})
