import { isIPv4 } from 'node:net'
import { ApiError } from '../../errors.ts'
import type { TargetBackend } from '../../world.ts'
import { targetGroupNotFound } from './refusals.ts'
import type { TargetGroup } from './shapes.ts'
import type { Elbv2State } from './state.ts'
import type { TargetRegistry } from './targets.ts'

interface TargetsInput {
  readonly TargetGroupArn: string
  readonly Targets: readonly { readonly Id: string; readonly Port?: number }[]
}

/** Whatever has the address: it answers every request. */
const ALWAYS_UP: TargetBackend = { get: () => ({ status: 200, body: 'OK' }) }

/** Registers addresses by hand, as somebody else may do in a group that ECS fills. One that is registered stays as it is. */
export function registerTargets(state: Elbv2State, targets: TargetRegistry, input: TargetsInput): object {
  const group = requireGroup(state, input.TargetGroupArn)
  for (const target of targetsOf(group, input)) {
    if (!isIPv4(target.id)) {
      throw new ApiError('InvalidTarget', `The IP address '${target.id}' is not a valid IPv4 address`) // wording assumed
    }
    const known = targets.find(group.TargetGroupArn, target)
    if (known && known.health.state !== 'draining') continue
    targets.register(group.TargetGroupArn, { ...target, backend: known?.backend ?? ALWAYS_UP })
  }
  return {}
}

/** The targets drain, whoever registered them. Ones that are not registered are passed over (assumed). */
export function deregisterTargets(state: Elbv2State, targets: TargetRegistry, input: TargetsInput): object {
  const group = requireGroup(state, input.TargetGroupArn)
  for (const target of targetsOf(group, input)) targets.deregister(group.TargetGroupArn, target, () => undefined)
  return {}
}

function requireGroup(state: Elbv2State, arn: string): TargetGroup {
  const group = state.targetGroups.get(arn)
  if (!group) throw targetGroupNotFound()
  return group
}

function targetsOf({ Port }: TargetGroup, { Targets }: TargetsInput): { readonly id: string; readonly port: number }[] {
  return Targets.map(target => ({ id: target.Id, port: target.Port ?? Port }))
}
