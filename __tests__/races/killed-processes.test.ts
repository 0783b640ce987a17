import type { ChildProcess } from 'node:child_process'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { EXAMPLE_FOLDER } from '../../scripts/example-inputs.ts'
import { type ActionRun, runAction } from '../../scripts/run-action.ts'
import { type Account, createAccount, FIRST_COMMIT } from '../scenarios/account.ts'
import { SEED_INPUTS } from '../scenarios/seed-inputs.ts'
import { comparable } from './end-state.ts'
import type { Kill } from './killed-run.ts'

const SCALE = 60
const TIMEOUT_MS = 60_000

function createRealtimeAccount(): Promise<Account> {
  return createAccount({ clock: { kind: 'realtime', scale: SCALE } })
}

async function runBundle({ simulator }: Account, onStart?: (child: ChildProcess) => void): Promise<ActionRun> {
  return await runAction({
    inputs: SEED_INPUTS,
    simulator,
    cwd: EXAMPLE_FOLDER,
    env: { GITHUB_SHA: FIRST_COMMIT },
    ...(onStart && { onStart }),
  })
}

/** Kills the process while AWS carries out one of its writes, or at the first call after the response to it. */
async function runAndKill(account: Account, { write, when }: Kill): Promise<ActionRun> {
  const { journal } = account.simulator
  let child: ChildProcess | undefined
  const isWrite = (call: { readonly service: string; readonly operation: string } | undefined) =>
    `${call?.service}:${call?.operation}` === write
  const kill = () => {
    const hasResponded = journal.entries.some(call => isWrite(call) && !Number.isNaN(call.endedAt))
    if (when === 'after-response' ? hasResponded : isWrite(journal.entries.at(-1))) child?.kill('SIGKILL')
  }
  account.simulator.addFault({ operation: '*', times: Number.POSITIVE_INFINITY, effect: { kind: 'hook', run: kill } })
  try {
    return await runBundle(account, started => {
      child = started
    })
  } finally {
    account.simulator.clearFaults()
  }
}

describe('the process of a first deployment is killed', () => {
  let undisturbed: unknown

  beforeAll(async () => {
    await using account = await createRealtimeAccount()
    expect((await runBundle(account)).exitCode).toBe(0)
    undisturbed = comparable(account.simulator.state())
  }, TIMEOUT_MS)

  test.each<Kill>([
    { write: 'elasticloadbalancing:CreateTargetGroup', when: 'after-response' },
    { write: 'elasticloadbalancing:CreateRule', when: 'before-response' },
    { write: 'servicediscovery:CreatePrivateDnsNamespace', when: 'after-response' },
    { write: 'ecs:RegisterTaskDefinition', when: 'before-response' },
    { write: 'ecs:CreateService', when: 'before-response' },
  ])(
    '$when of $write, and run again: it ends as if undisturbed',
    async kill => {
      await using account = await createRealtimeAccount()
      const killed = await runAndKill(account, kill)
      expect([killed.exitCode, killed.outputs.outcome]).toEqual([-1, undefined])
      const again = await runBundle(account)
      expect(again.exitCode).toBe(0)
      // Where AWS had gone on by itself, nothing is left to do.
      expect(['succeeded', 'unchanged']).toContain(again.outputs.outcome)
      expect(comparable(account.simulator.state())).toEqual(undisturbed)
    },
    TIMEOUT_MS,
  )
})
