import { expect } from '@jest/globals'
import type { Outcome } from '../../src/outcome.ts'
import type { Account } from './account.ts'
import { deployTo, type RunEnd } from './harness.ts'
import type { InputTexts } from './seed-inputs.ts'

/** The calls that create something in a first deployment. */
export const CREATIONS = [
  'CreateTargetGroup',
  'CreateRule',
  'CreatePrivateDnsNamespace',
  'servicediscovery:CreateService',
  'CreateLogGroup',
  'RegisterTaskDefinition',
  'ecs:CreateService',
] as const

/** How many exist of everything that the action creates: one of each after any run, however it was disturbed. */
export interface Inventory {
  readonly logGroups: number
  readonly revisions: number
  readonly targetGroups: number
  readonly rules: number
  readonly namespaces: number
  readonly discoveryServices: number
  readonly services: number
}

export const ONE_OF_EACH: Inventory = {
  logGroups: 1,
  revisions: 1,
  targetGroups: 1,
  rules: 1,
  namespaces: 1,
  discoveryServices: 1,
  services: 1,
}

/** Without what the account was furnished with. */
export function inventory({ simulator }: Account): Inventory {
  const state = simulator.state()
  return {
    logGroups: state.logGroups.length,
    revisions: state.taskDefinitions.length,
    targetGroups: state.targetGroups.filter(group => group.TargetGroupName !== 'busyb-core').length,
    rules: state.rules.filter(rule => rule.Priority !== 'default').length,
    namespaces: state.namespaces.length,
    discoveryServices: state.discoveryServices.length,
    services: state.services.length,
  }
}

/** Shows the run's sentences where it ended in another way. */
export function expectOutcome({ outcome, sentences }: RunEnd, wanted: Outcome): void {
  expect(outcome === wanted ? outcome : [outcome, ...sentences].join('\n')).toBe(wanted)
}

/** The run succeeded, nothing was created twice, and a further run has nothing to do. */
export async function expectOneOfEach(account: Account, end: RunEnd, inputs: InputTexts): Promise<void> {
  expectOutcome(end, 'succeeded')
  expect(inventory(account)).toEqual(ONE_OF_EACH)
  account.simulator.clearFaults()
  const again = await deployTo(account, inputs)
  expectOutcome(again, 'unchanged')
  expect(again.writes).toEqual([])
}

/** What was just written is not seen for a while by calls that list and describe; what the account had is. */
export function startReadLag({ simulator }: Account, readLagMs: number): void {
  simulator.clock.advance(readLagMs)
  simulator.settings.readLagMs = readLagMs
}
