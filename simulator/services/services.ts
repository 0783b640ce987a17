import type { Operations, ServiceId, World } from '../world.ts'
import { createApplicationAutoScaling } from './application-auto-scaling.ts'
import { createEc2 } from './ec2/ec2.ts'
import { createEcr } from './ecr/ecr.ts'
import { createEcs } from './ecs/ecs.ts'
import { createElbv2 } from './elbv2/elbv2.ts'
import { createIam } from './iam.ts'
import { createLogs } from './logs/logs.ts'
import { createSecretReferences } from './secret-references.ts'
import { createSecretsManager } from './secrets-manager.ts'
import { createServiceDiscovery } from './servicediscovery/servicediscovery.ts'
import { createSsm } from './ssm.ts'
import { createSts } from './sts.ts'

/** Every simulated service, with the functions that seed it. */
export interface SimulatedServices {
  readonly sts: ReturnType<typeof createSts>
  readonly iam: ReturnType<typeof createIam>
  readonly secretsManager: ReturnType<typeof createSecretsManager>
  readonly ssm: ReturnType<typeof createSsm>
  readonly applicationAutoScaling: ReturnType<typeof createApplicationAutoScaling>
  readonly ec2: ReturnType<typeof createEc2>
  readonly logs: ReturnType<typeof createLogs>
  readonly ecr: ReturnType<typeof createEcr>
  readonly elbv2: ReturnType<typeof createElbv2>
  readonly serviceDiscovery: ReturnType<typeof createServiceDiscovery>
  readonly ecs: ReturnType<typeof createEcs>
}

/** Creates the services and connects them to each other. @param baseUrl the server's own address, for downloads */
export function createServices(world: World, baseUrl: () => string): SimulatedServices {
  const services: SimulatedServices = {
    sts: createSts(world),
    iam: createIam(world),
    secretsManager: createSecretsManager(world),
    ssm: createSsm(world),
    applicationAutoScaling: createApplicationAutoScaling(world),
    ec2: createEc2(world),
    logs: createLogs(world),
    ecr: createEcr(world, baseUrl),
    elbv2: createElbv2(world),
    serviceDiscovery: createServiceDiscovery(world),
    ecs: createEcs(world),
  }
  Object.assign(world.ports, {
    images: services.ecr.port,
    logs: services.logs.port,
    secrets: createSecretReferences(services.secretsManager, services.ssm),
    roles: services.iam.port,
    network: services.ec2.port,
    targets: services.elbv2.port,
    instances: services.serviceDiscovery.port,
    scaling: services.applicationAutoScaling.port,
  } satisfies World['ports'])
  return services
}

export function operationsOf(services: SimulatedServices): Readonly<Record<ServiceId, Operations>> {
  return {
    ecs: services.ecs.operations,
    elasticloadbalancing: services.elbv2.operations,
    servicediscovery: services.serviceDiscovery.operations,
    logs: services.logs.operations,
    sts: services.sts.operations,
    ec2: services.ec2.operations,
    ecr: services.ecr.operations,
    secretsmanager: services.secretsManager.operations,
    ssm: services.ssm.operations,
    iam: services.iam.operations,
    'application-autoscaling': services.applicationAutoScaling.operations,
  }
}
