import { describe, expect, test } from '@jest/globals'
import { code, details, escapeHtml, inline, link, table } from '../../src/report/markdown.ts'
import { formatDuration } from '../../src/text/time.ts'

test.each([
  ['<script>alert("x")</script>', '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;'],
  ['a & b', 'a &amp; b'],
  ['&lt;', '&amp;lt;'],
  ['`code` | cell', '`code` | cell'],
])('%s is escaped', (text, html) => {
  expect(escapeHtml(text)).toBe(html)
})

describe('text on one line: a blank line would end the HTML and begin Markdown', () => {
  test.each([
    ['one\n\n![x](https://example.com)', 'one ![x](https://example.com)'],
    ['one\r\n  two', 'one two'],
    ['<b>\n</b>', '&lt;b&gt; &lt;/b&gt;'],
  ])('%j', (text, html) => {
    expect(inline(text)).toBe(html)
    expect(code(text)).toBe(`<code>${html}</code>`)
  })
})

test('a link keeps its place', () => {
  expect(link('a<b', 'https://example.com/?a=1&b="2"')).toBe(
    '<a href="https://example.com/?a=1&amp;b=&quot;2&quot;">a&lt;b</a>',
  )
})

test('lines are folded away as they are, blank ones too', () => {
  expect(details('Log <x>', ['one', '', '</pre>```'])).toBe(
    '<details><summary>Log &lt;x&gt;</summary>\n\n<pre>one\n\n&lt;/pre&gt;```</pre>\n\n</details>',
  )
})

test('a table', () => {
  expect(table(['A', 'B'], [['1', '2']])).toBe(
    '<table>\n<tr><th align="left">A</th><th align="left">B</th></tr>\n<tr><td align="left">1</td><td align="left">2</td></tr>\n</table>',
  )
})

test.each([
  [0, '0 ms'],
  [850.4, '850 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [12_345, '12.3 s'],
  [59_949, '59.9 s'],
  [59_950, '1 min 00 s'],
  [245_000, '4 min 05 s'],
  [3_600_000, '60 min 00 s'],
])('%d ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text)
})
