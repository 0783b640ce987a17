import { DescribeServicesCommand, type Service } from '@aws-sdk/client-ecs'
import { isErrorNamed } from '../../aws/errors.ts'
import type { Context } from '../../context.ts'
import { InvalidError } from '../../problem.ts'
import { type Tags, tagsFrom } from '../../tags.ts'

export interface ObservedService {
  readonly service: Service
  readonly tags: Tags
}

/**
 * The service, whatever its status; undefined where there is none, or where it was deleted (INACTIVE).
 *
 * @throws InvalidError where the cluster does not exist
 */
export async function observeService(
  context: Context,
  wanted: { readonly cluster: string; readonly name: string },
): Promise<ObservedService | undefined> {
  const { aws } = context
  try {
    const answer = await aws.send(
      aws.ecs(),
      new DescribeServicesCommand({ cluster: wanted.cluster, services: [wanted.name], include: ['TAGS'] }),
    )
    const service = answer.services?.[0]
    return service && service.status !== 'INACTIVE' ? { service, tags: tagsFrom(service.tags) } : undefined
  } catch (error) {
    if (!isErrorNamed(error, 'ClusterNotFoundException')) throw error
    throw new InvalidError([
      `Input "cluster": there is no cluster "${wanted.cluster}" in ${aws.region}. Create it, or give the name of an existing one.`,
    ])
  }
}

/** Pure. The service where it takes part in anything: not one that was deleted and still drains its tasks. */
export function livingService(observed: ObservedService | undefined): Service | undefined {
  return observed?.service.status === 'DRAINING' ? undefined : observed?.service
}
