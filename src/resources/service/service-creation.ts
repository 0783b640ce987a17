import { CreateServiceCommand, type Service } from '@aws-sdk/client-ecs'
import { isErrorNamed } from '../../aws/errors.ts'
import { findLater, writeOnce } from '../../aws/write-once.ts'
import type { Context } from '../../context.ts'
import { pollUntil } from '../../poll-until.ts'
import { creationTags, lowerCaseTags } from '../../tags.ts'
import { overlay } from '../equality.ts'
import { livingService, type ObservedService, observeService } from './observed-service.ts'
import { foundServiceWarning } from './other-deployments.ts'
import type { DesiredService } from './plan-service.ts'
import { NEW_SERVICE_SETTINGS, type ServiceSettings } from './service-settings.ts'

const RETRY_INTERVAL_MS = 3_000

/** How long a deleted service may drain, or a target group's association may take, before the step gives up. */
const RETRY_FOR_MS = 10 * 60_000

/**
 * Creates the service. Where a concurrent run, or a call of our own whose response was lost, has created it, what is
 * there is brought to what is wanted by `takeOver`, as on any later run.
 */
export async function createService(
  context: Context,
  desired: DesiredService,
  takeOver: (observed: ObservedService) => Promise<Service>,
): Promise<Service> {
  let isAnswerLost = false
  const find = async () => {
    const observed = await observeService(context, desired)
    const service = livingService(observed)
    if (!observed || !service) return undefined
    if (!isAnswerLost) context.log.warning(foundServiceWarning(service))
    return await takeOver(observed)
  }
  const findLost = () => {
    // From here on what is found may be our own.
    isAnswerLost = true
    return find()
  }
  const write = () => sendService(context, desired)
  let printed = ''
  const attempt = async (): Promise<{ readonly service: Service } | { readonly refusal: unknown }> => {
    try {
      return { service: await writeOnce(context, { write, find: findLost }) }
    } catch (error) {
      const made = isAlreadyThere(error) ? await findLater(context, find) : undefined
      if (made) return { service: made }
      const reason = passingRefusal(error)
      if (!reason) throw error
      if (reason !== printed) context.log.info(`Service "${desired.name}": ${reason}; trying again.`)
      printed = reason
      return { refusal: error }
    }
  }
  const end = await pollUntil(context, attempt, {
    isDone: result => 'service' in result,
    everyMs: RETRY_INTERVAL_MS,
    forMs: RETRY_FOR_MS,
  })
  if ('refusal' in end) throw end.refusal
  return end.service
}

async function sendService(context: Context, desired: DesiredService): Promise<Service> {
  const { aws } = context
  const settings = newServiceSettings(desired.settings)
  const hasStrategy = (settings.capacityProviderStrategy ?? []).length > 0
  const answer = await aws.send(
    aws.ecs(),
    new CreateServiceCommand({
      ...settings,
      cluster: desired.cluster,
      serviceName: desired.name,
      taskDefinition: desired.taskDefinitionArn,
      launchType: hasStrategy ? undefined : 'FARGATE',
      tags: lowerCaseTags(creationTags(desired.tags)),
    }),
  )
  if (!answer.service) throw new Error(`Service "${desired.name}": AWS returned no service. Run the step again.`)
  return answer.service
}

/** AWS has no code for a name that is taken; the wording is stable (public reports). */
function isAlreadyThere(error: unknown): boolean {
  return isErrorNamed(error, 'InvalidParameterException') && /not idempotent/.test((error as Error).message)
}

/** Refusals of CreateService that pass by themselves, recognised by the stable part of AWS's text: there is no code. */
function passingRefusal(error: unknown): string | undefined {
  if (!isErrorNamed(error, 'InvalidParameterException')) return undefined
  const { message } = error as Error
  if (/does not have an associated load balancer/.test(message)) {
    return 'AWS does not yet see the target group as attached to the load balancer'
  }
  if (/still Draining/.test(message)) return 'the deleted service of this name is still draining'
  if (/service linked role/.test(message)) return "the account's service-linked role for ECS is being created"
  return undefined
}

/** What was given over the defaults of a new service. */
function newServiceSettings(given: ServiceSettings): ServiceSettings {
  const settings = overlay(NEW_SERVICE_SETTINGS, given)
  // The empty list only carries the default for assignPublicIp: without subnets there is nothing to configure.
  if (settings.networkConfiguration?.awsvpcConfiguration?.subnets?.length === 0) {
    const { networkConfiguration: _, ...rest } = settings
    return rest
  }
  return settings
}
