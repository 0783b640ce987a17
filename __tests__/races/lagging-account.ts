import { type Account, createAccount } from '../scenarios/account.ts'

/** The seed's account, in which what is written from now on is listed and described so much later (simulated ms). */
export async function createLaggingAccount(readLagMs: number): Promise<Account> {
  const account = await createAccount()
  account.simulator.settings.readLagMs = readLagMs
  account.simulator.clock.advance(readLagMs)
  return account
}
