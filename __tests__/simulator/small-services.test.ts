import { describe, expect, test } from '@jest/globals'
import { createSimulator } from '../../simulator/simulator.ts'
import { createClients } from './clients.ts'
import { errorOf, simulatorForEachTest } from './simulator-fixture.ts'

const running = simulatorForEachTest()

describe('STS', () => {
  test.each([
    ['us-east-1', 'arn:aws:sts::111122223333:assumed-role/deploy/session'],
    ['cn-north-1', 'arn:aws-cn:sts::111122223333:assumed-role/deploy/session'],
    ['us-gov-west-1', 'arn:aws-us-gov:sts::111122223333:assumed-role/deploy/session'],
  ])('the caller in %s', async (region, arn) => {
    const other = await createSimulator({ account: '111122223333', region })
    const its = createClients(other.url)
    const identity = await its.sts.getCallerIdentity({}).finally(() => its.destroy())
    await other.close()
    expect(identity).toMatchObject({ Account: '111122223333', Arn: arn })
  })
})

describe('Secrets Manager', () => {
  test.each([
    ['by name', 'busyb/id', true],
    ['by its full ARN', 'FULL', true],
    ['by its ARN without the six characters', 'arn:aws:secretsmanager:us-east-1:123456789012:secret:busyb/id', true],
    ['by only the beginning of its name', 'busyb', false],
    ['by an unknown name', 'busyb/none', false],
  ])('%s', async (_name, id, found) => {
    const arn = running.simulator.services.secretsManager.createSecret({ name: 'busyb/id' })
    expect(arn).toMatch(/:secret:busyb\/id-[A-Za-z0-9]{6}$/)
    const answer = await errorOf(running.clients.secretsManager.describeSecret({ SecretId: id === 'FULL' ? arn : id }))
    expect(answer).toBe(
      found ? 'no error' : "ResourceNotFoundException: Secrets Manager can't find the specified secret.",
    )
  })

  test.each([
    ['a name that ends like a full ARN', 'busyb/client-secret', false],
    ['a name that does not', 'busyb/client-secrets', true],
  ])('a partial ARN of %s', async (_name, name, found) => {
    running.simulator.services.secretsManager.createSecret({ name })
    const partial = `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}`
    const answer = await errorOf(running.clients.secretsManager.describeSecret({ SecretId: partial }))
    expect(answer === 'no error').toBe(found)
  })

  test('what a container may refer to', () => {
    const arn = running.simulator.services.secretsManager.createSecret({ name: 'busyb/client-secret' })
    const parameter = running.simulator.services.ssm.createParameter({ name: '/busyb/key' })
    const { exists } = running.simulator.world.ports.secrets
    expect([arn, `${arn}:KEY::`, parameter, '/busyb/key'].map(exists)).toEqual([true, true, true, true])
    const partial = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:busyb/client-secret'
    expect([partial, `${partial}:KEY::`, '/busyb/none'].map(exists)).toEqual([false, false, false])
  })
})

describe('SSM', () => {
  test('a parameter by name and by ARN', async () => {
    const arn = running.simulator.services.ssm.createParameter({ name: '/busyb/key' })
    expect(arn).toBe('arn:aws:ssm:us-east-1:123456789012:parameter/busyb/key')
    for (const Name of ['/busyb/key', arn]) {
      const { Parameter } = await running.clients.ssm.getParameter({ Name, WithDecryption: false })
      expect(Parameter).toMatchObject({ ARN: arn, Type: 'SecureString' })
    }
    const { Parameters, InvalidParameters } = await running.clients.ssm.getParameters({
      Names: ['/busyb/key', '/none'],
    })
    expect([Parameters?.map(parameter => parameter.ARN), InvalidParameters]).toEqual([[arn], ['/none']])
    await expect(running.clients.ssm.getParameter({ Name: '/none' })).rejects.toMatchObject({
      name: 'ParameterNotFound',
    })
  })

  test('parameters by filter, in pages', async () => {
    for (const name of ['/a/1', '/a/2', '/b/1']) running.simulator.services.ssm.createParameter({ name })
    const filter = { Key: 'Name', Option: 'BeginsWith', Values: ['/a/'] }
    const first = await running.clients.ssm.describeParameters({ ParameterFilters: [filter], MaxResults: 1 })
    const second = await running.clients.ssm.describeParameters({
      ParameterFilters: [filter],
      NextToken: first.NextToken,
    })
    expect([...(first.Parameters ?? []), ...(second.Parameters ?? [])].map(found => found.Name)).toEqual([
      '/a/1',
      '/a/2',
    ])
  })
})

describe('IAM', () => {
  test('a path is part of the ARN, and not of the name; the trust policy is URL-encoded', async () => {
    const arn = running.simulator.services.iam.createRole({
      name: 'task',
      path: '/service-role/',
      trust: ['ecs.amazonaws.com'],
    })
    const { Role } = await running.clients.iam.getRole({ RoleName: 'task' })
    expect(Role).toMatchObject({ Arn: 'arn:aws:iam::123456789012:role/service-role/task', Path: '/service-role/' })
    const policy = JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))
    expect(policy.Statement[0].Principal).toEqual({ Service: 'ecs.amazonaws.com' })
    expect(running.simulator.world.ports.roles.isAssumableByTasks(arn)).toBe(false)
  })

  test('ECS can assume a role that trusts its tasks, and finds it by its whole ARN only', () => {
    const arn = running.simulator.services.iam.createRole({ name: 'task', path: '/service-role/' })
    const { isAssumableByTasks } = running.simulator.world.ports.roles
    expect([isAssumableByTasks(arn), isAssumableByTasks('arn:aws:iam::123456789012:role/task')]).toEqual([true, false])
  })
})

describe('Application Auto Scaling', () => {
  const target = {
    ServiceNamespace: 'ecs',
    ResourceId: 'service/main/api',
    ScalableDimension: 'ecs:service:DesiredCount',
  } as const

  test('a target is registered, updated, found and deregistered', async () => {
    await running.clients.scaling.registerScalableTarget({ ...target, MinCapacity: 1, MaxCapacity: 3 })
    await running.clients.scaling.registerScalableTarget({ ...target, MaxCapacity: 5 })
    const find = async (ResourceIds: string[]) =>
      (await running.clients.scaling.describeScalableTargets({ ServiceNamespace: 'ecs', ResourceIds })).ScalableTargets
    expect(await find([target.ResourceId])).toMatchObject([{ MinCapacity: 1, MaxCapacity: 5 }])
    expect(await find(['service/main/other'])).toEqual([])
    expect(running.simulator.world.ports.scaling.owns(target.ResourceId)).toBe(true)
    await running.clients.scaling.deregisterScalableTarget(target)
    expect(running.simulator.world.ports.scaling.owns(target.ResourceId)).toBe(false)
    expect(await errorOf(running.clients.scaling.deregisterScalableTarget(target))).toMatch(/^ObjectNotFoundException/)
  })

  test('a new target needs both capacities, the right way round', async () => {
    expect(await errorOf(running.clients.scaling.registerScalableTarget(target))).toMatch(/^ValidationException: Both/)
    expect(
      await errorOf(running.clients.scaling.registerScalableTarget({ ...target, MinCapacity: 3, MaxCapacity: 1 })),
    ).toMatch(/^ValidationException: Maximum/)
  })
})
