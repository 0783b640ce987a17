import type { ContainerDefinition, Service } from '@aws-sdk/client-ecs'
import type { TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { GivenTargetGroup } from '../../src/look-ups/target-groups.ts'
import type { Observation } from '../../src/observation/observation.ts'
import { preflight } from '../../src/preflight/preflight.ts'
import { NO_PARAMETERS } from '../../src/secrets/parameter-facts.ts'
import { NO_SECRETS } from '../../src/secrets/resolve-secrets.ts'
import type { TaskDefinitionSpec } from '../../src/task-definition/task-definition-spec.ts'
import type { InputValues } from '../inputs/parse.ts'
import { createObservation, createRendering, LOAD_BALANCER, specify } from '../planning/data.ts'
import { createSpec } from '../task-definition/data.ts'

/** What is given and what AWS has, and every sentence that has to follow. */
export interface CheckCase {
  readonly name: string
  readonly inputs?: InputValues
  readonly files?: Readonly<Record<string, string>>
  readonly observed?: Partial<Observation>
  readonly problems?: readonly string[]
  readonly warnings?: readonly string[]
  readonly notes?: readonly string[]
}

/** Expected and found, side by side. */
export async function compared({ inputs, files, observed, problems = [], warnings = [], notes = [] }: CheckCase) {
  const specification = await specify(inputs, files)
  return {
    found: preflight(specification, createCheckedObservation(observed)),
    expected: { problems, warnings, notes },
  }
}

/** An observation with nothing to report. */
export function createCheckedObservation(overrides: Partial<Observation> = {}): Observation {
  return createObservation({
    fileRoles: { execution: undefined, task: undefined },
    otherImages: [],
    parameters: NO_PARAMETERS,
    secrets: NO_SECRETS,
    network: undefined,
    givenTargetGroups: [],
    maxRules: undefined,
    credentialMinutes: undefined,
    ...overrides,
  })
}

export const EXECUTION_ROLE = 'arn:aws:iam::123456789012:role/execution'

/** The service's rendered task definition with one container `api` on port 8000. */
export function renderedWith(
  container: Partial<ContainerDefinition> = {},
  task: Partial<TaskDefinitionSpec> = {},
): Pick<Observation, 'rendering'> {
  const api = {
    name: 'api',
    image: 'example.com/api:1',
    essential: true,
    portMappings: [{ containerPort: 8000 }],
    ...container,
  }
  return {
    rendering: createRendering({
      image: api.image,
      taskDefinition: createSpec({ family: 'api', containerDefinitions: [api], ...task }),
    }),
  }
}

/** The service as it is, beside what the case is about. */
export function existing(service: Service = {}): Pick<Observation, 'service'> {
  return { service: { service: { serviceName: 'api', status: 'ACTIVE', ...service }, tags: {} } }
}

export const GROUP_ARN = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/team/0123456789abcdef'

export function givenGroup(overrides: Partial<GivenTargetGroup> = {}, group: TargetGroup = {}): GivenTargetGroup {
  return {
    arn: GROUP_ARN,
    source: 'Input "target-group-arn"',
    group: {
      TargetGroupName: 'team',
      TargetType: 'ip',
      VpcId: 'vpc-1',
      LoadBalancerArns: [LOAD_BALANCER.LoadBalancerArn],
      ...group,
    },
    loadBalancer: { ...LOAD_BALANCER, AvailabilityZones: [{ ZoneName: 'us-east-1a' }, { ZoneName: 'us-east-1b' }] },
    ...overrides,
  }
}
