import type { Service } from '@aws-sdk/client-ecs'
import type { Plan } from '../planning/plan.ts'
import {
  type DeploymentIdentity,
  identifyDeployment,
  isNewDeployment,
} from '../resources/service/deployment-identity.ts'
import { startsDeployment } from '../resources/service/plan-service.ts'

/** What there is to watch after a plan was carried out. */
export type DeploymentToWatch =
  /** The service was not changed: what runs is what is wanted. */
  | { readonly kind: 'none' }
  | { readonly kind: 'new'; readonly identity: DeploymentIdentity }
  /** It was under way before this run. */
  | { readonly kind: 'adopted'; readonly identity: DeploymentIdentity }
  /** The change starts no deployment: the one that was there reaches a new count. */
  | { readonly kind: 'counts'; readonly identity: DeploymentIdentity }
  /** What AWS returned is another's deployment. */
  | { readonly kind: 'superseded'; readonly by: DeploymentIdentity }
  /** AWS returned no deployment. */
  | { readonly kind: 'unidentified' }

export interface CarriedOut {
  readonly plan: Plan
  /** As it was observed before anything was written; undefined: there was none. */
  readonly before: Service | undefined
  /** As AWS returned it last. */
  readonly service: Service
  /** ARN of the revision that was asked for. */
  readonly taskDefinition: string
}

/** Pure. */
export function deploymentToWatch({ plan, before, service, taskDefinition }: CarriedOut): DeploymentToWatch {
  const { changes, adopted } = plan
  if (!startsDeployment(changes.service)) {
    if (adopted) return { kind: 'adopted', identity: adopted }
    if (changes.service.kind === 'unchanged') return { kind: 'none' }
    // Not that of the response: if somebody else deployed meanwhile, theirs would be mistaken for ours.
    const identity = identifyDeployment(before ?? service)
    const desiredCount = service.desiredCount ?? 0
    return identity
      ? { kind: 'counts', identity: { ...identity, desiredCount, isFromBefore: true } }
      : { kind: 'unidentified' }
  }
  const identity = identifyDeployment(service)
  if (!identity) return { kind: 'unidentified' }
  if (identity.taskDefinitionArn !== taskDefinition) return { kind: 'superseded', by: identity }
  const previous = changes.service.kind === 'create' ? undefined : before
  if (isNewDeployment(identity, previous)) return { kind: 'new', identity }
  return { kind: 'counts', identity: { ...identity, isFromBefore: true } }
}
