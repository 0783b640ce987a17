import * as fc from 'fast-check'
import type {
  EventKind,
  HookStage,
  ImageBehaviour,
  ReadTrouble,
  RolloutEvent,
  RunInputs,
  Scenario,
  ServiceShape,
  Strategy,
} from './scenario.ts'

/** Any rollout. Simple ones come first, so that what fails shrinks towards them. */
export function arbitraryScenario(): fc.Arbitrary<Scenario> {
  return fc
    .record({
      service: arbitraryService(),
      before: weighted<Scenario['before']>([6, 'completed'], [2, 'nothing'], [1, 'failed']),
      change: weighted<Scenario['change']>([8, 'image'], [1, 'force'], [1, 'count'], [1, 'none']),
      image: arbitraryImage(),
      events: fc.oneof(
        { weight: 4, arbitrary: fc.constant([]) },
        { weight: 4, arbitrary: fc.array(arbitraryEvent(), { minLength: 1, maxLength: 1 }) },
        { weight: 1, arbitrary: fc.array(arbitraryEvent(), { minLength: 2, maxLength: 3 }) },
      ),
      reads: fc.oneof(
        { weight: 5, arbitrary: fc.constant([]) },
        { weight: 3, arbitrary: fc.array(arbitraryTrouble(), { minLength: 1, maxLength: 1 }) },
        { weight: 1, arbitrary: fc.array(arbitraryTrouble(), { minLength: 2, maxLength: 2 }) },
      ),
      inputs: arbitraryInputs(),
      aws: fc.record({
        wayMs: weighted([2, 0], [2, 40], [1, 120]),
        rollbackDelaySeconds: weighted([4, 0], [1, 7], [1, 45]),
        completedWhileBaking: fc.boolean(),
        stoppedFirstKeepsInProgress: fc.boolean(),
        superseded: weighted<'STOPPED' | 'IN_PROGRESS'>([3, 'STOPPED'], [1, 'IN_PROGRESS']),
      }),
      phaseMs: fc.nat(59_999),
    })
    .map(possible)
}

/** What cannot be is replaced by what is nearest to it. */
function possible(scenario: Scenario): Scenario {
  const { service, before, change, inputs } = scenario
  const isServingRefused = service.alarm !== undefined || service.strategy !== undefined
  return {
    ...scenario,
    change: before === 'nothing' || before === 'failed' ? 'image' : change,
    inputs: { ...inputs, waitUntil: isServingRefused ? 'completed' : inputs.waitUntil },
    // A helper alone has no grace to wait for.
    service: shapeOf(service),
  }
}

function shapeOf(service: ServiceShape): ServiceShape {
  const { strategy, alarm, earlySuccess } = service
  if (!strategy) return { ...service, earlySuccess: alarm ? undefined : earlySuccess }
  // ECS takes the bake time of both from the same field.
  return {
    ...service,
    groups: 'existing',
    earlySuccess: undefined,
    alarm: alarm && { ...alarm, bakeMinutes: strategy.bakeMinutes },
  }
}

function weighted<T>(...choices: readonly (readonly [number, T])[]): fc.Arbitrary<T> {
  return fc.oneof(...choices.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })))
}

/** One in so many has it. */
function sometimes<T>(oneIn: number, value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })
}

function arbitraryService(): fc.Arbitrary<ServiceShape> {
  return fc.record({
    desiredCount: weighted([5, 2], [3, 1], [2, 3], [2, 4], [1, 6], [1, 0]),
    groups: weighted<ServiceShape['groups']>([3, 'managed'], [3, 'none'], [1, 'existing'], [1, 'two']),
    containerCheck: fc.boolean(),
    sidecar: weighted<ServiceShape['sidecar']>([5, 'none'], [1, 'essential'], [1, 'helper'], [1, 'helper-that-exits']),
    breaker: weighted<ServiceShape['breaker']>([3, 'rollback'], [2, 'off'], [2, 'fail']),
    alarm: sometimes(4, fc.record({ rollback: fc.boolean(), bakeMinutes: weighted([1, 0], [2, 2], [1, 5]) })),
    earlySuccess: sometimes(
      5,
      fc.record({
        percent: weighted([1, 100], [1, 100]),
        cleanup: fc.constantFrom<'BLOCKING' | 'DEFERRED'>('BLOCKING', 'DEFERRED'),
      }),
    ),
    capacity: weighted<ServiceShape['capacity']>([4, 'launch-type'], [1, 'FARGATE'], [1, 'FARGATE_SPOT']),
    minimumHealthyPercent: weighted([3, 100], [1, 50]),
    drainSeconds: weighted([2, 30], [1, 0], [1, 120], [1, 300]),
    checkSeconds: weighted([2, 10], [1, 5], [1, 30]),
    graceSeconds: weighted([2, 60], [1, 0], [1, 180]),
    discovery: weighted([4, false], [1, true]),
    strategy: sometimes(7, arbitraryStrategy()),
  })
}

function arbitraryStrategy(): fc.Arbitrary<Strategy> {
  return fc.record({
    kind: fc.constantFrom<Strategy['kind']>('BLUE_GREEN', 'CANARY', 'LINEAR'),
    bakeMinutes: weighted([2, 1], [1, 0], [1, 3]),
    stepMinutes: weighted([2, 1], [1, 3]),
    hook: sometimes(
      3,
      fc.record({
        stage: fc.constantFrom<HookStage>('PRE_SCALE_UP', 'POST_TEST_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT'),
        continuedAfterSeconds: fc.constantFrom(30, 200),
      }),
    ),
  })
}

