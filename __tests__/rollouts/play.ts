import type { Service } from '@aws-sdk/client-ecs'
import type { Simulator } from '../../simulator/simulator.ts'
import { runAction } from '../../src/run.ts'
import { act, type Deed } from './actors.ts'
import { createHost } from './host.ts'
import { troubleReads } from './read-troubles.ts'
import { ORDINARY, type Scenario } from './scenario.ts'
import {
  behaviourOf,
  createRolloutSimulator,
  furnish,
  HEALTHY_IMAGE,
  REPOSITORY,
  type Stage,
  setTheStage,
  watchInputs,
} from './stage.ts'
import { attendHooks } from './strategy.ts'
import { type Recorder, recordHistory } from './truth/history.ts'
import type { OurDeployment, Played, RunCall } from './truth/played.ts'
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts'

const BASELINE_MS = 15 * 60_000
const FAILED_BASELINE_MS = 10 * 60_000

/** Plays the scenario in virtual time, with a whole run of the action. */
export async function play(scenario: Scenario): Promise<Played> {
  const random = Math.random
  Math.random = createRandom(JSON.stringify(scenario).length)
  const simulator = await createRolloutSimulator(scenario.phaseMs)
  try {
    const clock = createVirtualClock(simulator.clock)
    const stage = setTheStage(scenario, { simulator, seed: furnish(simulator), service: 'api' })
    return await clock.drive(playBoth(scenario, stage, clock))
  } finally {
    Math.random = random
    await simulator.close()
  }
}

async function playBoth(scenario: Scenario, stage: Stage, clock: VirtualClock): Promise<Played> {
  attendHooks(scenario, stage.simulator, clock)
  const previous = await playBefore(scenario, stage, clock)
  return await playRun(scenario, stage, { clock, previous })
}

export interface RunParts {
  readonly clock: VirtualClock
  /** What serves before the run. */
  readonly previous: string | undefined
  /** The truth is written down at most so often, ms. Default: at every change. */
  readonly recordEveryMs?: number
}

/** The run itself, on a clock that others drive and in an account that others may be in, too. */
export async function playRun(scenario: Scenario, stage: Stage, parts: RunParts): Promise<Played> {
  const { clock, previous } = parts
  const { simulator, service } = stage
  const tag = scenario.change === 'image' || scenario.before === 'nothing' ? `${service}-new` : `${service}-v1`
  const isHealthyAtFirst = scenario.image.kind === 'start-failure' && scenario.image.forSeconds === 0
  push(simulator, tag, isHealthyAtFirst ? ORDINARY : scenario)
  const otherRevision = registerOther(stage)
  const recorder = recordHistory(simulator, service, {
    stableSeconds: scenario.inputs.stableSeconds,
    everyMs: parts.recordEveryMs ?? 0,
  })
  if (scenario.reads.some(({ kind }) => ['late', 'frozen', 'reversed'].includes(kind))) simulator.lateReads.record()

  const startedAt = clock.now()
  const calls: RunCall[] = []
  const deeds: Deed[] = []
  let ours: OurDeployment | undefined
  const lines: string[] = []
  const report = await runAction(
    createHost({
      stage,
      clock,
      lines,
      inputs: { ...stage.inputs(tag), ...watchInputs(scenario), ...changeInputs(scenario) },
      scenario,
      calls,
      onCall(operation, output) {
        if (ours || (operation !== 'UpdateService' && operation !== 'CreateService')) return
        const written = output.service as Service | undefined
        // Cloud Map has a CreateService, too.
        if (!written?.deployments) return
        ours = identify(written, recorder)
        begin(scenario, { stage, clock, recorder, deeds, ours, otherRevision, previous, tag })
      },
    }),
  )
  const endedAt = clock.now()
  return {
    scenario,
    report,
    log: lines,
    history: recorder.history(),
    deeds,
    ours,
    previous,
    calls,
    startedAt,
    endedAt,
  }
}

/** The deployments before the run, with nobody watching. @returns what serves then */
export async function playBefore(scenario: Scenario, stage: Stage, clock: VirtualClock): Promise<string | undefined> {
  if (scenario.before === 'nothing') return undefined
  const { simulator, service } = stage
  const deploy = async (tag: string, image: Scenario['image'], waitMs: number) => {
    push(simulator, `${service}-${tag}`, { ...scenario, image })
    const inputs = { ...stage.inputs(`${service}-${tag}`), wait: 'false' }
    const report = await runAction(createHost({ stage, clock, lines: [], inputs, scenario: ORDINARY }))
    if (report.outcome !== 'started')
      throw new Error(`The baseline is ${report.outcome}: ${report.sentences.join(' ')}`)
    await clock.sleep(waitMs)
    return report.outputs.taskDefinitionArn
  }
  const serving = await deploy('v1', HEALTHY_IMAGE, BASELINE_MS)
  if (scenario.before === 'failed') {
    const crash = { kind: 'crash', afterSeconds: 1, share: 1, startSeconds: 5 } as const
    await deploy('v0', crash, FAILED_BASELINE_MS)
  }
  return serving
}

