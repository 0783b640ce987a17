import type { Service, ServiceDeployment, TaskDefinition } from '@aws-sdk/client-ecs'
import type { SimulatorOptions } from '../../simulator/options.ts'
import {
  type GoogleWorkspaceAccount,
  seedGoogleWorkspace,
  WORKSPACE_MCP,
} from '../../simulator/seeds/google-workspace.ts'
import { createSimulator, type Simulator } from '../../simulator/simulator.ts'
import type { Behaviour } from '../../simulator/world.ts'

export const SERVICE = 'busyb-google-workspace-mcp-service'
export const REPOSITORY = 'busyb-google-workspace-mcp'

/** Two commits, in this order. */
export const FIRST_COMMIT = 'a'.repeat(40)
export const SECOND_COMMIT = 'b'.repeat(40)

export const HEALTHY: Behaviour = { application: WORKSPACE_MCP }
export const CRASHING: Behaviour = {
  crash: { afterSeconds: 2, exitCode: 1 },
  logLines: ['ERROR: GOOGLE_OAUTH_CLIENT_ID is required'],
}

/** The simulated account that the seed's service is deployed to, on a clock that moves only when somebody sleeps. */
export interface Account {
  readonly simulator: Simulator
  readonly seed: GoogleWorkspaceAccount
  /** Pushes an image of the service under a tag. Returns its digest. */
  push(tag: string, behaviour?: Behaviour): string
  /** As it is now; throws where there is none. */
  service(name?: string): Service
  /** The revision that the service runs, or another one. */
  taskDefinition(arn?: string): TaskDefinition
  /** The newest one. */
  serviceDeployment(): ServiceDeployment
  [Symbol.asyncDispose](): Promise<void>
}

/** Furnished like the seed's account, with the images of both commits pushed. */
export async function createAccount(options: SimulatorOptions = {}): Promise<Account> {
  const simulator = await createSimulator(options)
  const seed = seedGoogleWorkspace(simulator)
  const account: Account = {
    simulator,
    seed,
    push: (tag, behaviour = HEALTHY) => simulator.pushImage({ repository: REPOSITORY, tag, behaviour }),
    service(name = SERVICE) {
      const found = (simulator.state().services as readonly Service[]).find(service => service.serviceName === name)
      if (!found) throw new Error(`There is no service "${name}".`)
      return found
    },
    taskDefinition(arn = account.service().taskDefinition) {
      const all = simulator.state().taskDefinitions as readonly TaskDefinition[]
      const found = all.find(revision => revision.taskDefinitionArn === arn)
      if (!found) throw new Error(`There is no task definition "${arn}".`)
      return found
    },
    serviceDeployment() {
      const newest = (simulator.state().serviceDeployments as readonly ServiceDeployment[]).toSorted(
        (a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0),
      )[0]
      if (!newest) throw new Error('There is no service deployment.')
      return newest
    },
    [Symbol.asyncDispose]: () => simulator.close(),
  }
  account.push(FIRST_COMMIT)
  account.push(SECOND_COMMIT)
  return account
}
