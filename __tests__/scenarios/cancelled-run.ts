import type { JournalEntry } from '../../simulator/options.ts'
import { CancelledError } from '../../src/runtime.ts'
import { type Account, createAccount, FIRST_COMMIT, SECOND_COMMIT } from './account.ts'
import { expectOutcome } from './expectations.ts'
import { deployTo, type RunEnd } from './harness.ts'
import { type InputTexts, SEED_INPUTS } from './seed-inputs.ts'

export const REVISION = 'busyb-google-workspace-mcp'

/** The workflow run is cancelled at the moment at which the operation is called. */
export async function cancelAt(
  account: Account,
  operation: string,
  { sha = FIRST_COMMIT, inputs = SEED_INPUTS }: { sha?: string; inputs?: InputTexts } = {},
): Promise<RunEnd> {
  const controller = new AbortController()
  const run = () => controller.abort(new CancelledError())
  account.simulator.addFault({ operation, effect: { kind: 'hook', run } })
  return await deployTo(account, inputs, { signal: controller.signal, sha })
}

/** The second deployment is cancelled at the first call after a read has shown its service deployment in the status. */
export async function cancelWhile(account: Account, status: string, inputs: InputTexts = {}): Promise<RunEnd> {
  const controller = new AbortController()
  const before = account.simulator.state().serviceDeployments.length
  let isShown = false
  const on = (operation: string, run: () => void) =>
    account.simulator.addFault({ operation, times: Number.POSITIVE_INFINITY, effect: { kind: 'hook', run } })
  on('*', () => isShown && controller.abort(new CancelledError()))
  on('DescribeServiceDeployments', () => {
    const isNew = account.simulator.state().serviceDeployments.length > before
    isShown ||= isNew && account.serviceDeployment().status === status
  })
  const options = { sha: SECOND_COMMIT, signal: controller.signal }
  const end = await deployTo(account, { ...SEED_INPUTS, ...inputs }, options)
  account.simulator.clearFaults()
  expectOutcome(end, 'cancelled')
  return end
}

export function stops({ simulator }: Account): readonly JournalEntry[] {
  return simulator.journal.entries.filter(({ operation }) => operation === 'StopServiceDeployment')
}

export async function accountWithService(): Promise<Account> {
  const account = await createAccount()
  await deployTo(account, SEED_INPUTS)
  return account
}