function push(simulator: Simulator, tag: string, { image }: Pick<Scenario, 'image'>): void {
  const reference = `${REPOSITORY}:${tag}`
  try {
    simulator.services.ecr.setBehaviour(reference, behaviourOf(image))
  } catch {
    simulator.pushImage({ repository: REPOSITORY, tag, behaviour: behaviourOf(image) })
  }
}

function changeInputs({ change, service }: Scenario): Record<string, string> {
  if (change === 'count') return { 'desired-count': String(service.desiredCount + 1) }
  return change === 'force' ? { 'force-new-deployment': 'true' } : {}
}

/** A revision that somebody else deploys. */
function registerOther({ simulator, seed, image, service }: Stage): string {
  simulator.pushImage({ repository: REPOSITORY, tag: `${service}-other`, behaviour: behaviourOf(HEALTHY_IMAGE) })
  const { taskDefinition } = simulator.call('ecs', 'RegisterTaskDefinition', {
    family: `${service}-other`,
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    executionRoleArn: seed.executionRoleArn,
    containerDefinitions: [{ name: 'app', image: image(`${service}-other`), portMappings: [{ containerPort: 8000 }] }],
  }) as { taskDefinition: { taskDefinitionArn: string } }
  return taskDefinition.taskDefinitionArn
}

function identify(service: Service, recorder: Recorder): OurDeployment {
  const now = recorder.now()
  const primary = now.deployments[0]
  if (!primary || !service.serviceArn) throw new Error('The answer to our write has no deployment.')
  const serviceDeployment = now.serviceDeployments.find(({ arn }) => arn === primary.serviceDeployment)
  return {
    id: primary.id,
    serviceDeployment: primary.serviceDeployment,
    taskDefinition: primary.taskDefinition,
    at: now.at,
    isNew: serviceDeployment?.createdAt === now.at,
    desiredCount: now.desiredCount,
  }
}

interface Beginning {
  readonly stage: Stage
  readonly clock: VirtualClock
  readonly recorder: Recorder
  readonly deeds: Deed[]
  readonly ours: OurDeployment
  readonly otherRevision: string
  readonly previous: string | undefined
  readonly tag: string
}

/** Everything that the scenario says, from the moment at which our deployment is there. */
function begin(scenario: Scenario, { stage, clock, recorder, deeds, ours, ...rest }: Beginning): void {
  const { simulator } = stage
  troubleReads(simulator, scenario.reads, ours.at)
  const { image } = scenario
  if (image.kind === 'start-failure' && image.forSeconds > 0) {
    clock.at(ours.at + image.forSeconds * 1000, () => push(simulator, rest.tag, ORDINARY))
  }
  const later = (ms: number, run: () => void) => clock.at(clock.now() + ms, run)
  let foreignTargets = 0
  const scene = {
    stage,
    later,
    foreignAddress: () => `10.0.128.${250 - foreignTargets++}`,
    deploymentId: ours.id,
    serviceDeploymentArn: ours.serviceDeployment,
    ...rest,
    previousRevision: rest.previous,
  }
  const doAt = (time: number, event: Scenario['events'][number]) => clock.at(time, () => deeds.push(act(event, scene)))
  for (const event of scenario.events) {
    if (event.after === 'start') doAt(ours.at + event.seconds * 1000, event)
  }
  const later_ = scenario.events.filter(({ after }) => after === 'completion')
  if (later_.length === 0) return
  const wait = () => {
    const status = recorder.now().serviceDeployments.find(({ arn }) => arn === ours.serviceDeployment)?.status
    if (status === 'SUCCESSFUL') for (const event of later_) doAt(clock.now() + event.seconds * 1000, event)
    else if (status === 'PENDING' || status === 'IN_PROGRESS') clock.at(clock.now() + 250, wait)
  }
  wait()
}

/** A small generator, so that a scenario always goes the same way. */
export function createRandom(seed: number): () => number {
  let state = seed + 0x6d2b79f5
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
