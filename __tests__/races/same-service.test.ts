import { describe, expect, test } from '@jest/globals'
import { type Account, createAccount, FIRST_COMMIT, SECOND_COMMIT, SERVICE } from '../scenarios/account.ts'
import { deployTo, type RunEnd } from '../scenarios/harness.ts'
import { createTargetGroup } from '../scenarios/neighbours.ts'
import { SEED_INPUTS, without } from '../scenarios/seed-inputs.ts'
import { AUTO_INPUTS } from './inputs.ts'
import { createLaggingAccount } from './lagging-account.ts'
import { meanwhile, OWN_GROUP, OWN_TAGS, rulesOf } from './rules.ts'

/** How many there are of everything that two runs for one service could make twice. */
function countsOf({ simulator }: Account) {
  const { services, targetGroups, namespaces, discoveryServices, logGroups } = simulator.state()
  return {
    services: services.length,
    targetGroups: targetGroups.filter(group => group.TargetGroupName === OWN_GROUP).length,
    namespaces: namespaces.length,
    discoveryServices: discoveryServices.length,
    logGroups: logGroups.length,
  }
}

const ONE_OF_EACH = { services: 1, targetGroups: 1, namespaces: 1, discoveryServices: 1, logGroups: 1 }

const outcomes = (ends: readonly RunEnd[]) => ends.map(end => end.outcome)

describe.each([0, 3_000, 10_000])('two first deployments of one service at once, lists lag by %d ms', readLagMs => {
  test.each([
    { rule: 'a given priority', inputs: SEED_INPUTS },
    { rule: 'a priority that is chosen', inputs: AUTO_INPUTS },
  ])('of the same commit, with $rule: both are green, and there is one of everything', async ({ inputs }) => {
    await using account = await createLaggingAccount(readLagMs)
    const ends = await Promise.all([deployTo(account, inputs), deployTo(account, inputs)])
    expect(outcomes(ends)).toEqual(['succeeded', 'succeeded'])
    expect(countsOf(account)).toEqual(ONE_OF_EACH)
    expect(rulesOf(account)).toHaveLength(1)
    expect(account.service()).toMatchObject({ runningCount: 1, desiredCount: 1 })
    expect(account.service().deployments).toHaveLength(1)
    account.simulator.clock.advance(600_000)
    const after = await deployTo(account, inputs)
    expect([after.outcome, after.writes]).toEqual(['unchanged', []])
  })

  test('of two commits: one of them serves, the other run says that it was superseded', async () => {
    await using account = await createLaggingAccount(readLagMs)
    const ends = await Promise.all([
      deployTo(account, SEED_INPUTS, { sha: FIRST_COMMIT }),
      deployTo(account, SEED_INPUTS, { sha: SECOND_COMMIT }),
    ])
    expect(outcomes(ends).toSorted()).toEqual(['succeeded', 'superseded'])
    expect(countsOf(account)).toEqual(ONE_OF_EACH)
    expect(rulesOf(account)).toHaveLength(1)
    const winner = ends.find(end => end.outcome === 'succeeded')
    expect(account.service().taskDefinition).toBe(winner?.outputs.taskDefinitionArn)
  })
})

