import type { Task } from '@aws-sdk/client-ecs'
import type { Listener, LoadBalancer, Rule } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { ImageFacts } from '../image/image-facts.ts'
import type { Account } from '../look-ups/account.ts'
import type { RoleFacts } from '../look-ups/roles.ts'
import type { ObservedNamespace } from '../resources/cloud-map/namespace.ts'
import type {
  FoundDiscoveryService,
  ObservedDiscoveryService,
} from '../resources/cloud-map/observed-discovery-service.ts'
import type { RegistryTags } from '../resources/cloud-map/registry-tags.ts'
import type { ObservedRule } from '../resources/listener-rule/observed-rule.ts'
import type { ObservedService } from '../resources/service/observed-service.ts'
import type { FoundTargetGroup, ObservedTargetGroup } from '../resources/target-group/observed-target-group.ts'
import type { ObservedTaskDefinition } from '../resources/task-definition.ts'
import type { SecretArns } from '../secrets/resolve-secrets.ts'
import type { FilledFiles } from '../specification/filled-files.ts'
import type { Rendering } from '../task-definition/rendering.ts'
import type { PreflightFacts } from './facts.ts'
import type { LogGroups } from './look-ups.ts'

/** What AWS has of everything that is described, and what the look-ups found. Plain data. */
export interface Observation extends PreflightFacts {
  readonly account: Account
  readonly files: FilledFiles
  readonly loadBalancer: LoadBalancer | undefined
  readonly listener: (Listener & { readonly ListenerArn: string }) | undefined
  readonly rules: readonly Rule[]
  /** At the first look, which is not after that at the rules. */
  readonly firstTargetGroup: FoundTargetGroup | undefined
  readonly foundTargetGroup: FoundTargetGroup | undefined
  readonly targetGroup: ObservedTargetGroup | undefined
  readonly ownRule: ObservedRule | undefined
  readonly vpcId: string | undefined
  readonly subnets: readonly string[] | undefined
  readonly securityGroups: readonly string[] | undefined
  /** Without its tags. */
  readonly foundNamespace: ObservedNamespace | undefined
  readonly namespace: ObservedNamespace | undefined
  readonly foundDiscoveryService: FoundDiscoveryService | undefined
  readonly registryTags: RegistryTags | undefined
  readonly discoveryService: ObservedDiscoveryService | undefined
  /** Of the roles that inputs give. */
  readonly executionRole: RoleFacts | undefined
  readonly taskRole: RoleFacts | undefined
  readonly image: ImageFacts | undefined
  readonly secrets: SecretArns
  readonly service: ObservedService | undefined
  /** Who owns the service's count beside this action; undefined: nobody, or nobody asked. */
  readonly scaledBy: string | undefined
  /** undefined where reading them is not allowed. */
  readonly tasks: readonly Task[] | undefined
  /** The newest of the family that is given, else of one named like the service. */
  readonly guessedRevision: ObservedTaskDefinition | undefined
  readonly newestRevision: ObservedTaskDefinition | undefined
  /** Those before the newest, read where an earlier image is deployed again. */
  readonly earlierRevisions: readonly ObservedTaskDefinition[]
  readonly currentRevision: ObservedTaskDefinition | undefined
  readonly guessedLogGroups: LogGroups
  readonly rendering: Rendering
  readonly logGroups: LogGroups
}
