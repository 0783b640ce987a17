import type { Service, TaskDefinition } from '@aws-sdk/client-ecs'
import { describe, expect, test } from '@jest/globals'
import { type Account, createAccount, FIRST_COMMIT, REPOSITORY, SECOND_COMMIT } from './account.ts'
import { HAND_MADE, handMadeImage, makeServiceByHand } from './hand-made-service.ts'
import { deployTo } from './harness.ts'

const INPUTS = {
  cluster: 'busyb-cluster',
  service: HAND_MADE,
  'ecr-repository': REPOSITORY,
  'container-name': 'web',
}

/** A revision without what every registration changes, its first container's image aside. */
function comparable(revision: TaskDefinition) {
  const { taskDefinitionArn: _arn, revision: _revision, registeredAt: _at, ...rest } = revision
  const [first, ...others] = rest.containerDefinitions ?? []
  const { image, ...container } = first ?? {}
  return { image, rest: { ...rest, containerDefinitions: [container, ...others] } }
}

/** A service without what a deployment changes. */
function settings(service: Service) {
  const { taskDefinition: _1, deployments: _2, events: _3, currentServiceDeployment: _4, ...rest } = service
  const { currentServiceRevisions: _5, ...settings } = rest
  return settings
}

function surroundings(account: Account) {
  const { targetGroups, rules, namespaces, discoveryServices, logGroups } = account.simulator.state()
  return { targetGroups, rules, namespaces, discoveryServices, logGroups: logGroups.map(group => group.logGroupName) }
}

