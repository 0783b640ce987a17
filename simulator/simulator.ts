import { createApi } from './api.ts'
import type { SimulatedClock } from './clock.ts'
import { createWorld } from './create-world.ts'
import { createInvoke, type Invoke } from './direct.ts'
import { createFaults } from './faults.ts'
import { createJournal, isWrite } from './journal.ts'
import { createLateReads, type LateReads } from './late-reads.ts'
import { type ProxiedRequest, startLoadBalancer } from './load-balancer/load-balancer.ts'
import type { Fault, JournalEntry, SimulatorOptions } from './options.ts'
import { createRates } from './rates.ts'
import { type HttpHandler, startServer } from './server.ts'
import { createServices, operationsOf, type SimulatedServices } from './services/services.ts'
import type { Application, Behaviour, Operations, ServiceId, Settings, World } from './world.ts'

/** A running simulator. */
export interface Simulator {
  /** `http://127.0.0.1:<port>`: for AWS_ENDPOINT_URL. */
  readonly url: string
  /** A forward proxy on which `https://<load balancer's DNS name>` reaches the simulated load balancer: for HTTPS_PROXY. */
  readonly proxyUrl: string
  /** PEM of the certificate authority that signed the load balancer's certificates: for NODE_EXTRA_CA_CERTS. */
  readonly caCertificate: string
  /** What passed through the proxy, in order of arrival. */
  readonly proxyRequests: readonly ProxiedRequest[]
  /** Makes a host name lead to a load balancer through the proxy, as a DNS record would. */
  addAlias(hostName: string, loadBalancerDnsName: string): void
  readonly clock: SimulatedClock
  readonly world: World
  readonly settings: Settings
  readonly journal: Journal
  /** Each service with the functions that seed it, for example `services.ec2.createVpc`. */
  readonly services: SimulatedServices
  addFault(fault: Fault): void
  clearFaults(): void
  /** Which reads show an earlier state. `late-reads.ts` makes the rules. */
  readonly lateReads: LateReads
  /** Pushes an image to the simulated ECR: `repository:tag` then refers to it. Returns its digest. */
  pushImage(image: {
    repository: string
    tag: string
    behaviour?: Behaviour
    /** Default `['amd64']`. */
    architectures?: readonly string[]
    /** Default: derived from repository, tag and the number of pushes. */
    digest?: string
  }): string
  /** Calls an operation as if another client had called it: takes decoded input, returns output. Not journalled. */
  call(service: string, operation: string, input: object): Record<string, unknown>
  /** A call as through the API, but in this process: see `direct.ts`. */
  readonly invoke: Invoke
  /** Everything that exists, as plain data, for assertions. */
  state(): SimulatorState
  close(): Promise<void>
}

/** Starts an empty account: no cluster, no network, no roles. `seeds/` has an account with resources in it. */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const world = createWorld(options)
  const journal = createJournal()
  const faults = createFaults(world.clock.now)
  let url = ''
  const services = createServices(world, () => url)
  const operations = operationsOf(services)
  const lateReads = createLateReads(world.clock, {
    ecs: services.ecs,
    elasticloadbalancing: services.elbv2,
    servicediscovery: services.serviceDiscovery,
  })
  const rates = createRates(typeof options.rates === 'object' ? world.clock.now : undefined)
  const parts = { world, operations, journal, faults, lateReads, rates }
  const served = options.served === false ? NOT_SERVED : await serve(createApi(parts), services, world, options.port)
  url = served.url

  return {
    ...served,
    clock: world.clock,
    world,
    settings: world.settings,
    journal,
    services,
    addFault: faults.add,
    clearFaults: faults.clear,
    lateReads,
    pushImage: services.ecr.pushImage,
    invoke: createInvoke(parts),
    call: (service, operation, input) => callDirectly({ world, operations }, { service, operation, input }),
    state: () => {
      world.clock.settle()
      return stateOf(services)
    },
  }
}

type Served = Pick<Simulator, 'url' | 'proxyUrl' | 'caCertificate' | 'proxyRequests' | 'addAlias' | 'close'>

/** Nothing listens: there are only calls in this process. */
const NOT_SERVED: Served = {
  url: '',
  proxyUrl: '',
  caCertificate: '',
  proxyRequests: [],
  addAlias: () => undefined,
  close: () => Promise.resolve(),
}

async function serve(api: HttpHandler, services: SimulatedServices, world: World, port?: number): Promise<Served> {
  const server = await startServer(withDownloads(api, services), port)
  const loadBalancer = await startLoadBalancer(services.elbv2, world)
  return {
    url: server.url,
    proxyUrl: loadBalancer.proxyUrl,
    caCertificate: loadBalancer.caCertificate,
    proxyRequests: loadBalancer.requests,
    addAlias: loadBalancer.addAlias,
    async close() {
      await Promise.all([server.close(), loadBalancer.close()])
    },
  }
}

/** The same server serves ECR's layers, as plain GETs. */
function withDownloads(api: HttpHandler, { ecr }: SimulatedServices): HttpHandler {
  return async request => {
    if (request.method !== 'GET') return api(request)
    const body = ecr.download(request.path)
    const headers = { 'content-type': 'application/octet-stream' }
    return { answer: body === undefined ? { status: 404, headers, body: '' } : { status: 200, headers, body } }
  }
}

function callDirectly(
  { world, operations }: { world: World; operations: Readonly<Record<string, Operations>> },
  { service, operation, input }: { service: string; operation: string; input: object },
): Record<string, unknown> {
  const run = operations[service]?.[operation]
  if (!run) throw new Error(`The simulator has no ${service}:${operation}.`)
  world.clock.settle()
  if (isWrite(operation)) world.clock.changing()
  // Copies in both directions, as they would be on the wire.
  return structuredClone({
    ...run(structuredClone(input), { service: service as ServiceId, operation, region: world.region }),
  })
}

/** Copies, so that what a test keeps does not change under it. */
function stateOf({ ecs, elbv2, serviceDiscovery, logs, ec2 }: SimulatedServices): SimulatorState {
  return structuredClone({
    ...ecs.state(),
    ...elbv2.state(),
    ...serviceDiscovery.state(),
    logGroups: logs.state(),
    tags: { ...ecs.tags(), ...elbv2.tags(), ...serviceDiscovery.tags(), ...logs.tags(), ...ec2.tags() },
  })
}

export interface Journal {
  readonly entries: readonly JournalEntry[]
  writes(): readonly JournalEntry[]
  of(operation: string): readonly JournalEntry[]
  clear(): void
}

// biome-ignore lint/suspicious/noExplicitAny: plain copies of AWS's shapes, for assertions
type Shape = any

/** Plain copies of AWS's own shapes (the same members that Describe calls return). */
export interface SimulatorState {
  readonly taskDefinitions: readonly Shape[]
  readonly services: readonly Shape[]
  readonly serviceDeployments: readonly Shape[]
  readonly tasks: readonly Shape[]
  readonly targetGroups: readonly Shape[]
  readonly loadBalancers: readonly Shape[]
  readonly listeners: readonly Shape[]
  readonly rules: readonly Shape[]
  readonly namespaces: readonly Shape[]
  readonly discoveryServices: readonly Shape[]
  readonly instances: readonly Shape[]
  readonly logGroups: readonly Shape[]
  /** Tags of every resource by ARN. */
  readonly tags: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export type { Application, Behaviour }