describe('another run creates it between read and write', () => {
  test('the target group, with other settings: it is updated to ours', async () => {
    await using account = await createAccount()
    meanwhile(account, 'CreateTargetGroup', () => {
      createTargetGroup(account, {
        Name: OWN_GROUP,
        HealthCheckPath: '/x',
        Tags: Object.entries(OWN_TAGS).map(([Key, Value]) => ({ Key, Value })),
      })
    })
    const end = await deployTo(account, SEED_INPUTS)
    expect(end.outcome).toBe('succeeded')
    expect(countsOf(account)).toEqual(ONE_OF_EACH)
    const group = account.simulator.state().targetGroups.find(found => found.TargetGroupName === OWN_GROUP)
    expect(group).toMatchObject({ HealthCheckPath: '/health', UnhealthyThresholdCount: 3 })
  })

  test.each([0, 5_000])('the log group, listed %d ms late', async readLagMs => {
    await using account = await createLaggingAccount(readLagMs)
    meanwhile(account, 'CreateLogGroup', () => {
      account.simulator.call('logs', 'CreateLogGroup', { logGroupName: '/ecs/busyb-google-workspace-mcp' })
    })
    const end = await deployTo(account, SEED_INPUTS)
    expect(end.outcome).toBe('succeeded')
    expect(countsOf(account)).toEqual(ONE_OF_EACH)
  })

  test.each([0, 10_000])('the namespace, listed %d ms late', async readLagMs => {
    await using account = await createLaggingAccount(readLagMs)
    meanwhile(account, 'CreatePrivateDnsNamespace', () => {
      account.simulator.call('servicediscovery', 'CreatePrivateDnsNamespace', {
        Name: 'busyb.local',
        Vpc: account.seed.vpcId,
        CreatorRequestId: 'another',
      })
    })
    const end = await deployTo(account, SEED_INPUTS)
    expect(end.outcome).toBe('succeeded')
    expect(countsOf(account)).toEqual(ONE_OF_EACH)
  })

  test.each([0, 5_000])('the discovery service, listed %d ms late', async readLagMs => {
    await using account = await createLaggingAccount(readLagMs)
    meanwhile(account, 'servicediscovery:CreateService', () => {
      const { simulator } = account
      simulator.call('servicediscovery', 'CreateService', {
        Name: 'google-workspace',
        NamespaceId: simulator.state().namespaces[0]?.Id,
        CreatorRequestId: 'another',
        DnsConfig: {
          RoutingPolicy: 'MULTIVALUE',
          DnsRecords: [
            { Type: 'A', TTL: 60 },
            { Type: 'SRV', TTL: 60 },
          ],
        },
        HealthCheckCustomConfig: {},
      })
    })
    const end = await deployTo(account, SEED_INPUTS)
    expect(end.outcome).toBe('succeeded')
    expect(countsOf(account)).toEqual(ONE_OF_EACH)
  })

  test.each([0, 10_000])(
    'the service, described %d ms late: it is updated to ours, and a warning says so',
    async readLagMs => {
      await using account = await createLaggingAccount(readLagMs)
      const { simulator } = account
      let isMade = false
      const make = () => {
        const { input } = simulator.journal.entries.findLast(call => call.operation === 'CreateService') ?? {}
        try {
          if (!isMade) simulator.call('ecs', 'CreateService', { ...input, enableExecuteCommand: false })
          isMade = true
        } catch (error) {
          // Until the target group counts as attached nobody can create it, and both runs try again.
          if (!String(error).includes('does not have an associated load balancer')) throw error
        }
      }
      const hook = { kind: 'hook', run: make } as const
      simulator.addFault({ operation: 'ecs:CreateService', times: Number.POSITIVE_INFINITY, effect: hook })
      const end = await deployTo(account, SEED_INPUTS)
      expect(end.outcome).toBe('succeeded')
      expect(countsOf(account)).toEqual(ONE_OF_EACH)
      expect(account.service()).toMatchObject({ enableExecuteCommand: true, runningCount: 1 })
      const [found] = account.service().deployments ?? []
      expect(end.warnings.join('\n')).toContain(
        `Service "${SERVICE}": someone else created it with deployment ${found?.id} of busyb-google-workspace-mcp:1`,
      )
    },
  )
})

test.each([
  [
    'RegisterTaskDefinition',
    'ClientException',
    'Too many concurrent attempts to create a new revision of the specified family.',
  ],
])('%s is refused for a run at the same time (%s): one revision, and no failure', async (operation, code, message) => {
  await using account = await createAccount()
  account.simulator.addFault({ operation, times: 3, effect: { kind: 'error', code, message } })
  const end = await deployTo(account, SEED_INPUTS)
  expect(end.outcome).toBe('succeeded')
  expect(account.simulator.state().taskDefinitions).toHaveLength(1)
})

describe.each([3_000, 10_000])('what is written is listed and described %d ms late', readLagMs => {
  test('a first deployment, a redeploy and a run without a change make nothing twice', async () => {
    await using account = await createLaggingAccount(readLagMs)
    const first = await deployTo(account, SEED_INPUTS)
    const second = await deployTo(account, SEED_INPUTS, { sha: SECOND_COMMIT })
    account.simulator.clock.advance(600_000)
    const third = await deployTo(account, SEED_INPUTS, { sha: SECOND_COMMIT })
    expect(outcomes([first, second, third])).toEqual(['succeeded', 'succeeded', 'unchanged'])
    expect(countsOf(account)).toEqual(ONE_OF_EACH)
    expect(rulesOf(account)).toHaveLength(1)
    expect(account.simulator.state().taskDefinitions).toHaveLength(2)
  })

  test('the step is run again at once, before anything that the first run wrote is listed', async () => {
    await using account = await createLaggingAccount(readLagMs)
    await deployTo(account, { ...AUTO_INPUTS, wait: 'false' })
    const end = await deployTo(account, AUTO_INPUTS)
    expect(end.outcome).toBe('succeeded')
    expect(countsOf(account)).toEqual(ONE_OF_EACH)
    expect(rulesOf(account)).toHaveLength(1)
    expect(account.service().deployments).toHaveLength(1)
  })

  test('the same without a load balancer and without discovery', async () => {
    await using account = await createLaggingAccount(readLagMs)
    const names = Object.keys(SEED_INPUTS).filter(name =>
      /^(cluster|service|ecr|vpc|subnets|security|task-def)/.test(name),
    )
    const inputs = without(SEED_INPUTS, ...Object.keys(SEED_INPUTS).filter(name => !names.includes(name)))
    await deployTo(account, { ...inputs, wait: 'false' })
    const end = await deployTo(account, inputs)
    expect(end.outcome).toBe('succeeded')
    expect(account.simulator.state().services).toHaveLength(1)
    expect(account.simulator.state().taskDefinitions).toHaveLength(1)
  })
})
