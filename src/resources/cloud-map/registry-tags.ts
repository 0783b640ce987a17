import type { Service } from '@aws-sdk/client-ecs'
import { isAccessDenied, isErrorNamed } from '../../aws/errors.ts'
import type { Context } from '../../context.ts'
import type { Tags } from '../../tags.ts'
import { readDiscoveryTags } from './observed-discovery-service.ts'

export interface RegistryTags {
  readonly arn: string
  readonly tags: Tags
}

/**
 * Tags of the discovery service that an ECS service is registered in: nearly always the one that is wanted, and known
 * a round trip before the namespace's services are listed. undefined where there is none, or where it says nothing.
 */
export async function readRegistryTags(context: Context, service: Service): Promise<RegistryTags | undefined> {
  const arn = service.serviceRegistries?.[0]?.registryArn
  if (arn === undefined) return undefined
  try {
    return { arn, tags: await readDiscoveryTags(context, arn) }
  } catch (error) {
    // Only a guess: if it is the wanted one after all, it is read again, and what is wrong is said then.
    if (isAccessDenied(error) || isErrorNamed(error, 'ResourceNotFoundException', 'InvalidInput')) return undefined
    throw error
  }
}
