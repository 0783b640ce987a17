import type { Expected } from './subjects.ts'

/** A place where moto is known not to do what AWS does. The simulator has to do what AWS does. */
export interface Difference extends Expected<unknown> {
  /** What AWS does. */
  readonly aws: string
  /** Where that is known from. */
  readonly source: string
}

/**
 * All of them: a case may expect different things of the two only by an entry here. Each is asserted in both
 * directions, so that one which no longer occurs fails the case that names it, and has to be taken out.
 */
export const DIFFERENCES = {
  'fargate-sizes': {
    aws: 'refuses a pair of cpu and memory that Fargate does not have ("No Fargate configuration exists for given values")',
    source: 'public reports of the refusal; pairs: SDK documentation, RegisterTaskDefinition, `cpu`',
    simulator: 'ClientException',
    moto: undefined,
  },
  'service-exists': {
    aws: 'refuses a service whose name exists with other settings ("Creation of service was not idempotent."); moto replaces the service',
    source: 'public reports of the refusal',
    simulator: 'InvalidParameterException',
    moto: undefined,
  },
  'service-deployments': {
    aws: 'lists the deployments of a service; moto does not know the call, and returns HTML',
    source: 'ECS API reference, ListServiceDeployments',
    simulator: 1,
    moto: 'not known',
  },
  'running-tasks': {
    aws: 'starts the tasks of a service; moto starts none',
    source: 'ECS developer guide, "Amazon ECS services"',
    simulator: 1,
    moto: 0,
  },
  'equal-target-group': {
    aws: 'returns the existing target group where it is equal',
    source: 'ELBv2 API reference, CreateTargetGroup: "This operation is idempotent"',
    simulator: undefined,
    moto: 'DuplicateTargetGroupNameException',
  },
  'rule-transforms': {
    aws: 'keeps the transforms of a rule, and returns them; moto drops what it does not know',
    source: 'ELB user guide, "Transforms for listener rules"',
    simulator: 'kept',
    moto: 'dropped',
  },
  'partial-arn': {
    aws: 'takes the partial ARN of a secret whose name ends in a hyphen and six characters for a full one, and does not find it',
    source: 'Secrets Manager user guide, "What\'s in a Secrets Manager secret?" (ARN)',
    simulator: 'ResourceNotFoundException',
    moto: undefined,
  },
  'namespace-filter': {
    aws: 'lists only the namespaces whose name the filter gives; moto lists all',
    source: 'Cloud Map API reference, NamespaceFilter',
    simulator: [],
    moto: ['one.local'],
  },
  'second-namespace': {
    aws: 'takes a second private DNS namespace in a VPC, if the names do not overlap; moto refuses it',
    source: 'Route 53 developer guide, "Considerations when working with a private hosted zone"',
    simulator: undefined,
    moto: 'ConflictingDomainExists',
  },
  'discovery-service-exists': {
    aws: 'refuses a second discovery service of one name in a namespace',
    source: 'Cloud Map API reference, CreateService, ServiceAlreadyExists',
    simulator: 'ServiceAlreadyExists',
    moto: undefined,
  },
} as const satisfies Readonly<Record<string, Difference>>
