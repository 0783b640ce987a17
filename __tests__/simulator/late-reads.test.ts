import { beforeEach, describe, expect, test } from '@jest/globals'
import { frozen, type LateReadRule, late, reversed } from '../../simulator/late-reads.ts'
import type { ServiceId } from '../../simulator/world.ts'
import { createDeployedService, type DeployedService } from './deployed-service.ts'
import { errorOf, simulatorForEachTest } from './simulator-fixture.ts'

const running = simulatorForEachTest()
let service: DeployedService
const now = () => running.simulator.clock.now()

beforeEach(() => {
  service = createDeployedService(running.simulator)
  running.simulator.clock.advance(120_000)
})

const advance = (seconds: number) => running.simulator.clock.advance(seconds * 1000)
const setRule = (rule: LateReadRule) => running.simulator.lateReads.set(rule)
const ecs = () => running.clients.ecs
const cluster = 'busyb-cluster'

async function taskDefinition(): Promise<string> {
  const { services } = await ecs().describeServices({ cluster, services: ['api'] })
  return services?.[0]?.taskDefinition?.split(':').at(-1) ?? ''
}

describe('DescribeServices', () => {
  test('late: shows the state before an update until the lag has passed', async () => {
    setRule(late({ operation: 'DescribeServices', ms: 5_000 }))
    advance(60)
    service.deploy('2')
    expect(await taskDefinition()).toBe('1')
    advance(4)
    expect(await taskDefinition()).toBe('1')
    advance(2)
    expect(await taskDefinition()).toBe('2')
  })

  test('frozen: shows the state of one moment, however long ago it is', async () => {
    advance(60)
    setRule(frozen({ operation: 'DescribeServices', at: now(), until: now() + 1_800_000 }))
    service.deploy('2')
    advance(1_700)
    expect(await taskDefinition()).toBe('1')
    advance(200)
    expect(await taskDefinition()).toBe('2')
  })

  test('reversed: every third read goes back', async () => {
    setRule(reversed({ operation: 'ecs:DescribeServices', ms: 10_000, every: 3 }))
    advance(60)
    service.deploy('2')
    const seen: string[] = []
    for (let read = 0; read < 6; read++) seen.push(await taskDefinition())
    expect(seen).toEqual(['2', '2', '1', '2', '2', '1'])
  })

  test('a first read can already be late, and a write never is', async () => {
    running.simulator.lateReads.record()
    advance(60)
    const { service: updated } = await ecs().updateService({ cluster, service: 'api', forceNewDeployment: true })
    setRule(late({ operation: '*', ms: 3_000 }))
    expect(updated?.deployments).toHaveLength(2)
    const { services } = await ecs().describeServices({ cluster, services: ['api'] })
    expect(services?.[0]?.deployments).toHaveLength(1)
  })

  test('is late only within the window of its rule, and not once the rules are cleared', async () => {
    setRule(late({ operation: 'DescribeServices', ms: 60_000, from: now() + 10_000 }))
    advance(5)
    service.deploy('2')
    expect(await taskDefinition()).toBe('2')
    advance(10)
    expect(await taskDefinition()).toBe('1')
    running.simulator.lateReads.clear()
    expect(await taskDefinition()).toBe('2')
  })
})

describe('service deployments', () => {
  const listed = async () =>
    (await ecs().listServiceDeployments({ cluster, service: 'api' })).serviceDeployments?.map(({ status }) => status)

  test('a list lacks the newest deployment', async () => {
    setRule(late({ operation: 'ListServiceDeployments', ms: 10_000 }))
    advance(30)
    service.deploy('2')
    expect(await listed()).toEqual(['SUCCESSFUL'])
    advance(11)
    expect(await listed()).toEqual(['PENDING', 'SUCCESSFUL'])
  })

  test('a description shows an earlier status, and none before the deployment existed', async () => {
    setRule(late({ operation: 'DescribeServiceDeployments', ms: 20_000 }))
    advance(30)
    service.deploy('2')
    const [brief] = (await ecs().listServiceDeployments({ cluster, service: 'api' })).serviceDeployments ?? []
    const serviceDeploymentArns = [brief?.serviceDeploymentArn ?? '']
    const describeIt = () => ecs().describeServiceDeployments({ serviceDeploymentArns })
    expect((await describeIt()).failures).toEqual([{ arn: serviceDeploymentArns[0], reason: 'MISSING' }])
    const seen = new Set<string | undefined>()
    for (let second = 0; second < 400; second++) {
      advance(1)
      seen.add((await describeIt()).serviceDeployments?.[0]?.status)
    }
    expect([...seen]).toEqual([undefined, 'PENDING', 'IN_PROGRESS', 'SUCCESSFUL'])
  })
})

