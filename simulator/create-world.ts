import { createHash } from 'node:crypto'
import { createClock } from './clock.ts'
import type { SimulatorOptions } from './options.ts'
import { partitionOf } from './partitions.ts'
import type { Ports, World } from './world.ts'

/** An empty world. Its ports are filled in as the services are created. */
export function createWorld(options: SimulatorOptions): World {
  const account = options.account ?? '123456789012'
  const region = options.region ?? 'us-east-1'
  const partition = options.partition ?? partitionOf(region)
  let ids = 0
  return {
    account,
    region,
    partition,
    clock: createClock(options.clock ?? { kind: 'manual' }, options.startAt),
    settings: {
      pageSize: options.pageSize,
      readLagMs: options.readLagMs ?? 0,
      capacityAvailable: true,
      latencyMs: options.latencyMs ?? 0,
      rates: Boolean(options.rates),
    },
    id: length => createHash('sha512').update(`id ${++ids}`).digest('hex').slice(0, length),
    arn: (service, resource) => `arn:${partition}:${service}:${region}:${account}:${resource}`,
    ports: {} as Ports,
  }
}
