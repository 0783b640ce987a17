import { ApiError } from './errors.ts'
import type { Fault, FaultEffect } from './options.ts'
import type { ServiceWire } from './wire/services.ts'
import type { World } from './world.ts'

export interface Faults {
  add(fault: Fault): void
  clear(): void
  /** Counts the call and returns what goes wrong with it, in the order in which the faults were added. */
  next(service: string, operation: string): readonly FaultEffect[]
}

/**
 * Keeps the faults and, for each one, the number of calls to its operation since it was added.
 *
 * @param now simulated milliseconds since the epoch
 */
export function createFaults(now: () => number): Faults {
  let faults: { readonly fault: Fault; seen: number }[] = []
  return {
    add(fault) {
      faults.push({ fault, seen: 0 })
    },
    clear() {
      faults = []
    },
    next(service, operation) {
      const effects: FaultEffect[] = []
      for (const counted of faults) {
        const { fault } = counted
        if (fault.operation !== '*' && fault.operation !== operation && fault.operation !== `${service}:${operation}`) {
          continue
        }
        if (fault.during && (now() < fault.during.from || now() >= fault.during.until)) continue
        counted.seen++
        const from = fault.from ?? 1
        if (counted.seen >= from && counted.seen < from + (fault.times ?? 1)) effects.push(fault.effect)
      }
      return effects
    },
  }
}

/** The error that AWS returns in place of carrying the call out; undefined: the effect is none. */
export function refusalOf(
  effect: FaultEffect,
  { service, operation, world }: { service: ServiceWire; operation: string; world: World },
): ApiError | undefined {
  switch (effect.kind) {
    case 'error': {
      const { code, message, status } = effect
      return new ApiError(code, message, status === undefined ? {} : { status })
    }
    case 'throttle':
      return throttled(service)
    case 'access-denied':
      return accessDenied(service, operation, world)
    case 'expired-token':
      return expiredToken(service)
    default:
      return undefined
  }
}

export function throttled(service: ServiceWire): ApiError {
  return new ApiError(service.throttle.code, service.throttle.message, { status: service.throttle.status })
}

/** Codes and texts: "Common Errors" of each service's API reference; the text names caller and action as AWS's does. */
function accessDenied(service: ServiceWire, operation: string, world: World): ApiError {
  if (service.protocol === 'ec2') {
    return new ApiError('UnauthorizedOperation', `You are not authorized to perform this operation. ${denial()}`, {
      status: 403,
    })
  }
  return service.protocol === 'query'
    ? new ApiError('AccessDenied', denial(), { status: 403 })
    : new ApiError('AccessDeniedException', denial())

  function denial(): string {
    const action = `${service.id}:${operation}`
    const caller = `arn:${world.partition}:sts::${world.account}:assumed-role/deploy/session`
    return `User: ${caller} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`
  }
}

function expiredToken(service: ServiceWire): ApiError {
  if (service.protocol === 'ec2') return new ApiError('RequestExpired', 'Request has expired.')
  const text = 'The security token included in the request is expired'
  return service.protocol === 'query'
    ? new ApiError('ExpiredToken', text, { status: 403 })
    : new ApiError('ExpiredTokenException', text)
}
