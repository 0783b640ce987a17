import { copyRecords } from '../../state-copy.ts'
import type { TargetBackend, TargetHealth, World } from '../../world.ts'
import { startHealthChecks } from './health-checks.ts'
import type { TargetGroup } from './shapes.ts'
import { CHECKING, DRAINING, healthAfter, NOT_IN_USE, PINNED, REGISTERING, ZONE_NOT_ENABLED } from './target-states.ts'

export interface TargetId {
  readonly id: string
  readonly port: number
}

/** A target that is registered, or draining, with one target group. */
export interface Target extends TargetId {
  readonly backend: TargetBackend
  health: TargetHealth
  /** The health that a test has set, whatever the checks find. */
  pinned: TargetHealth | undefined
  /** Cancels what the clock would do with the target next: its health checks, or the end of its draining. */
  stop(): void
}

/** What the registry has to know about the groups. */
export interface GroupLookup {
  group(arn: string): TargetGroup | undefined
  /** The groups that any listener or rule forwards to now. */
  inUse(): { has(arn: string): boolean }
  deregistrationDelaySeconds(arn: string): number
  /** Whether a load balancer that forwards to the group is enabled in the zone of the address. */
  servesZoneOf(arn: string, address: string): boolean
}

export interface TargetRegistry {
  register(groupArn: string, target: TargetId & { readonly backend: TargetBackend }): void
  deregister(groupArn: string, target: TargetId, done: () => void): void
  /** Sets a target's health; undefined lets its checks begin again. Throws if there is no such target. */
  pin(groupArn: string, target: TargetId, state: TargetHealth['state'] | undefined): void
  of(groupArn: string): readonly Target[]
  find(groupArn: string, target: TargetId): Target | undefined
  /** The targets as they are now, for reads only. */
  copy(): Pick<TargetRegistry, 'of' | 'find'>
  /** Starts and stops health checks after listeners and rules changed. */
  reconsider(): void
  /** The group is gone, and its targets with it. */
  forget(groupArn: string): void
}

const key = ({ id, port }: TargetId) => `${id}:${port}`

export function createTargetRegistry(world: Pick<World, 'clock'>, lookup: GroupLookup): TargetRegistry {
  const groups = new Map<string, Map<string, Target>>()

  function targetsOf(groupArn: string): Map<string, Target> {
    const known = groups.get(groupArn)
    if (known) return known
    const created = new Map<string, Target>()
    groups.set(groupArn, created)
    return created
  }

  /** A target of a group that gets no traffic is not checked: it is `unused` until a listener or rule uses the group. */
  function begin(groupArn: string, target: Target): void {
    target.stop()
    if (target.pinned) {
      target.health = target.pinned
      return
    }
    if (!lookup.inUse().has(groupArn)) {
      target.health = NOT_IN_USE
      return
    }
    if (!lookup.servesZoneOf(groupArn, target.id)) {
      target.health = ZONE_NOT_ENABLED
      return
    }
    target.health = REGISTERING
    target.stop = startHealthChecks(world.clock, {
      backend: target.backend,
      host: `${target.id}:${target.port}`,
      settings: () => lookup.group(groupArn),
      registered: () => {
        target.health = CHECKING
      },
      checked: result => {
        target.health = healthAfter(result)
      },
    })
  }

  return {
    /** Registering a draining target again ends its draining; a registered target's checks begin anew (assumed). */
    register(groupArn, { id, port, backend }) {
      const targets = targetsOf(groupArn)
      targets.get(key({ id, port }))?.stop()
      const target: Target = { id, port, backend, health: NOT_IN_USE, pinned: undefined, stop: () => undefined }
      targets.set(key(target), target)
      begin(groupArn, target)
    },

    /**
     * "The status of the target is displayed as draining until the deregistration delay timeout expires" (user guide,
     * "Deregistration delay"), whether or not requests are in flight. A target of a group that gets no traffic has
     * nothing to drain: it is assumed to be gone at once.
     */
    deregister(groupArn, target, done) {
      const targets = targetsOf(groupArn)
      const found = targets.get(key(target))
      if (!found || found.health.state === 'draining') {
        done()
        return
      }
      found.stop()
      const gone = () => {
        targets.delete(key(found))
        done()
      }
      if (!lookup.inUse().has(groupArn)) {
        gone()
        return
      }
      found.health = DRAINING
      found.stop = world.clock.after(lookup.deregistrationDelaySeconds(groupArn) * 1000, gone)
    },

    pin(groupArn, id, state) {
      const target = groups.get(groupArn)?.get(key(id))
      if (!target) throw new Error(`There is no target ${key(id)} in ${groupArn}.`)
      target.pinned = state && PINNED[state]
      // What drains goes on to drain: no check decides about it any more.
      if (target.health.state !== 'draining') begin(groupArn, target)
    },

    ...readsOf(groups),
    copy: () => readsOf(copyRecords(groups, new Set(['backend', 'health', 'pinned']))),

    reconsider() {
      const inUse = lookup.inUse()
      for (const [groupArn, targets] of groups) {
        const used = inUse.has(groupArn)
        for (const target of targets.values()) {
          if (target.health.state === 'draining') continue
          if (used === (target.health.state === 'unused')) begin(groupArn, target)
        }
      }
    },

    forget(groupArn) {
      for (const target of groups.get(groupArn)?.values() ?? []) target.stop()
      groups.delete(groupArn)
    },
  }
}

function readsOf(groups: ReadonlyMap<string, ReadonlyMap<string, Target>>): Pick<TargetRegistry, 'of' | 'find'> {
  return {
    of: groupArn => [...(groups.get(groupArn)?.values() ?? [])],
    find: (groupArn, target) => groups.get(groupArn)?.get(key(target)),
  }
}
