import type { Listener, LoadBalancer } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { ContainerImage, ImageFacts } from '../image/image-facts.ts'
import type { Account } from '../look-ups/account.ts'
import type { NetworkFacts } from '../look-ups/network-facts.ts'
import type { RoleFacts } from '../look-ups/roles.ts'
import type { GivenTargetGroup } from '../look-ups/target-groups.ts'
import type { DiscoveryServiceReads } from '../resources/cloud-map/discovery-service.ts'
import type { NamespaceReads } from '../resources/cloud-map/namespace.ts'
import type { RuleReads } from '../resources/listener-rule/listener-rule.ts'
import type { LogGroupReads } from '../resources/log-group/log-group.ts'
import type { ServiceReads } from '../resources/service/service.ts'
import type { TargetGroupReads } from '../resources/target-group/target-group.ts'
import type { TaskDefinitionReads } from '../resources/task-definition/task-definition.ts'
import type { ParameterFacts } from '../secrets/parameter-facts.ts'
import type { SecretArns } from '../secrets/resolve-secrets.ts'
import type { FilledFiles } from '../specification/filled-files.ts'
import type { Rendering } from '../task-definition/rendering.ts'

/** What AWS has of everything that is described, and what the look-ups found. Plain data. */
export type Observation = Omit<Reads, ScratchName>

/** Reads that only later reads build on. */
type ScratchName =
  | 'guessedLogGroups'
  | 'guessedRevision'
  | 'firstTargetGroup'
  | 'foundTargetGroup'
  | 'foundNamespace'
  | 'foundDiscoveryService'
  | 'registryTags'

/** Results of all steps of an observation. */
export type Reads = ResourceReads & LookUpReads & PreflightReads

export interface ResourceReads
  extends LogGroupReads,
    TaskDefinitionReads,
    TargetGroupReads,
    RuleReads,
    NamespaceReads,
    DiscoveryServiceReads,
    ServiceReads {}

/** What is only referred to, and what follows from it. */
export interface LookUpReads {
  readonly account: Account
  readonly files: FilledFiles
  readonly loadBalancer: LoadBalancer | undefined
  readonly listener: (Listener & { readonly ListenerArn: string }) | undefined
  readonly vpcId: string | undefined
  readonly subnets: readonly string[] | undefined
  readonly securityGroups: readonly string[] | undefined
  /** Of the roles that inputs give. */
  readonly executionRole: RoleFacts | undefined
  readonly taskRole: RoleFacts | undefined
  readonly image: ImageFacts | undefined
  readonly secrets: SecretArns
  readonly rendering: Rendering
}

/** What is read for the checks alone: the plan does not need it. */
export interface PreflightReads {
  /** Roles that the task definition file names; undefined: it names none, or an input wins. */
  readonly fileRoles: { readonly execution: RoleFacts | undefined; readonly task: RoleFacts | undefined }
  /** Images of ECR, in the run's account, of the containers that the inputs are not about. */
  readonly otherImages: readonly ContainerImage[]
  readonly parameters: ParameterFacts
  /** undefined: the service's network stays as it is, and nothing was read. */
  readonly network: NetworkFacts | undefined
  /** The groups that are given by their ARN and that the service is not yet in, or gets another network for. */
  readonly givenTargetGroups: readonly GivenTargetGroup[]
  /** How many rules a load balancer of the account can have; undefined: the listener is far from it, nothing was read. */
  readonly maxRules: number | 'unreadable' | undefined
  /** Minutes until the credentials expire; undefined: they do not, or it is not known. */
  readonly credentialMinutes: number | undefined
}
