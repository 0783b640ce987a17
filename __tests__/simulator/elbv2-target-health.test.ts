import { describe, expect, test } from '@jest/globals'
import { createBackend, createElbv2Fixture, type FakeBackend } from './elbv2-fixture.ts'

const TARGET = { id: '10.0.0.9', port: 8000 }

/** A target in a group that a rule uses: checks every 10 s, healthy after 3 of them, unhealthy after 2. */
function createTarget(answer: FakeBackend['answer'], { used = true } = {}) {
  const fixture = createElbv2Fixture()
  const group = fixture.createTargetGroup({
    HealthCheckPath: '/health',
    HealthCheckIntervalSeconds: 10,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 3,
    UnhealthyThresholdCount: 2,
    Matcher: { HttpCode: '200,302' },
  })
  const rule = used ? fixture.createRule(group) : undefined
  const backend = createBackend(answer)
  fixture.elbv2.port.register(group, { ...TARGET, backend })
  const health = () => {
    const [found] = fixture.call('DescribeTargetHealth', { TargetGroupArn: group }).TargetHealthDescriptions
    const { State, Reason, Description } = found?.TargetHealth ?? {}
    return [State, Reason, Description].filter(part => part !== undefined).join(' | ')
  }
  const healthIn = (seconds: number) => {
    fixture.world.clock.advance(seconds * 1000)
    return health()
  }
  return { ...fixture, group, rule, backend, health, healthIn }
}

const INITIAL = 'initial | Elb.InitialHealthChecking | Initial health checks in progress'

describe('health of a target over time', () => {
  const cases: readonly [string, FakeBackend['answer'], readonly [number, string][]][] = [
    [
      'is healthy after one passed check',
      200,
      [
        [0, 'initial | Elb.RegistrationInProgress | Target registration is in progress'],
        [2, 'healthy'],
      ],
    ],
    ['is healthy with another status of the matcher', 302, [[2, 'healthy']]],
    [
      'is unhealthy after as many failed checks as the threshold says',
      404,
      [
        [2, INITIAL],
        [10, 'unhealthy | Target.ResponseCodeMismatch | Health checks failed with these codes: [404]'],
      ],
    ],
    [
      'refuses connections',
      'refused',
      [
        [2, INITIAL],
        [10, 'unhealthy | Target.FailedHealthChecks | Health checks failed'],
      ],
    ],
    [
      'does not answer: known only after the timeout',
      'timeout',
      [
        [2 + 10, INITIAL],
        [4, INITIAL],
        [1, 'unhealthy | Target.Timeout | Request timed out'],
      ],
    ],
  ]

  test.each(cases)('%s', (_name, answer, timeline) => {
    const { healthIn } = createTarget(answer)
    expect(timeline.map(([seconds]) => healthIn(seconds))).toEqual(timeline.map(([, health]) => health))
  })

  test('a target that starts late, but before it counts as unhealthy, is healthy with its first passed check', () => {
    const { healthIn, backend } = createTarget('refused')
    expect(healthIn(2)).toBe(INITIAL)
    backend.answer = 200
    expect(healthIn(10)).toBe('healthy')
  })

  test('a target that was unhealthy needs the healthy threshold, one that was healthy the unhealthy threshold', () => {
    const { healthIn, backend } = createTarget(200)
    expect(healthIn(2)).toBe('healthy')
    backend.answer = 500
    expect(healthIn(10)).toBe('healthy')
    expect(healthIn(10)).toContain('unhealthy')
    backend.answer = 200
    expect([healthIn(10), healthIn(10), healthIn(10)].map(health => health.split(' ')[0])).toEqual([
      'unhealthy',
      'unhealthy',
      'healthy',
    ])
  })

  test('the checks ask for the path of the group, at the interval of the group', () => {
    const { call, group, healthIn, backend } = createTarget(200)
    healthIn(2 + 20)
    expect(backend.asked).toEqual(['/health', '/health', '/health'])
    call('ModifyTargetGroup', { TargetGroupArn: group, HealthCheckPath: '/other', HealthCheckIntervalSeconds: 30 })
    healthIn(10 + 30)
    expect(backend.asked.slice(3)).toEqual(['/other', '/other'])
  })
})

describe('targets and rules', () => {
  test('a group that no rule uses is not checked until one does, and again when the rule is gone', () => {
    const { healthIn, backend, createRule, group, call } = createTarget(200, { used: false })
    const unused = 'unused | Target.NotInUse | Target group is not configured to receive traffic from the load balancer'
    expect(healthIn(100)).toBe(unused)
    expect(backend.asked).toEqual([])
    const RuleArn = createRule(group)
    expect(healthIn(2)).toBe('healthy')
    call('DeleteRule', { RuleArn })
    expect(healthIn(100)).toBe(unused)
    expect(backend.asked).toHaveLength(1)
  })

  test('a target that is not registered is returned as unused', () => {
    const { call, group } = createTarget(200)
    const answer = call('DescribeTargetHealth', { TargetGroupArn: group, Targets: [{ Id: '10.9.9.9', Port: 1 }] })
    expect(answer.TargetHealthDescriptions[0].TargetHealth).toMatchObject({
      State: 'unused',
      Reason: 'Target.NotRegistered',
    })
  })
})

