import { expect, test } from '@jest/globals'
import type { Context } from '../../src/context.ts'
import { ApplyError, apply } from '../../src/planning/apply.ts'
import { makePlan, type Plan } from '../../src/planning/plan.ts'
import { LISTENER } from '../resources/data.ts'
import { BALANCED, createObservation, specify } from './data.ts'

/** A plan of which only these changes are carried out. */
async function planOfOnly(...keys: readonly (keyof Plan['changes'])[]): Promise<Plan> {
  const values = { 'listener-arn': LISTENER, 'path-patterns': '/api', subnets: 'subnet-00000001' }
  const plan = makePlan(await specify(values), createObservation(BALANCED))
  const kept = Object.entries(plan.changes).filter(([key]) => keys.includes(key as keyof Plan['changes']))
  return { ...plan, changes: Object.fromEntries(kept) as unknown as Plan['changes'] }
}

test.each(['rule', 'service'] as const)('a %s whose target group was not created is not written', async key => {
  const sent: unknown[] = []
  const aws = new Proxy(
    {},
    { get: (_, name) => sent.push(name) && Promise.reject(new Error(`called ${String(name)}`)) },
  )
  const carriedOut = apply({ aws } as unknown as Context, { plan: await planOfOnly(key), publish: () => undefined })
  const error = await carriedOut.catch(reason => reason)
  expect(error).toBeInstanceOf(ApplyError)
  expect(String(error.cause)).toContain('would be written differently from the plan')
  expect(sent).toEqual([])
})
