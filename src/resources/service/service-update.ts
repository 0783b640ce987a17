import {
  type Service,
  TagResourceCommand,
  UpdateServiceCommand,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs'
import { revisionName } from '../../aws/arn.ts'
import { writeOnce } from '../../aws/write-once.ts'
import type { Context } from '../../context.ts'
import { settleAll } from '../../steps.ts'
import { lowerCaseTags, missingTags } from '../../tags.ts'
import { effectOf } from '../field-effects.ts'
import { primaryDeployment } from './deployment-identity.ts'
import { type ObservedService, observeService } from './observed-service.ts'
import { otherDeploymentsWarning, otherSettingsWarning } from './other-deployments.ts'
import { anyDeploys, type DesiredService, SERVICE_EFFECTS } from './plan-service.ts'
import { changedSettings, updatedSetting } from './service-settings.ts'

/** Sends what differs, and returns the service as AWS returned it. */
export async function updateService(
  context: Context,
  { service, tags }: ObservedService,
  desired: DesiredService,
): Promise<Service> {
  const { aws } = context
  const missing = missingTags(desired.tags, tags)
  const input = updateInput(desired, service)
  const [answer] = await settleAll([
    input && sendUpdate(context, { input, desired, before: service }),
    Object.keys(missing).length > 0 &&
      aws.send(
        aws.ecs(),
        new TagResourceCommand({ resourceArn: service.serviceArn ?? '', tags: lowerCaseTags(missing) }),
      ),
  ])
  if (!input || !answer) return service
  const warning = otherDeploymentsWarning({ before: service, answer, startsDeployment: anyDeploys(Object.keys(input)) })
  if (warning) context.log.warning(warning)
  const settings = otherSettingsWarning(service, answer, input)
  if (settings) context.log.warning(settings)
  return answer
}

interface Update {
  readonly input: UpdateServiceCommandInput
  readonly desired: DesiredService
  readonly before: Service
}

async function sendUpdate(context: Context, { input, desired, before }: Update): Promise<Service> {
  const { aws } = context
  return await writeOnce(context, {
    write: async () => {
      const { service } = await aws.send(aws.ecs(), new UpdateServiceCommand(input))
      if (!service) throw new Error(`Service "${desired.name}": AWS returned no service. Run the step again.`)
      return service
    },
    // Sent again, a forced update would start a second deployment.
    find: async () => {
      const observed = await observeService(context, desired)
      return observed && isDeployedSince(before, observed.service, desired) ? observed.service : undefined
    },
  })
}

/**
 * True where the wanted revision is in a deployment that was not there before, and that is the newest one.
 *
 * @throws Error where another deployment is the newest: to send ours again would undo it
 */
function isDeployedSince(before: Service, now: Service, desired: DesiredService): boolean {
  const known = new Set(before.deployments?.map(({ id }) => id))
  const primary = primaryDeployment(now)
  if (!primary || known.has(primary.id)) return false
  if (primary.taskDefinition === desired.taskDefinitionArn) return true
  throw new Error(
    `Service "${desired.name}": the response to the update was lost, and in the meantime another deployment (${primary.id} of ${revisionName(primary.taskDefinition ?? '')}) was started. Nothing was sent again. Run the step again if this one is still wanted.`,
  )
}

/** Only what differs is sent; undefined where nothing but tags does. */
function updateInput(desired: DesiredService, service: Service): UpdateServiceCommandInput | undefined {
  const changed = changedSettings(desired.settings, service)
  const newRevision = desired.taskDefinitionArn !== service.taskDefinition
  const needsForce = changed.some(name => effectOf(SERVICE_EFFECTS, name) === 'needs-force')
  if (changed.length === 0 && !newRevision && !desired.forced) return undefined
  const settings = Object.fromEntries(changed.map(name => [name, updatedSetting(desired.settings, service, name)]))
  const input: UpdateServiceCommandInput = { cluster: desired.cluster, service: desired.name, ...settings }
  // A new revision starts a deployment anyway.
  if (needsForce || (desired.forced && !newRevision)) input.forceNewDeployment = true
  // Named also where it is the one that was seen: if somebody has deployed another since, AWS would deploy theirs again.
  if (newRevision || anyDeploys(Object.keys(input))) input.taskDefinition = desired.taskDefinitionArn
  // The SDK's documentation can be read as if an update without it set it to 0: what is there is sent back.
  const grace = input.healthCheckGracePeriodSeconds ?? service.healthCheckGracePeriodSeconds
  const balanced = (input.loadBalancers ?? service.loadBalancers ?? []).length > 0
  if (grace !== undefined && (balanced || grace > 0)) input.healthCheckGracePeriodSeconds = grace
  return input
}
