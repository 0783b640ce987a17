import type { Service } from '@aws-sdk/client-ecs'
import { describe, expect, jest, test } from '@jest/globals'
import fc from 'fast-check'
import { type Account, createAccount, FIRST_COMMIT, SECOND_COMMIT } from '../scenarios/account.ts'
import { deployTo, type RunEnd } from '../scenarios/harness.ts'
import { type InputTexts, SEED_INPUTS } from '../scenarios/seed-inputs.ts'
import { createInterleaving } from './interleaving.ts'

/** fast-check prints seed and path of a failure: give them here to see it again. */
const RUNS = { numRuns: 10 } as const

jest.setTimeout(180_000)

/** Which of the waiting steps comes next, over and over. */
const CHOICES = fc.infiniteStream(fc.nat())

interface Both {
  readonly ends: readonly RunEnd[]
  /** What was done in which order, for whoever reads a failure. */
  readonly order: readonly string[]
}

async function runBoth(
  account: Account,
  runs: readonly { readonly inputs: InputTexts; readonly sha: string }[],
  choices: Iterator<number>,
): Promise<Both> {
  const interleaving = createInterleaving(count => (choices.next().value ?? 0) % Math.max(1, count))
  const ends = runs.map(({ inputs, sha }, index) =>
    deployTo(account, inputs, { sha, runId: `${index + 1}`, through: interleaving.through(index) }),
  )
  const order = await interleaving.drive(ends)
  return { ends: await Promise.all(ends), order }
}

const INPUTS: readonly { readonly what: string; readonly inputs: InputTexts }[] = [
  { what: 'a fixed rule priority', inputs: SEED_INPUTS },
  { what: 'a rule priority that is chosen', inputs: { ...SEED_INPUTS, 'rule-priority': 'auto' } },
]

describe.each(INPUTS)('two runs of the same commit at once, with $what', ({ inputs }) => {
  const both = [
    { inputs, sha: FIRST_COMMIT },
    { inputs, sha: FIRST_COMMIT },
  ]

  test('of a first deployment end well in any order, with one of each thing, as a single run leaves it', async () => {
    await using alone = await createAccount()
    await deployTo(alone, inputs, { sha: FIRST_COMMIT })
    const expected = essence(alone)

    await fc.assert(
      fc.asyncProperty(CHOICES, async choices => {
        await using account = await createAccount()
        const { ends, order } = await runBoth(account, both, choices)
        const results = ends.map(({ outcome, sentences }) => `${outcome}: ${sentences.join(' ')}`)
        expect({ results, order, bad: results.filter(text => !/^(succeeded|unchanged):/.test(text)) }).toEqual({
          results,
          order,
          bad: [],
        })
        expect({ order, ...essence(account) }).toEqual({ order, ...expected })
      }),
      RUNS,
    )
  })
})

test('two runs of the same new commit at once end well in any order, and one revision serves', async () => {
  const inputs = { ...SEED_INPUTS, 'desired-count': '2' }
  await using alone = await createAccount()
  await deployTo(alone, SEED_INPUTS, { sha: FIRST_COMMIT })
  await deployTo(alone, inputs, { sha: SECOND_COMMIT })
  const expected = essence(alone)

  await fc.assert(
    fc.asyncProperty(CHOICES, async choices => {
      await using account = await createAccount()
      await deployTo(account, SEED_INPUTS, { sha: FIRST_COMMIT })
      const run = { inputs, sha: SECOND_COMMIT }
      const { ends, order } = await runBoth(account, [run, run], choices)
      const results = ends.map(({ outcome, sentences }) => `${outcome}: ${sentences.join(' ')}`)
      expect({ results, order, bad: results.filter(text => !/^(succeeded|unchanged):/.test(text)) }).toEqual({
        results,
        order,
        bad: [],
      })
      expect({ order, ...essence(account) }).toEqual({ order, ...expected })
    }),
    RUNS,
  )
})

