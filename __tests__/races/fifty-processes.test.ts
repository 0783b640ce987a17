import type { Service } from '@aws-sdk/client-ecs'
import type { Rule, TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { EXAMPLE_FOLDER } from '../../scripts/example-inputs.ts'
import { type ActionRun, runAction } from '../../scripts/run-action.ts'
import type { SimulatorState } from '../../simulator/simulator.ts'
import { type Account, createAccount, FIRST_COMMIT } from '../scenarios/account.ts'
import { inputsOfService } from './inputs.ts'

const NAMES = Array.from({ length: 50 }, (_, index) => `service-${index + 1}`)

/** The simulated minutes of a rollout pass in seconds. The processes themselves run, and wait, in real time. */
const SCALE = 20

/** Two processors start fifty Node processes one after the other, in effect. */
const TIMEOUT_MS = 180_000

/** One listener, one namespace, one log group, one account with AWS's request rates; fifty services, none of which exists yet. */
describe('fifty processes of the bundle at once', () => {
  let account: Account
  let runs: readonly ActionRun[]
  let state: SimulatorState

  beforeAll(async () => {
    account = await createAccount({ clock: { kind: 'realtime', scale: SCALE }, rates: true })
    const { simulator } = account
    const options = { simulator, cwd: EXAMPLE_FOLDER, env: { GITHUB_SHA: FIRST_COMMIT } }
    runs = await Promise.all(NAMES.map(name => runAction({ ...options, inputs: inputsOfService(name) })))
    state = simulator.state()
  }, TIMEOUT_MS)

  afterAll(() => account[Symbol.asyncDispose]())

  test('all of them are under way at the same time', () => {
    const lastStart = Math.max(...runs.map(run => run.startedAt))
    const firstEnd = Math.min(...runs.map(run => run.startedAt + run.durationMs))
    expect(lastStart).toBeLessThan(firstEnd)
  })

  test('every run is green', () => {
    const others = runs.flatMap((run, index) =>
      run.exitCode === 0 && run.outputs.outcome === 'succeeded' ? [] : [`${NAMES[index]}\n${run.stdout}${run.stderr}`],
    )
    expect(others).toEqual([])
  })

  test('every service is up, once', () => {
    const services = state.services as readonly Service[]
    expect(services.map(service => service.serviceName).toSorted()).toEqual(NAMES.toSorted())
    expect(services.filter(service => service.runningCount !== 1 || service.deployments?.length !== 1)).toEqual([])
  })

  test('every service has one rule of its own, and no two have the same priority', () => {
    const rules = (state.rules as readonly Rule[]).filter(rule => !rule.IsDefault)
    const priorities = rules.map(rule => rule.Priority)
    // The listener on port 80 has its default rule alone.
    expect(new Set(priorities).size).toBe(NAMES.length)
    const owners = rules.map(rule => {
      const path = rule.Conditions?.[0]?.PathPatternConfig?.Values?.[0]
      const groups = rule.Actions?.[0]?.ForwardConfig?.TargetGroups ?? [rule.Actions?.[0]]
      return `${path} > ${groups.map(group => group?.TargetGroupArn?.split('/')[1]).join(', ')}`
    })
    expect(owners.toSorted()).toEqual(NAMES.map(name => `/${name} > ${name}`).toSorted())
  })

  test('nothing else is there twice', () => {
    const groups = (state.targetGroups as readonly TargetGroup[]).map(group => group.TargetGroupName)
    expect(groups.toSorted()).toEqual([...NAMES, 'busyb-core'].toSorted())
    expect(state.discoveryServices.map(service => service.Name).toSorted()).toEqual(NAMES.toSorted())
    expect(state.taskDefinitions.map(revision => `${revision.family}:${revision.revision}`).toSorted()).toEqual(
      NAMES.map(name => `${name}:1`).toSorted(),
    )
    expect(state.namespaces).toHaveLength(1)
    expect(state.logGroups).toHaveLength(1)
  })
})