function arbitraryImage(): fc.Arbitrary<ImageBehaviour> {
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('healthy' as const),
        startSeconds: weighted([6, 10], [2, 45], [1, 200], [1, 600]),
        readySeconds: weighted([4, 5], [1, 0], [1, 40]),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('crash' as const),
        afterSeconds: weighted([3, 1], [2, 4], [1, 12], [1, 25], [1, 90]),
        share: weighted([4, 1], [1, 0.5], [1, 0.25]),
        startSeconds: weighted([3, 5], [1, 30]),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('unhealthy' as const),
        afterSeconds: weighted([3, 0], [1, 30], [1, 100]),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('start-failure' as const),
        failure: fc.constantFrom(
          'pull-timeout',
          'network-interface',
          'throttling',
          'image-missing',
          'architecture',
          'secret-missing',
          'json-key',
        ),
        forSeconds: weighted([2, 100_000], [1, 20], [1, 90]),
      }),
    },
  )
}

function arbitraryEvent(): fc.Arbitrary<RolloutEvent> {
  const kinds: fc.Arbitrary<EventKind> = fc.oneof(
    fc.constant({ kind: 'stop-deployment' as const }),
    fc.record({ kind: fc.constant('update' as const), to: fc.constantFrom('other', 'same', 'previous') }),
    fc.record({ kind: fc.constant('count' as const), desiredCount: fc.nat(5) }),
    fc.constant({ kind: 'delete-service' as const }),
    fc.constantFrom({ kind: 'stop-task' as const }, { kind: 'interrupt-task' as const }),
    fc.record({ kind: fc.constant('foreign-target' as const), forSeconds: fc.constantFrom(10, 100_000) }),
    fc.constant({ kind: 'alarm' as const }),
    fc.record({ kind: fc.constant('no-capacity' as const), forSeconds: fc.constantFrom(20, 200) }),
    fc.record({ kind: fc.constant('zone-fails' as const), forSeconds: fc.constantFrom(30, 100_000) }),
    fc.record({ kind: fc.constant('target-fails' as const), forSeconds: fc.constantFrom(15, 60) }),
  )
  const times = fc.oneof(
    { weight: 3, arbitrary: fc.record({ after: fc.constant('start' as const), seconds: arbitrarySeconds(1, 120) }) },
    { weight: 1, arbitrary: fc.record({ after: fc.constant('start' as const), seconds: arbitrarySeconds(120, 600) }) },
    { weight: 2, arbitrary: fc.record({ after: fc.constant('completion' as const), seconds: arbitrarySeconds(0, 8) }) },
  )
  return fc.tuple(times, kinds).map(([time, kind]) => ({ ...time, ...kind }) as RolloutEvent)
}

/** To the tenth. */
function arbitrarySeconds(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min: min * 10, max: max * 10 }).map(tenths => tenths / 10)
}

function arbitraryTrouble(): fc.Arbitrary<ReadTrouble> {
  const operations = weighted(
    [3, 'ecs:DescribeServices'],
    [2, 'DescribeServiceDeployments'],
    [1, 'ListServiceDeployments'],
    [1, 'ListTasks'],
    [1, 'DescribeTasks'],
    [1, 'DescribeTargetHealth'],
    [1, 'ListInstances'],
    [2, '*'],
  )
  const when = fc.record({
    operation: operations,
    from: fc.oneof(fc.constant(0), arbitrarySeconds(0, 90)),
    forSeconds: weighted([3, 15], [2, 60], [1, 300], [1, 100_000]),
  })
  const kinds = fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('late' as const), seconds: fc.constantFrom(2, 6, 15) }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'frozen' as const }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('reversed' as const),
        seconds: fc.constantFrom(3, 10, 20),
        every: fc.constantFrom(2, 3),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'denied' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'throttled' as const }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('faulty' as const),
        how: fc.constantFrom<'json' | 'html' | 'drop'>('json', 'html', 'drop'),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'hung' as const }) },
    { weight: 0.5 * 2, arbitrary: fc.constant({ kind: 'expired' as const }) },
  )
  return fc.tuple(when, kinds).map(([time, kind]) => limited({ ...time, ...kind } as ReadTrouble))
}

/** Reads catch up in the end: none is frozen for longer than a quarter of a minute. Lost credentials stay lost. */
function limited(trouble: ReadTrouble): ReadTrouble {
  if (trouble.kind === 'frozen') return { ...trouble, forSeconds: Math.min(trouble.forSeconds, 15) }
  if (trouble.kind === 'expired') return { ...trouble, forSeconds: 100_000 }
  if (trouble.kind === 'faulty' || trouble.kind === 'hung' || trouble.kind === 'throttled') {
    return { ...trouble, forSeconds: Math.min(trouble.forSeconds, 300) }
  }
  return trouble
}

function arbitraryInputs(): fc.Arbitrary<RunInputs> {
  return fc.record({
    waitTimeoutMinutes: weighted([4, 15], [1, 3], [1, 30]),
    waitUntil: weighted<RunInputs['waitUntil']>([4, 'completed'], [1, 'serving']),
    maxTaskFailures: weighted<number | 'auto'>([5, 'auto'], [1, 1], [1, 2], [1, 10]),
    onFailure: weighted<RunInputs['onFailure']>([4, undefined], [2, 'rollback'], [1, 'leave']),
    onUnverified: weighted<RunInputs['onUnverified']>([3, 'fail'], [1, 'rollback']),
    stableSeconds: weighted([4, 10], [1, 0], [1, 60]),
    verifyTimeoutSeconds: weighted([3, 60], [1, 120]),
    http: weighted<RunInputs['http']>([6, 'none'], [2, 'right'], [1, 'wrong'], [1, 'unreachable']),
  })
}
