import { seedGoogleWorkspace } from '../../simulator/seeds/google-workspace.ts'
import { createSimulator } from '../../simulator/simulator.ts'
import { createClients } from '../simulator/clients.ts'
import { furnishMoto } from './furnish-moto.ts'

export type SubjectName = 'simulator' | 'moto'
export type Clients = ReturnType<typeof createClients>

/** An account that is furnished the same way in both subjects. */
export interface Account {
  readonly clients: Clients
  readonly vpcId: string
  readonly privateSubnetIds: readonly string[]
  readonly securityGroupId: string
  readonly loadBalancerArn: string
  readonly listenerArn: string
  /** `busyb-google-workspace-mcp:v1` */
  readonly imageDigest: string
  readonly executionRoleArn: string
  /** Full ARNs of SECRETS, by name. */
  readonly secretArns: Readonly<Record<string, string>>
  /** Lets AWS do what it does by itself within so many milliseconds. moto does everything at once. */
  wait(ms: number): Promise<void>
  close(): Promise<void>
}

export interface Subject {
  readonly name: SubjectName
  start(): Promise<Account>
}

export const SUBJECTS: readonly Subject[] = [
  { name: 'simulator', start: startSimulator },
  { name: 'moto', start: startMoto },
]

/** What a case expects where moto is known not to do what AWS does. The simulator has to do what AWS does. */
export type Expected<Value> = Readonly<Record<SubjectName, Value>>

/** Name of the error with which the SDK rejects the call; `undefined` where the call is not refused. */
export async function refusalOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call
    return undefined
  } catch (error) {
    return error instanceof Error ? error.name : String(error)
  }
}

async function startSimulator(): Promise<Account> {
  const simulator = await createSimulator()
  const { httpListenerArn, repositoryName, ...account } = seedGoogleWorkspace(simulator)
  const imageDigest = simulator.pushImage({ repository: repositoryName, tag: 'v1' })
  const clients = createClients(simulator.url)
  return {
    ...account,
    clients,
    listenerArn: httpListenerArn,
    imageDigest,
    wait: ms => simulator.clock.sleep(ms),
    async close() {
      clients.destroy()
      await simulator.close()
    },
  }
}

async function startMoto(): Promise<Account> {
  const endpoint = process.env.MOTO_ENDPOINT
  if (!endpoint) throw new Error('MOTO_ENDPOINT is not set: run "npm run test:conformance", which starts moto.')
  const response = await fetch(`${endpoint}/moto-api/reset`, { method: 'POST' })
  if (!response.ok) throw new Error(`moto could not be emptied: it returned ${response.status}.`)
  const clients = createClients(endpoint)
  return { ...(await furnishMoto(clients)), clients, wait: async () => undefined, close: async () => clients.destroy() }
}
