import { DescribeServicesCommand } from '@aws-sdk/client-ecs'
import { isAccessDenied } from '../aws/errors.ts'
import type { Context } from '../context.ts'

/** How many tasks the service is to have now; undefined where it is not there (yet), or may not be read. */
export async function readDesiredCount(
  context: Context,
  wanted: { readonly cluster: string; readonly service: string },
): Promise<number | undefined> {
  const { aws, signal } = context
  try {
    const command = new DescribeServicesCommand({ cluster: wanted.cluster, services: [wanted.service] })
    const [service] = (await aws.send(aws.ecs(), command, { signal })).services ?? []
    return service?.status === 'ACTIVE' ? service.desiredCount : undefined
  } catch (error) {
    if (isAccessDenied(error)) return undefined
    throw error
  }
}