describe('a service that was made by hand', () => {
  test('an image from inputs alone changes the image and nothing else', async () => {
    await using account = await createAccount()
    const service = makeServiceByHand(account)
    const revision = account.taskDefinition(service.taskDefinition)
    const around = surroundings(account)
    const end = await deployTo(account, INPUTS, { sha: SECOND_COMMIT })

    expect([end.outcome, end.writes]).toEqual(['succeeded', ['RegisterTaskDefinition', 'UpdateService']])
    const deployed = account.service(HAND_MADE)
    const now = comparable(account.taskDefinition(deployed.taskDefinition))
    expect(now.image).toBe(handMadeImage(SECOND_COMMIT))
    expect(now.rest).toEqual(comparable(revision).rest)
    expect(settings(deployed)).toEqual(settings(service))
    expect(surroundings(account)).toEqual(around)
  })

  test('three tasks, 50 / 150, no breaker and no execute-command are left as they are', async () => {
    await using account = await createAccount()
    makeServiceByHand(account)
    await deployTo(account, INPUTS, { sha: SECOND_COMMIT })
    expect(account.service(HAND_MADE)).toMatchObject({
      runningCount: 3,
      enableExecuteCommand: false,
      healthCheckGracePeriodSeconds: 17,
      availabilityZoneRebalancing: 'DISABLED',
      deploymentConfiguration: {
        minimumHealthyPercent: 50,
        maximumPercent: 150,
        deploymentCircuitBreaker: { enable: false, rollback: false },
      },
    })
  })

  test('the image that it runs already is not a change', async () => {
    await using account = await createAccount()
    makeServiceByHand(account)
    const end = await deployTo(account, INPUTS, { sha: FIRST_COMMIT })
    expect([end.outcome, end.writes]).toEqual(['unchanged', []])
  })

  test('the tags of the service are kept', async () => {
    await using account = await createAccount()
    const service = makeServiceByHand(account)
    await deployTo(account, INPUTS, { sha: SECOND_COMMIT })
    const tags = account.simulator.state().tags[service.serviceArn ?? '']
    expect(tags).toMatchObject({ owner: 'somebody' })
  })

  const CHANGES: readonly {
    readonly name: string
    readonly inputs: Readonly<Record<string, string>>
    readonly changed: (before: Service) => object
  }[] = [
    {
      name: 'the breaker, and the percents stay',
      inputs: { 'circuit-breaker': 'rollback' },
      changed: ({ deploymentConfiguration: before }) => ({
        deploymentConfiguration: {
          ...before,
          deploymentCircuitBreaker: { ...before?.deploymentCircuitBreaker, enable: true, rollback: true },
        },
      }),
    },
    {
      name: 'one percent, and the other stays',
      inputs: { 'maximum-percent': '200' },
      changed: ({ deploymentConfiguration: before }) => ({
        deploymentConfiguration: { ...before, maximumPercent: 200 },
      }),
    },
    {
      name: 'the public address, and subnets and groups stay',
      inputs: { 'assign-public-ip': 'false' },
      changed: ({ networkConfiguration: before }) => ({
        networkConfiguration: {
          awsvpcConfiguration: { ...before?.awsvpcConfiguration, assignPublicIp: 'DISABLED' },
        },
      }),
    },
    {
      name: 'execute-command',
      inputs: { 'enable-execute-command': 'true' },
      changed: () => ({ enableExecuteCommand: true }),
    },
    {
      name: 'the grace period',
      inputs: { 'health-check-grace-period-seconds': '0' },
      changed: () => ({ healthCheckGracePeriodSeconds: 0 }),
    },
    { name: 'the count', inputs: { 'desired-count': '2' }, changed: () => ({ desiredCount: 2, runningCount: 2 }) },
  ]

  test.each(CHANGES)('what is given is changed, and nothing else: $name', async ({ inputs, changed }) => {
    await using account = await createAccount()
    const service = makeServiceByHand(account)
    const end = await deployTo(account, { ...INPUTS, ...inputs }, { sha: FIRST_COMMIT })
    expect([end.outcome, end.writes]).toEqual(['succeeded', ['UpdateService']])
    const deployed = account.service(HAND_MADE)
    expect(deployed.taskDefinition).toBe(service.taskDefinition)
    expect(settings(deployed)).toEqual({ ...settings(service), ...changed(service) })
  })

  test('one variable of the environment is laid over the others', async () => {
    await using account = await createAccount()
    const service = makeServiceByHand(account)
    const before = account.taskDefinition(service.taskDefinition)
    const end = await deployTo(account, { ...INPUTS, environment: 'LEVEL=info' }, { sha: FIRST_COMMIT })
    expect([end.outcome, end.writes]).toEqual(['succeeded', ['RegisterTaskDefinition', 'UpdateService']])
    const now = account.taskDefinition(account.service(HAND_MADE).taskDefinition)
    const { environment, ...container } = now.containerDefinitions?.[0] ?? {}
    const { environment: _, ...kept } = before.containerDefinitions?.[0] ?? {}
    expect(Object.fromEntries((environment ?? []).map(({ name, value }) => [name, value]))).toEqual({
      LEVEL: 'info',
      OWN: 'by-hand',
    })
    expect([container, now.containerDefinitions?.[1]]).toEqual([kept, before.containerDefinitions?.[1]])
  })

  test('one of several containers has to be named', async () => {
    await using account = await createAccount()
    makeServiceByHand(account)
    const { 'container-name': _, ...inputs } = INPUTS
    const end = await deployTo(account, inputs, { sha: SECOND_COMMIT })
    expect([end.outcome, end.writes]).toEqual(['invalid', []])
    expect(end.sentences.join(' ')).toContain('"container-name"')
  })

  test('but not where no input is about a container', async () => {
    await using account = await createAccount()
    const service = makeServiceByHand(account)
    const end = await deployTo(
      account,
      { cluster: 'busyb-cluster', service: HAND_MADE, 'desired-count': '2' },
      { sha: SECOND_COMMIT },
    )
    expect([end.outcome, end.writes]).toEqual(['succeeded', ['UpdateService']])
    expect(account.service(HAND_MADE)).toMatchObject({ desiredCount: 2, taskDefinition: service.taskDefinition })
  })
})
