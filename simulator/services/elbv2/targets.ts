import type { TargetBackend, TargetHealth, World } from '../../world.ts'
import { type CheckResult, startHealthChecks } from './health-checks.ts'
import type { TargetGroup } from './shapes.ts'

export interface TargetId {
  readonly id: string
  readonly port: number
}

/** A target that is registered, or draining, with one target group. */
export interface Target extends TargetId {
  readonly backend: TargetBackend
  health: TargetHealth
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
  of(groupArn: string): readonly Target[]
  find(groupArn: string, target: TargetId): Target | undefined
  /** Starts and stops health checks after listeners and rules changed. */
  reconsider(): void
  /** The group is gone, and its targets with it. */
  forget(groupArn: string): void
}

/** Texts: examples of the AWS CLI reference (describe-target-health), reason codes of the user guide, public reports. */
const NOT_IN_USE: TargetHealth = {
  state: 'unused',
  reason: 'Target.NotInUse',
  description: 'Target group is not configured to receive traffic from the load balancer',
}
/** User guide, "Target health status", Target.NotInUse. The wording is assumed on that basis. */
const ZONE_NOT_ENABLED: TargetHealth = {
  state: 'unused',
  reason: 'Target.NotInUse',
  description: 'Target is in an Availability Zone that is not enabled for the load balancer',
}
const REGISTERING: TargetHealth = {
  state: 'initial',
  reason: 'Elb.RegistrationInProgress',
  description: 'Target registration is in progress',
}
const CHECKING: TargetHealth = {
  state: 'initial',
  reason: 'Elb.InitialHealthChecking',
  description: 'Initial health checks in progress',
}
const DRAINING: TargetHealth = {
  state: 'draining',
  reason: 'Target.DeregistrationInProgress',
  description: 'Target deregistration is in progress',
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
      const target: Target = { id, port, backend, health: NOT_IN_USE, stop: () => undefined }
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

    of: groupArn => [...(groups.get(groupArn)?.values() ?? [])],
    find: (groupArn, target) => groups.get(groupArn)?.get(key(target)),

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

/** Reason codes: API reference (TargetHealth). Descriptions: user guide ("Target health status") and ECS service events. */
function healthAfter(result: CheckResult): TargetHealth {
  switch (result.kind) {
    case 'healthy':
      return { state: 'healthy' }
    case 'checking':
      return CHECKING
    case 'mismatch':
      return {
        state: 'unhealthy',
        reason: 'Target.ResponseCodeMismatch',
        description: `Health checks failed with these codes: [${result.status}]`,
      }
    case 'timeout':
      return { state: 'unhealthy', reason: 'Target.Timeout', description: 'Request timed out' }
    case 'refused':
      return { state: 'unhealthy', reason: 'Target.FailedHealthChecks', description: 'Health checks failed' }
  }
}
