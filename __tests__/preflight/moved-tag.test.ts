import { expect, test } from '@jest/globals'
import { createAccount, FIRST_COMMIT } from '../scenarios/account.ts'
import { deployTo } from '../scenarios/harness.ts'
import { SEED_INPUTS } from '../scenarios/seed-inputs.ts'

test('without the tasks, a warning says that the tag may mean another image than the one that runs', async () => {
  await using account = await createAccount()
  await deployTo(account, SEED_INPUTS, { sha: FIRST_COMMIT })
  account.simulator.addFault({
    operation: 'ListTasks',
    times: Number.POSITIVE_INFINITY,
    effect: { kind: 'access-denied' },
  })
  const end = await deployTo(account, SEED_INPUTS, { sha: FIRST_COMMIT })
  expect(end.writes).toEqual([])
  expect(end.warnings).toContain(
    'Whether service "busyb-google-workspace-mcp-service" runs the image that its tag means now could not be checked: the permission ecs:ListTasks or ecs:DescribeTasks is missing.',
  )
})
