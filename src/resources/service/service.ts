import type { Service } from '@aws-sdk/client-ecs'
import type { Change, FieldChange } from '../../change.ts'
import type { Context } from '../../context.ts'
import { tagFields, type WantedTags } from '../../tags.ts'
import { effectOf } from '../field-effects.ts'
import { foreignProblem } from './foreign-service.ts'
import type { ObservedService } from './observed-service.ts'
import { createService } from './service-creation.ts'
import { changedSettings, type ServiceSettings, settingFields } from './service-settings.ts'
import { updateService } from './service-update.ts'

export interface DesiredService {
  readonly cluster: string
  readonly name: string
  /** What inputs and file give, inputs first. */
  readonly settings: ServiceSettings
  /** ARN, or undefined while the revision is still to be registered. */
  readonly taskDefinitionArn: string | undefined
  /** Why the tasks are to be replaced although nothing differs; undefined: no reason. */
  readonly forced: string | undefined
  readonly tags: WantedTags
}

export type ServiceChange = Change<DesiredService, ObservedService>

/** Pure. */
export function planService(desired: DesiredService, observed: ObservedService | undefined): ServiceChange {
  if (!observed || observed.service.status === 'DRAINING') return { kind: 'create', desired }
  const problem = foreignProblem(observed.service)
  if (problem) return { kind: 'impossible', name: desired.name, problem: `Service "${desired.name}": ${problem}` }
  const fixed = changedSettings(desired.settings, observed.service).filter(
    name => effectOf('service', name) === 'immutable',
  )
  if (fixed.length > 0) {
    return {
      kind: 'impossible',
      name: desired.name,
      problem: `Service "${desired.name}": this action cannot change ${fixed.join(', ')} on an existing service. Take it out of the service definition file, or deploy under another service name.`,
    }
  }
  const fields = [...deploymentFields(desired, observed), ...settingFields(desired.settings, observed.service)]
  fields.push(...tagFields(desired.tags, observed.tags))
  return fields.length > 0 ? { kind: 'update', desired, observed, fields } : { kind: 'unchanged', observed }
}

function deploymentFields(desired: DesiredService, { service }: ObservedService): FieldChange[] {
  if (desired.taskDefinitionArn !== service.taskDefinition) {
    return [
      { field: 'taskDefinition', from: revision(service.taskDefinition), to: revision(desired.taskDefinitionArn) },
    ]
  }
  return desired.forced ? [{ field: 'forceNewDeployment', from: undefined, to: desired.forced }] : []
}

function revision(arn: string | undefined): string {
  return arn?.split('/').at(-1) ?? 'a new revision'
}

/** True where carrying the change out starts a deployment. */
export function startsDeployment(change: ServiceChange): boolean {
  if (change.kind === 'create') return true
  if (change.kind !== 'update') return false
  return change.fields.some(({ field }) => {
    const effect = effectOf('service', field)
    return effect === 'deploys' || effect === 'needs-force'
  })
}

/** Carries the change out and returns the service as AWS answered it. `desired` has every ARN by now. */
export async function applyService(context: Context, change: ServiceChange, desired: DesiredService): Promise<Service> {
  switch (change.kind) {
    case 'create':
      return await createService(context, desired, observed =>
        applyService(context, planService(desired, observed), desired),
      )
    case 'update':
      return await updateService(context, change.observed, desired)
    case 'unchanged':
      return change.observed.service
    case 'impossible':
      throw new Error(change.problem)
  }
}
