import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { renderOutcome } from '../../scripts/render-scenarios.ts'
import { NAMED_SCENARIOS } from '../rollouts/named/named-scenarios.ts'

/** Rows of the tables, as far as they do not depend on how fast the watch is. */
function rowsOf(document: string): readonly string[] {
  const rows = document.split('\n').filter(line => line.startsWith('| ') && !/^\| (what happens|---)/.test(line))
  return rows.map(row => row.split('|').slice(0, 3).join('|'))
}

test('docs/scenarios.md has the scenarios and outcomes of the table: npm run scenarios', () => {
  const document = readFileSync(join(import.meta.dirname, '../../docs/scenarios.md'), 'utf8')
  const wanted = Object.values(NAMED_SCENARIOS).flatMap(scenarios => scenarios.map(renderOutcome))
  expect(rowsOf(document).map(row => row.trim())).toEqual(wanted)
})