describe('two runs of different commits at once', () => {
  test('the one whose update came last serves, the other was superseded or had ended before', async () => {
    await fc.assert(
      fc.asyncProperty(CHOICES, fc.boolean(), async (choices, exists) => {
        await using account = await createAccount()
        const older = 'd'.repeat(40)
        account.push(older)
        if (exists) await deployTo(account, SEED_INPUTS, { sha: older })
        const commits = [FIRST_COMMIT, SECOND_COMMIT]
        const { ends, order } = await runBoth(
          account,
          commits.map(sha => ({ inputs: SEED_INPUTS, sha })),
          choices,
        )
        // Whatever is still under way comes to its end.
        account.simulator.clock.advance(30 * 60_000)

        const last = lastDeployed(account)
        const results = ends.map(({ outcome, sentences }) => `${outcome}: ${sentences.join(' ')}`)
        const winner = commits.findIndex(sha => last.endsWith(sha))
        const service = account.service()
        const serving = account.taskDefinition().containerDefinitions?.[0]?.image ?? ''
        expect({ results, order, serving }).toEqual({ results, order, serving: last })
        expect(service.deployments).toEqual([expect.objectContaining({ rolloutState: 'COMPLETED' })])
        expect({ results, order, winner: ends[winner]?.outcome }).toEqual({ results, order, winner: 'succeeded' })
        const other = results[1 - winner]
        expect({ order, other }).toEqual({ order, other: expect.stringMatching(/^(superseded|succeeded):/) })
        expectOneOfEach(account)
      }),
      RUNS,
    )
  })
})

/** The image of the revision that the newest write to the service named. */
function lastDeployed(account: Account): string {
  const writes = account.simulator.journal.entries.filter(
    call =>
      call.service === 'ecs' && ['CreateService', 'UpdateService'].includes(call.operation) && call.outcome === 'ok',
  )
  const arn = writes.toReversed().find(call => call.input.taskDefinition !== undefined)?.input.taskDefinition
  return account.taskDefinition(`${arn}`).containerDefinitions?.[0]?.image ?? ''
}

/** What exists, without what differs from run to run: ids, times, and who made it. */
function essence(account: Account) {
  const state = account.simulator.state()
  const service: Service = account.service()
  return {
    services: state.services.map(({ serviceName, desiredCount, runningCount }) => ({
      serviceName,
      desiredCount,
      runningCount,
    })),
    deployments: service.deployments?.map(({ status, rolloutState }) => ({ status, rolloutState })),
    settings: { ...service.deploymentConfiguration, grace: service.healthCheckGracePeriodSeconds },
    image: account.taskDefinition().containerDefinitions?.[0]?.image,
    targetGroups: state.targetGroups.map(({ TargetGroupName, HealthCheckPath }) => ({
      TargetGroupName,
      HealthCheckPath,
    })),
    rules: state.rules.map(({ Priority, Conditions, Transforms }) => ({ Priority, Conditions, Transforms })),
    namespaces: state.namespaces.map(({ Name }) => Name),
    discoveryServices: state.discoveryServices.map(({ Name, DnsConfig }) => ({ Name, records: DnsConfig.DnsRecords })),
    logGroups: state.logGroups.map(({ logGroupName }) => logGroupName),
  }
}

function expectOneOfEach(account: Account): void {
  const { services, targetGroups, rules, namespaces, discoveryServices, logGroups } = essence(account)
  expect({
    services: services.length,
    // The neighbour's, and ours.
    targetGroups: targetGroups.length,
    rules: rules.filter(({ Priority }) => Priority !== 'default').length,
    namespaces,
    discoveryServices: discoveryServices.length,
    logGroups: logGroups.length,
  }).toEqual({
    services: 1,
    targetGroups: 2,
    rules: 1,
    namespaces: ['busyb.local'],
    discoveryServices: 1,
    logGroups: 1,
  })
}
