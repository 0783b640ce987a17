import type { Simulator } from '../../simulator/simulator.ts'

/** The port of the application in its container. */
export const PORT = 8000

export interface WantedGroup {
  readonly name: string
  readonly vpcId: string
  readonly checkSeconds: number
}

/** @returns its ARN */
export function createTargetGroup(simulator: Simulator, { name, vpcId, checkSeconds }: WantedGroup): string {
  const { TargetGroups } = simulator.call('elasticloadbalancing', 'CreateTargetGroup', {
    Name: name,
    Protocol: 'HTTP',
    Port: PORT,
    VpcId: vpcId,
    TargetType: 'ip',
    HealthCheckPath: '/health',
    HealthCheckIntervalSeconds: checkSeconds,
    HealthCheckTimeoutSeconds: 3,
    HealthyThresholdCount: 2,
    UnhealthyThresholdCount: 2,
  }) as { TargetGroups: readonly { readonly TargetGroupArn: string }[] }
  return TargetGroups[0]?.TargetGroupArn ?? ''
}
