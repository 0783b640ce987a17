import { describe, expect, test } from '@jest/globals'
import { type CheckCase, compared } from './data.ts'

/** A group of tests for each named list of cases, with a test for each case. */
export function describeChecks(groups: readonly (readonly [string, readonly CheckCase[]])[]): void {
  describe.each(groups)('%s', (_, cases) => {
    test.each(cases)('$name', async checkCase => {
      const { found, expected } = await compared(checkCase)
      expect(found).toEqual(expected)
    })
  })
}
