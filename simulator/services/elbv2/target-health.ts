import { targetGroupNotFound } from './refusals.ts'
import type { Elbv2State } from './state.ts'
import type { Target, TargetRegistry } from './targets.ts'

interface DescribeTargetHealthInput {
  readonly TargetGroupArn: string
  readonly Targets?: readonly { readonly Id: string; readonly Port?: number }[]
}

/** All targets of the group, or those asked for. Targets that are not registered are returned, too, as `unused`. */
export function describeTargetHealth(
  state: Elbv2State,
  targets: Pick<TargetRegistry, 'of' | 'find'>,
  input: DescribeTargetHealthInput,
): object {
  const group = state.targetGroups.seen(input.TargetGroupArn)
  if (!group) throw targetGroupNotFound()
  const asked = input.Targets ?? []
  if (asked.length === 0) {
    return {
      TargetHealthDescriptions: targets
        .of(group.TargetGroupArn)
        .map(target => described(target, group.HealthCheckPort)),
    }
  }
  return {
    TargetHealthDescriptions: asked.map(({ Id, Port = group.Port }) => {
      const found = targets.find(group.TargetGroupArn, { id: Id, port: Port })
      if (found) return described(found, group.HealthCheckPort)
      const TargetHealth = {
        State: 'unused',
        Reason: 'Target.NotRegistered',
        Description: 'Target is not registered to the target group',
      }
      return { Target: { Id, Port }, TargetHealth }
    }),
  }
}

function described({ id, port, health }: Target, healthCheckPort: string): object {
  return {
    Target: { Id: id, Port: port },
    HealthCheckPort: healthCheckPort === 'traffic-port' ? String(port) : healthCheckPort,
    TargetHealth: {
      State: health.state,
      ...(health.reason !== undefined && { Reason: health.reason }),
      ...(health.description !== undefined && { Description: health.description }),
    },
  }
}
