import type { LoadBalancer, TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { ImageFacts } from '../image/image-facts.ts'
import type { RoleFacts } from '../look-ups/roles.ts'

/** What was read for the checks alone: the plan does not need it. Plain data. */
export interface PreflightFacts {
  /** Roles that the task definition file names; undefined: it names none, or an input wins. */
  readonly fileRoles: { readonly execution: RoleFacts | undefined; readonly task: RoleFacts | undefined }
  /** Images of ECR, in the run's account, of the containers that the inputs are not about. */
  readonly otherImages: readonly ContainerImage[]
  readonly parameters: ParameterFacts
  /** undefined: the service's network stays as it is, and nothing was read. */
  readonly network: NetworkFacts | undefined
  /** The groups that are given by their ARN and that the service is not yet in, or gets another network for. */
  readonly givenTargetGroups: readonly GivenTargetGroup[]
  /** How many rules a load balancer of the account takes; undefined: the listener is far from it, nothing was read. */
  readonly ruleLimit: number | 'unreadable' | undefined
  /** Minutes until the credentials end; undefined: they do not, or it is not known. */
  readonly credentialMinutes: number | undefined
}

export interface ContainerImage {
  readonly container: string
  readonly reference: string
  readonly facts: ImageFacts
}

/** SSM parameters that secrets are taken from. */
export interface ParameterFacts {
  readonly missing: readonly WantedParameter[]
  /** Looking them up is not allowed. */
  readonly unreadable: boolean
  /** Of other accounts or regions, or AWS's own: they cannot be looked up here. */
  readonly elsewhere: readonly WantedParameter[]
}

export interface WantedParameter {
  /** Where it was given: `Input "secrets", API_KEY`. */
  readonly source: string
  /** Name, or ARN. */
  readonly parameter: string
}

export interface NetworkFacts {
  /** Ids that the service is to have. */
  readonly subnetIds: readonly string[]
  readonly securityGroupIds: readonly string[]
  /** Those of them that exist; undefined where looking them up is not allowed. */
  readonly subnets: readonly SubnetFacts[] | undefined
  readonly securityGroups: readonly SecurityGroupFacts[] | undefined
}

export interface SubnetFacts {
  readonly id: string
  readonly vpcId: string
  /** `us-east-1a` */
  readonly zone: string
}

export interface SecurityGroupFacts {
  readonly id: string
  readonly vpcId: string
}

export interface GivenTargetGroup {
  readonly arn: string
  /** Where the ARN was given. */
  readonly source: string
  /** `unreadable`: looking it up is not allowed. */
  readonly group: TargetGroup | 'missing' | 'unreadable'
  /** The one that forwards to the group; undefined: none, or it could not be read. */
  readonly loadBalancer: LoadBalancer | undefined
}
