import type { Inputs } from '../../inputs.ts'
import type { DeploymentIdentity } from './deployment-identity.ts'
import { movedTag } from './moved-tag.ts'
import { livingService } from './observed-service.ts'
import { type OngoingServiceDeployment, ongoingDeployment } from './ongoing-deployment.ts'

interface Description {
  readonly inputs: Pick<Inputs, 'service'>
}

type Observed = Parameters<typeof movedTag>[0] & { readonly ongoing: OngoingServiceDeployment | undefined }

/** What becomes of a service that runs the wanted revision already, where nothing else about it differs. */
export interface DeploymentReason {
  /** Why its tasks are to be replaced all the same; undefined: no reason. */
  readonly forced: string | undefined
  /** The wanted deployment is under way already: it is watched, and nothing is started. */
  readonly adopted: DeploymentIdentity | undefined
}

const NONE: DeploymentReason = { forced: undefined, adopted: undefined }

/**
 * Pure.
 *
 * @param revision ARN of the wanted revision, where it exists; undefined: it is still to be registered
 */
export function deploymentReason(
  { inputs }: Description,
  observed: Observed,
  revision: string | undefined,
): DeploymentReason {
  const service = livingService(observed.service)
  if (!service) return NONE
  if (inputs.service.forceNewDeployment) return { ...NONE, forced: '"force-new-deployment" is true' }
  if (revision === undefined) return NONE
  const ongoing = ongoingDeployment(service, revision, observed.ongoing)
  const moved = movedTag(observed)
  switch (ongoing.kind) {
    case 'other':
      return NONE
    case 'under-way':
      return moved ? { ...NONE, forced: moved } : { ...NONE, adopted: ongoing.identity }
    case 'not-stable':
      return { ...NONE, forced: ongoing.reason }
    case 'stable':
      return { ...NONE, forced: moved }
  }
}
