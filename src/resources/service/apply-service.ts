import type { Service } from '@aws-sdk/client-ecs'
import type { Context } from '../../context.ts'
import { planService, type ServiceChange } from './plan-service.ts'
import { createService } from './service-creation.ts'
import { updateService } from './service-update.ts'

/** Carries the change out and returns the service as AWS returned it. */
export async function applyService(context: Context, change: ServiceChange): Promise<Service> {
  switch (change.kind) {
    case 'create':
      return await createService(context, change.desired, observed =>
        applyService(context, planService(change.desired, observed)),
      )
    case 'update':
      return await updateService(context, change.observed, change.desired)
    case 'unchanged':
      return change.observed.service
    case 'impossible':
      throw new Error(change.problem)
  }
}
