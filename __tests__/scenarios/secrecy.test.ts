import { describe, expect, test } from '@jest/globals'
import { CRASHING, createAccount, FIRST_COMMIT, SECOND_COMMIT } from './account.ts'
import { expectOutcome } from './expectations.ts'
import { deployTo, type RunEnd } from './harness.ts'
import { SEED_FILES, SEED_INPUTS, SEED_INPUTS_WITHOUT_FILE } from './seed-inputs.ts'

const FIRST_VALUE = 'hunter2-first'
const SECOND_VALUE = 'hunter2-second'

function withValue(value: string): Readonly<Record<string, string>> {
  const { environment } = SEED_INPUTS_WITHOUT_FILE
  return { ...SEED_INPUTS_WITHOUT_FILE, environment: `${environment}\nPASSWORD=${value}` }
}

/** Everything that anyone can read of a run: the log with its debug lines, outputs, annotations, job summary. */
function everythingPublic(end: RunEnd): string {
  return [...end.log, ...end.published, ...end.sentences, ...end.warnings, end.summary, JSON.stringify(end.plan)].join(
    '\n',
  )
}

describe('values of the environment appear nowhere', () => {
  test('when they are created', async () => {
    await using account = await createAccount()
    const end = await deployTo(account, withValue(FIRST_VALUE))
    expectOutcome(end, 'succeeded')
    expect(JSON.stringify(account.taskDefinition())).toContain(FIRST_VALUE)
    expect(everythingPublic(end)).not.toContain('hunter2')
  })

  test('when they change: the name, and that it changed', async () => {
    await using account = await createAccount()
    await deployTo(account, withValue(FIRST_VALUE))
    const end = await deployTo(account, withValue(SECOND_VALUE))
    expectOutcome(end, 'succeeded')
    expect(JSON.stringify(account.taskDefinition())).toContain(SECOND_VALUE)
    expect(everythingPublic(end)).not.toContain('hunter2')
    expect(everythingPublic(end)).toContain('PASSWORD')
  })

  test('when AWS refuses the task definition, and quotes what was sent', async () => {
    await using account = await createAccount()
    const message = `1 validation error detected: Value '[{name=PASSWORD, value=${FIRST_VALUE}}]' at 'environment' is not valid`
    account.simulator.addFault({
      operation: 'RegisterTaskDefinition',
      effect: { kind: 'error', code: 'ClientException', message },
    })
    const end = await deployTo(account, withValue(FIRST_VALUE))
    expectOutcome(end, 'failed')
    expect(end.sentences.join(' ')).toContain('1 validation error detected')
    expect(everythingPublic(end)).not.toContain('hunter2')
  })

  test('when the deployment fails', async () => {
    await using account = await createAccount()
    account.push(FIRST_COMMIT, CRASHING)
    const end = await deployTo(account, withValue(FIRST_VALUE))
    expectOutcome(end, 'failed')
    expect(everythingPublic(end)).not.toContain('hunter2')
  })

  test('when a call is refused', async () => {
    await using account = await createAccount()
    account.simulator.addFault({ operation: 'RegisterTaskDefinition', effect: { kind: 'access-denied' } })
    const end = await deployTo(account, withValue(FIRST_VALUE))
    expectOutcome(end, 'failed')
    expect(everythingPublic(end)).not.toContain('hunter2')
  })

  test('when the input is wrong', async () => {
    await using account = await createAccount()
    const end = await deployTo(account, { ...SEED_INPUTS, environment: `PASS WORD=${FIRST_VALUE}` })
    expectOutcome(end, 'invalid')
    expect(everythingPublic(end)).not.toContain('hunter2')
  })

  test('when they come from "variables" by way of the file', async () => {
    await using account = await createAccount()
    const [path = '', text = ''] = Object.entries(SEED_FILES)[0] ?? []
    const files = { [path]: text.replace('"value": "true"', '"value": "${PASSWORD}"') }
    const end = await deployTo(account, { ...SEED_INPUTS, variables: `PASSWORD=${FIRST_VALUE}` }, { files })
    expectOutcome(end, 'succeeded')
    expect(JSON.stringify(account.taskDefinition())).toContain(FIRST_VALUE)
    expect(everythingPublic(end)).not.toContain('hunter2')
  })
})

test('values of secrets are never read', async () => {
  await using account = await createAccount()
  const first = await deployTo(account, SEED_INPUTS_WITHOUT_FILE)
  const second = await deployTo(account, SEED_INPUTS_WITHOUT_FILE, { sha: SECOND_COMMIT })
  const operations = [...first.calls, ...second.calls].map(call => call.operation)
  expect(operations).toContain('DescribeSecret')
  expect(operations.filter(operation => /^(BatchGet|Get)(Secret|Parameter)/.test(operation))).toEqual([])
})