describe('tasks and targets', () => {
  test('tasks are listed, and described, as they were', async () => {
    setRule(late({ operation: 'ListTasks', ms: 10_000 }))
    advance(30)
    service.deploy('2')
    advance(2)
    const count = async () => (await ecs().listTasks({ cluster, serviceName: 'api' })).taskArns?.length
    expect(await count()).toBe(2)
    advance(10)
    expect(await count()).toBe(4)

    const arns = (await ecs().listTasks({ cluster, serviceName: 'api' })).taskArns ?? []
    setRule(frozen({ operation: 'DescribeTasks', at: now() }))
    advance(30)
    const { tasks } = await ecs().describeTasks({ cluster, tasks: arns })
    expect(tasks?.map(task => task.lastStatus)).toEqual(['RUNNING', 'RUNNING', 'PENDING', 'PENDING'])
  })

  test('targets have the health that they had', async () => {
    const states = async () => {
      const answer = await running.clients.elbv2.describeTargetHealth({ TargetGroupArn: service.targetGroupArn })
      return answer.TargetHealthDescriptions?.map(({ TargetHealth }) => TargetHealth?.State)
    }
    setRule(late({ operation: 'DescribeTargetHealth', ms: 30_000 }))
    advance(60)
    expect(await states()).toEqual(['healthy', 'healthy'])
    service.deploy('2')
    advance(45)
    expect(await states()).toEqual(['healthy', 'healthy'])
    running.simulator.lateReads.clear()
    expect(new Set(await states())).toEqual(new Set(['healthy', 'draining']))
  })

  test('an error is late, too', async () => {
    setRule(late({ operation: 'ListServiceDeployments', ms: 3_600_000 }))
    advance(1)
    running.simulator.call('ecs', 'CreateService', service.input({ serviceName: 'other' }))
    const list = () => errorOf(ecs().listServiceDeployments({ cluster, service: 'other' }))
    expect(await list()).toBe('ServiceNotFoundException: Service not found.')
  })
})

test('every late answer is the one that was given at that moment', () => {
  const { simulator } = running
  simulator.lateReads.record()
  const arnsOf = (operation: string, input: object, list: string, member: string) => {
    const found = simulator.call('ecs', operation, { cluster, ...input })[list] as readonly (string | Brief)[]
    return found.map(item => (typeof item === 'string' ? item : item[member]))
  }
  type Brief = Readonly<Record<string, string>>
  const reads = (): [ServiceId, string, object][] => {
    const listed = (desiredStatus: string) =>
      arnsOf('ListTasks', { serviceName: 'api', desiredStatus }, 'taskArns', 'taskArn')
    const tasks = [...listed('RUNNING'), ...listed('STOPPED')]
    const list = ['ListServiceDeployments', { service: 'api' }, 'serviceDeployments', 'serviceDeploymentArn'] as const
    return [
      ['ecs', 'DescribeServices', { cluster, services: ['api'] }],
      ['ecs', 'ListTasks', { cluster, serviceName: 'api', desiredStatus: 'STOPPED' }],
      ['ecs', 'DescribeTasks', { cluster, tasks }],
      ['ecs', 'DescribeServiceDeployments', { serviceDeploymentArns: arnsOf(...list) }],
      ['elasticloadbalancing', 'DescribeTargetHealth', { TargetGroupArn: service.targetGroupArn }],
    ]
  }
  const given: { at: number; id: ServiceId; operation: string; input: object; answer: string }[] = []
  for (let second = 0; second < 300; second++) {
    advance(1)
    if (second === 20) service.deploy('2', { crash: { afterSeconds: 1, exitCode: 1 } })
    if (second === 150) service.deploy('3')
    for (const [id, operation, input] of reads()) {
      // What changes at a moment is seen after it.
      const answer = JSON.stringify(simulator.call(id, operation, input))
      given.push({ at: now() + 0.5, id, operation, input, answer })
    }
  }
  let compared = 0
  for (const { at, id, operation, input, answer } of given) {
    simulator.lateReads.set(frozen({ operation: '*', at }))
    const past = simulator.lateReads.past(id, operation)
    if (!past) continue
    compared++
    expect(JSON.stringify(past(input, { service: id, operation, region: 'us-east-1' }))).toBe(answer)
  }
  expect(compared).toBeGreaterThan(1_000)
})
