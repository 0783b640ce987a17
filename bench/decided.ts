import { setTimeout as wait } from 'node:timers/promises'
import { WORKSPACE_MCP } from '../simulator/seeds/google-workspace.ts'
import type { Behaviour } from '../simulator/world.ts'
import { type BenchAccount, createBenchAccount, expectOutcome } from './account.ts'
import { type Figure, mean, median, range } from './figures.ts'

const BUDGET_S = 2
/** Accounts side by side, each with one deployment after the other. */
const LANES = 6
const DEPLOYMENTS_PER_LANE = 2

interface Kind {
  readonly name: string
  readonly outcome: string
  /** @param turn 0 for the first deployment of all lanes; decides when a deployment is decided, so that no polling interval fits */
  readonly behaviour: (turn: number) => Behaviour
}

const KINDS: readonly Kind[] = [
  {
    name: 'healthy',
    outcome: 'succeeded',
    behaviour: turn => ({ startSeconds: 1 + ((turn * 4.1) % 5), readySeconds: 0.2, application: WORKSPACE_MCP }),
  },
  {
    name: 'failing',
    outcome: 'rolled-back',
    behaviour: turn => ({ startSeconds: 1 + ((turn * 1.7) % 2), crash: { afterSeconds: 0.3, exitCode: 1 } }),
  },
]

/** Real seconds from AWS deciding the deployment to the end of the process, verification and report included. */
export async function measureDecided(): Promise<readonly Figure[]> {
  const figures = []
  for (const kind of KINDS) {
    const lanes = await Promise.all(Array.from({ length: LANES }, (_, lane) => measureLane(kind, lane)))
    const delays = lanes.flat()
    figures.push({
      name: `${kind.name} deployment decided to end of the action`,
      value: mean(delays),
      unit: 's',
      budget: BUDGET_S,
      note: `mean of ${delays.length}, median ${median(delays).toFixed(2)}, ${range(delays, 2)}`,
    })
  }
  return figures
}

async function measureLane(kind: Kind, lane: number): Promise<readonly number[]> {
  await using account = await createBenchAccount({ clock: { kind: 'realtime', scale: 1 } })
  account.push('first', { startSeconds: 1, readySeconds: 0.2, application: WORKSPACE_MCP })
  expectOutcome(await account.run(inputs('first')), 'succeeded')
  const delays = []
  for (let deployment = 0; deployment < DEPLOYMENTS_PER_LANE; deployment++) {
    const turn = lane * DEPLOYMENTS_PER_LANE + deployment
    const tag = `turn-${turn}`
    account.push(tag, kind.behaviour(turn))
    const run = await account.run(inputs(tag))
    const endedAt = account.simulator.clock.now()
    expectOutcome(run, kind.outcome)
    delays.push((endedAt - decidedAt(account)) / 1_000)
    await account.settled()
    // Deployments that were made in the same second are the same age to AWS.
    await wait(1_000)
  }
  return delays
}

/** Without load balancer and discovery: what is measured is how soon a decision is seen, not how long a target drains. */
function inputs(tag: string): Readonly<Record<string, string>> {
  return {
    cluster: 'busyb-cluster',
    service: 'bench',
    'ecr-repository': 'busyb-google-workspace-mcp',
    'image-tag': tag,
    'container-port': '8000',
    'execution-role': 'ecsTaskExecutionRole',
    subnets: 'tag:Type=private',
    vpc: 'tag:Name=busyb-vpc',
    'desired-count': '1',
  }
}

/** Simulated time at which the newest deployment of the service was decided. */
function decidedAt({ simulator }: BenchAccount): number {
  const finished = simulator.state().serviceDeployments.map(({ finishedAt }) => finishedAt?.getTime() ?? Number.NaN)
  return Math.max(...finished)
}
