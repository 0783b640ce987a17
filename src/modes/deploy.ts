import { revisionName } from '../aws/arn.ts'
import { assertNever } from '../change.ts'
import type { Context } from '../context.ts'
import { apply } from '../planning/apply.ts'
import { hasChanges } from '../planning/plan.ts'
import type { AppliedResources } from '../resources/managed-resources.ts'
import { type DeploymentIdentity, identifyDeployment } from '../resources/service/deployment-identity.ts'
import { observeService } from '../resources/service/observed-service.ts'
import { deploymentToWatch } from './deployment-to-watch.ts'
import { type ModeRequest, type Prepared, prepare } from './prepare.ts'
import type { ModeResult } from './run-record.ts'
import { verifyUnchanged } from './verify-unchanged.ts'
import { type Watched, watchAndVerify } from './watch-and-verify.ts'

/** `mode: deploy`: plan, apply, watch, verify. */
export async function deploy(context: Context, request: ModeRequest): Promise<ModeResult> {
  return await deployPrepared(context, request, await prepare(context, request))
}

/** Carries a plan out, watches the deployment, verifies it. */
export async function deployPrepared(context: Context, request: ModeRequest, prepared: Prepared): Promise<ModeResult> {
  const { plan, observation } = prepared
  const applied = await carryOut(context, request, prepared)
  const { service, taskDefinition } = applied
  const managedGroups = prepared.specification.targetGroupName !== undefined ? [applied.targetGroup] : []
  const before = observation.service?.service
  const watched = deploymentToWatch({ plan, before, service, taskDefinition })
  const deployed = { ...prepared, service, managedGroups: managedGroups.filter(arn => arn !== undefined) }
  switch (watched.kind) {
    case 'none': {
      // What was seen before something was changed may be minutes old.
      const other = hasChanges(plan) ? await otherDeployment(context, prepared) : undefined
      if (other) return { outcome: 'superseded', sentences: [otherSentence(other)] }
      return await verifyUnchanged(context, request, deployed)
    }
    case 'superseded':
      return { outcome: 'superseded', sentences: [otherSentence(watched.by)] }
    case 'unidentified':
      return {
        outcome: 'unknown',
        sentences: ['AWS returned no deployment for this service. Check it in the console, and run the step again.'],
      }
    case 'new':
    case 'adopted':
    case 'counts': {
      const { identity } = watched
      const { deploymentId, serviceDeploymentArn } = identity
      if (watched.kind === 'counts') request.record.publish({ deploymentId, serviceDeploymentArn })
      else request.record.deploying(identity)
      if (!request.inputs.deployment.wait) return started(watched)
      return await watchAndVerify(context, request, { ...deployed, watched })
    }
    default:
      return assertNever(watched)
  }
}

async function carryOut(context: Context, { record }: ModeRequest, { plan }: Prepared): Promise<AppliedResources> {
  const application = { plan, publish: record.publish }
  // Also where nothing changes: it hands out the ARNs of what is there, without a call.
  if (!hasChanges(plan)) return await apply(context, application)
  record.applying()
  return await record.phase('Apply', () => apply(context, application))
}

/** The deployment that somebody else has started since the service was observed; undefined: none. */
async function otherDeployment(
  context: Context,
  { specification, observation }: Prepared,
): Promise<DeploymentIdentity | undefined> {
  const observed = await observeService(context, { cluster: specification.cluster, name: specification.service })
  const now = observed && identifyDeployment(observed.service)
  const before = observation.service && identifyDeployment(observation.service.service)
  return now && now.deploymentId !== before?.deploymentId ? now : undefined
}

export function otherSentence({ deploymentId, taskDefinitionArn }: DeploymentIdentity): string {
  return `Someone else started deployment ${deploymentId} of ${revisionName(taskDefinitionArn)} in the meantime: that one decides what serves. Run the step again if this one is still wanted.`
}

const STARTED: Readonly<Record<Watched['kind'], string>> = {
  new: 'AWS accepted deployment',
  adopted: 'The wanted revision is already being deployed, by deployment',
  counts: 'AWS accepted the change, which starts no deployment. The current one is',
}

function started({ kind, identity }: Watched): ModeResult {
  return {
    outcome: 'started',
    sentences: [
      `${STARTED[kind]} ${identity.deploymentId}. With "wait: false" nothing was watched and nothing was verified: whether it succeeds is not known.`,
    ],
  }
}
