import { describe, expect, test } from '@jest/globals'
import { factsOf } from '../../src/deployment/judge/learn.ts'
import { createSignsOfLife, signOfLife, type WaitSettings } from '../../src/deployment/signs-of-life.ts'
import type { Snapshot } from '../../src/deployment/snapshot.ts'
import type { Stage } from '../../src/deployment/verdict.ts'
import { createScriptedRun } from './scripted-aws.ts'
import {
  createDeployment,
  createEarlierDeployment,
  createIdentity,
  createReading,
  createRunningTask,
  createRunningTasks,
  createService,
  createSnapshot,
  START,
} from './snapshots.ts'

const identity = createIdentity()
const SETTINGS: WaitSettings = {
  healthCheck: { intervalSeconds: 30, healthyThresholdCount: 5 },
  deregistrationDelaySeconds: 300,
}

const earlier = createEarlierDeployment()
const counts = (overrides: Parameters<typeof createDeployment>[0], ...others: readonly (typeof earlier)[]) =>
  createSnapshot(1, [createDeployment(overrides), ...others])
const allRun = counts({ runningCount: 2 }, earlier)
const oneHealthy = createRunningTasks(2, createRunningTask('a', true), createRunningTask('b', false))
const shifting = createSnapshot(1, [createDeployment({ runningCount: 2 })], {
  service: createService({ strategy: 'CANARY', bakeMs: 300_000 }),
})
const stage = (lifecycleStage: string, productionWeight?: number) =>
  createReading(2, {
    lifecycleStage,
    target: { requestedCount: 2, runningCount: 2, pendingCount: 0, productionWeight },
  })

interface Case {
  readonly snapshots: readonly Snapshot[]
  readonly stage?: Stage
  readonly settings?: WaitSettings
  readonly text: string
}

describe('what is waited for', () => {
  test.each<Case>([
    { snapshots: [], text: 'no task is known yet; waiting for AWS to show the deployment' },
    {
      snapshots: [counts({ pendingCount: 1, runningCount: 1 })],
      text: '1 of 2 tasks running; waiting for 1 task to start (network, secrets, image)',
    },
    { snapshots: [counts({})], text: '0 of 2 tasks running; waiting for ECS to start 2 tasks' },
    {
      snapshots: [allRun, oneHealthy],
      settings: SETTINGS,
      text: '2 of 2 tasks running, 1 of 2 healthy; waiting for 1 of 2 targets to pass 5 checks, 30 s apart',
    },
    {
      snapshots: [allRun, oneHealthy],
      text: '2 of 2 tasks running, 1 of 2 healthy; waiting for 1 of 2 tasks to become healthy',
    },
    {
      snapshots: [allRun],
      settings: SETTINGS,
      text: '2 of 2 tasks running; earlier tasks are draining, up to 300 s: deregistration-delay-seconds',
    },
    { snapshots: [allRun], text: '2 of 2 tasks running; earlier tasks are draining' },
    {
      snapshots: [counts({ runningCount: 2 }, createEarlierDeployment({ status: 'INACTIVE' }))],
      text: '2 of 2 tasks running; waiting for ECS to complete the deployment',
    },
    { snapshots: [allRun], stage: 'rolling-back', text: '2 of 2 tasks running; waiting for the rollback to complete' },
    {
      snapshots: [allRun],
      stage: 'failing',
      text: '2 of 2 tasks running; the deployment has failed; waiting for ECS to begin the rollback',
    },
    { snapshots: [allRun], stage: 'ending', text: '2 of 2 tasks running; waiting for AWS to show how it ended' },
    { snapshots: [allRun], stage: 'baking', text: '2 of 2 tasks running; waiting for ECS to end the bake time' },
    {
      snapshots: [shifting, stage('BAKE_TIME', 100)],
      stage: 'baking',
      text: '2 of 2 tasks running, stage BAKE_TIME with 100 % of the traffic; waiting for ECS to end the bake time of 5 min',
    },
    {
      snapshots: [shifting, stage('PRODUCTION_TRAFFIC_SHIFT', 10)],
      text: '2 of 2 tasks running, stage PRODUCTION_TRAFFIC_SHIFT with 10 % of the traffic; waiting for ECS to shift the traffic',
    },
    {
      snapshots: [shifting, stage('CLEAN_UP')],
      settings: SETTINGS,
      text: '2 of 2 tasks running, stage CLEAN_UP; earlier tasks are draining, up to 300 s: deregistration-delay-seconds',
    },
    {
      snapshots: [allRun, createReading(2, { waitingHooks: ['h1'] })],
      text: '2 of 2 tasks running; a lifecycle hook waits for somebody, by the command above',
    },
  ])('$text', ({ snapshots, stage: at = 'deploying', settings, text }) => {
    expect(signOfLife(factsOf(snapshots, identity), { stage: at, identity, settings })).toBe(text)
  })

  test('the count asked for, not the one that a late read shows', () => {
    const three = createIdentity({ desiredCount: 3, isFromBefore: true })
    const facts = factsOf([counts({ pendingCount: 2 })], three)
    expect(signOfLife(facts, { stage: 'deploying', identity: three, settings: undefined })).toMatch(/^0 of 3 tasks/)
  })
})

describe('the silence', () => {
  const facts = factsOf([counts({ pendingCount: 2 })], identity)

  function create() {
    const run = createScriptedRun({})
    let reads = 0
    const waitSettings = async () => {
      reads += 1
      return SETTINGS
    }
    const signs = createSignsOfLife(run.ctx, identity, { startedAt: START, waitSettings })
    return { run, signs, reads: () => reads }
  }

  test('is broken every half a minute, and the settings are read once', async () => {
    const { run, signs, reads } = create()
    await signs.sleep(29_999, facts, 'deploying')
    expect(run.infos).toEqual([])
    expect(reads()).toBe(0)
    await signs.sleep(65_000, facts, 'deploying')
    expect(run.infos.map(line => line.slice(0, 5))).toEqual(['00:30', '01:00', '01:30'])
    expect(reads()).toBe(1)
    expect(run.ctx.clock.now()).toBe(START + 94_999)
  })

  test('begins again with every line', async () => {
    const { run, signs } = create()
    await signs.sleep(20_000, facts, 'deploying')
    signs.print('00:20  an event')
    await signs.sleep(29_000, facts, 'deploying')
    await signs.sleep(1_000, facts, 'deploying')
    expect(run.infos.map(line => line.slice(0, 5))).toEqual(['00:20', '00:50'])
  })

  test('ends with the reason of the signal', async () => {
    const { run, signs } = create()
    run.abort.abort(new Error('cancelled'))
    await expect(signs.sleep(1_000, facts, 'deploying')).rejects.toThrow('cancelled')
  })
})
