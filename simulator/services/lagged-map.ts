import type { World } from '../world.ts'

/**
 * A table whose readers may lag behind: `get` and `values` are the truth, on which writes are decided; `seen` and
 * `seenValues` are what describe and list calls show until `settings.readLagMs` has passed since a write. ELB and Cloud
 * Map promise no read-after-write consistency; how far reads can lag behind is not known, so the lag is a setting.
 *
 * Values are replaced, never changed in place, so that an older reader keeps its older value.
 */
export interface LaggedMap<V> {
  get(key: string): V | undefined
  values(): readonly V[]
  seen(key: string): V | undefined
  seenValues(): readonly V[]
  set(key: string, value: V): void
  delete(key: string): void
  /** The table as it is now, for readers at the time of another world. */
  copy(world: Pick<World, 'clock' | 'settings'>): LaggedMap<V>
}

interface Version<V> {
  readonly at: number
  /** undefined: deleted. */
  readonly value: V | undefined
}

/** Versions older than this (simulated ms) can no longer be read, except the newest of them. */
const LONGEST_LAG_MS = 600_000

export function createLaggedMap<V>(
  world: Pick<World, 'clock' | 'settings'>,
  earlier: ReadonlyMap<string, readonly Version<V>[]> = new Map(),
): LaggedMap<V> {
  const histories = new Map(earlier)

  function write(key: string, value: V | undefined): void {
    const now = world.clock.now()
    const history = histories.get(key) ?? []
    const firstUseful = history.findLastIndex(version => version.at <= now - LONGEST_LAG_MS)
    histories.set(key, [...history.slice(Math.max(0, firstUseful)), { at: now, value }])
  }

  const latest = (history: readonly Version<V>[] | undefined) => history?.at(-1)?.value

  function late(history: readonly Version<V>[] | undefined): V | undefined {
    const until = world.clock.now() - world.settings.readLagMs
    return history?.findLast(version => version.at <= until)?.value
  }

  const present = (value: V | undefined) => value !== undefined

  return {
    get: key => latest(histories.get(key)),
    values: () => [...histories.values()].map(latest).filter(present) as V[],
    seen: key => late(histories.get(key)),
    seenValues: () => [...histories.values()].map(late).filter(present) as V[],
    set: write,
    delete: key => write(key, undefined),
    copy: other => createLaggedMap(other, histories),
  }
}