describe('deregistration', () => {
  test('drains for the delay of the group, without checks, then the target is gone', () => {
    const { call, elbv2, group, healthIn, backend } = createTarget(200)
    const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '60' }]
    call('ModifyTargetGroupAttributes', { TargetGroupArn: group, Attributes })
    healthIn(2)
    let done = 0
    elbv2.port.deregister(group, TARGET, () => done++)
    expect(healthIn(59)).toBe('draining | Target.DeregistrationInProgress | Target deregistration is in progress')
    expect(backend.asked).toHaveLength(1)
    expect(done).toBe(0)
    expect(healthIn(1)).toBe('')
    expect(done).toBe(1)
    expect(elbv2.port.health(group, TARGET)).toBeUndefined()
  })

  test('a target that is registered again while it drains stays', () => {
    const { elbv2, group, healthIn, backend } = createTarget(200)
    healthIn(2)
    elbv2.port.deregister(group, TARGET, () => undefined)
    elbv2.port.register(group, { ...TARGET, backend })
    expect(healthIn(600)).toBe('healthy')
  })

  test('a target of a group that is not in use is gone at once', () => {
    const { elbv2, group, health } = createTarget(200, { used: false })
    let done = 0
    elbv2.port.deregister(group, TARGET, () => done++)
    expect(done).toBe(1)
    expect(health()).toBe('')
  })
})

describe('traffic', () => {
  function createTraffic() {
    const fixture = createElbv2Fixture()
    const group = fixture.createTargetGroup({ HealthCheckIntervalSeconds: 10 })
    fixture.createRule(group)
    const register = (id: string, backend: FakeBackend) => fixture.elbv2.port.register(group, { id, port: 80, backend })
    return { ...fixture, group, register }
  }

  test('a request that no rule matches gets the default action', () => {
    expect(createTraffic().get('/other')).toMatchObject({ status: 404, body: 'nobody' })
  })

  test('503 without targets, and while they are checked for the first time', () => {
    const { get, register, world } = createTraffic()
    expect(get('/a/b').status).toBe(503)
    register('10.0.0.1', createBackend(200))
    expect(get('/a/b').status).toBe(503)
    world.clock.advance(2000)
    expect(get('/a/b').status).toBe(200)
  })

  test('healthy targets take turns, unhealthy ones get nothing', () => {
    const { get, register, world } = createTraffic()
    register('10.0.0.1', createBackend(200, 'one'))
    register('10.0.0.2', createBackend(200, 'two'))
    register('10.0.0.3', createBackend(500, 'three'))
    world.clock.advance(12_000)
    expect([1, 2, 3, 4].map(() => get('/a/b').body)).toEqual(['one', 'two', 'one', 'two'])
  })

  test('where all targets are unhealthy, all get traffic', () => {
    const { get, register, world } = createTraffic()
    register('10.0.0.1', createBackend(500, 'one'))
    register('10.0.0.2', createBackend(500, 'two'))
    world.clock.advance(12_000)
    expect([1, 2].map(() => get('/a/b'))).toMatchObject([
      { status: 500, body: 'one' },
      { status: 500, body: 'two' },
    ])
  })

  test('draining targets get nothing', () => {
    const { get, register, world, elbv2, group } = createTraffic()
    register('10.0.0.1', createBackend(200))
    world.clock.advance(2000)
    elbv2.port.deregister(group, { id: '10.0.0.1', port: 80 }, () => undefined)
    expect(get('/a/b').status).toBe(503)
  })

  test.each([
    ['refused', 502],
    ['timeout', 504],
  ] as const)('a healthy target whose answer is now %s', (answer, status) => {
    const { get, register, world } = createTraffic()
    const backend = createBackend(200)
    register('10.0.0.1', backend)
    world.clock.advance(2000)
    backend.answer = answer
    expect(get('/a/b').status).toBe(status)
  })

  test('the target gets the rewritten path', () => {
    const { get, register, world, createRule, group } = createTraffic()
    const Transforms = [
      { Type: 'url-rewrite', UrlRewriteConfig: { Rewrites: [{ Regex: '^/a/(.*)$', Replace: '/$1' }] } },
    ]
    createRule(group, { Priority: 1, Transforms })
    const backend = createBackend(200)
    register('10.0.0.1', backend)
    world.clock.advance(2000)
    get('/a/health?x=1')
    expect(backend.asked.at(-1)).toBe('/health')
  })
})
