import { beforeAll, describe, expect, test } from '@jest/globals'
import type { JournalEntry } from '../../simulator/options.ts'
import { type Account, createAccount, FIRST_COMMIT, SECOND_COMMIT } from '../scenarios/account.ts'
import { deployTo, type RunEnd } from '../scenarios/harness.ts'
import { SEED_INPUTS, SEED_INPUTS_WITHOUT_FILE, without } from '../scenarios/seed-inputs.ts'
import { endState } from './end-state.ts'
import { type Kill, killAt } from './killed-run.ts'

/** Everything that is given beyond the seed's, so that no write of a first deployment is left out. */
const MORE = { 'log-retention-days': '30', 'deregistration-delay-seconds': '30' }

const CASES = [
  {
    what: 'a first deployment',
    inputs: { ...SEED_INPUTS, ...MORE },
    commits: [FIRST_COMMIT],
    writes: [
      'logs:CreateLogGroup',
      'logs:PutRetentionPolicy',
      'ecs:RegisterTaskDefinition',
      'elasticloadbalancing:CreateTargetGroup',
      'elasticloadbalancing:ModifyTargetGroupAttributes',
      'elasticloadbalancing:CreateRule',
      'servicediscovery:CreatePrivateDnsNamespace',
      'servicediscovery:CreateService',
      'ecs:CreateService',
    ],
  },
  {
    what: 'a first deployment from inputs alone, with a priority that is chosen',
    inputs: { ...without(SEED_INPUTS_WITHOUT_FILE, 'deregistration-delay-seconds'), 'rule-priority': 'auto' },
    commits: [FIRST_COMMIT],
    writes: [
      'logs:CreateLogGroup',
      'ecs:RegisterTaskDefinition',
      'elasticloadbalancing:CreateTargetGroup',
      'elasticloadbalancing:CreateRule',
      'servicediscovery:CreatePrivateDnsNamespace',
      'servicediscovery:CreateService',
      'ecs:CreateService',
    ],
  },
  {
    what: 'a redeploy',
    inputs: SEED_INPUTS,
    commits: [FIRST_COMMIT, SECOND_COMMIT],
    writes: ['ecs:RegisterTaskDefinition', 'ecs:UpdateService'],
  },
] as const

const named = ({ service, operation }: JournalEntry): string => `${service}:${operation}`

function writesOf(end: RunEnd): readonly string[] {
  return end.calls.filter(call => call.write).map(named)
}

/** Deploys the commits in order, the last of them as a run that is killed, if that is wanted. */
async function deployAll(account: Account, { inputs, commits }: (typeof CASES)[number], kill?: Kill): Promise<RunEnd> {
  let end: RunEnd | undefined
  for (const sha of commits) {
    const isLast = sha === commits.at(-1)
    end = await deployTo(account, inputs, { sha, ...(isLast && kill ? killAt(account, kill) : {}) })
  }
  if (!end) throw new Error('There is no commit to deploy.')
  return end
}

describe.each(CASES)('$what', one => {
  let undisturbed: unknown

  beforeAll(async () => {
    await using account = await createAccount()
    await deployAll(account, one)
    undisturbed = endState(account)
  })

  test('makes these writes, each once', async () => {
    await using account = await createAccount()
    const end = await deployAll(account, one)
    expect(end.outcome).toBe('succeeded')
    expect(writesOf(end).toSorted()).toEqual([...one.writes].toSorted())
  })

  describe.each(['before-response', 'after-response'] as const)('killed %s', when => {
    test.each(one.writes)('of %s, and run again, ends as if undisturbed', async write => {
      await using account = await createAccount()
      const killed = await deployAll(account, one, { write, when })
      expect(writesOf(killed)).toContain(write)
      expect(killed.outcome).not.toBe('succeeded')

      account.simulator.clearFaults()
      const again = await deployTo(account, one.inputs, { sha: one.commits.at(-1) ?? '' })
      expect(again.outcome).toBe('succeeded')
      expect(endState(account)).toEqual(undisturbed)
      const last = await deployTo(account, one.inputs, { sha: one.commits.at(-1) ?? '' })
      expect([last.outcome, last.writes]).toEqual(['unchanged', []])
    })
  })
})
