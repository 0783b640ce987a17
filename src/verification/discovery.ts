import { ListInstancesCommand } from '@aws-sdk/client-servicediscovery'
import { lastPart } from '../aws/arn.ts'
import { isAccessDenied, isErrorNamed } from '../aws/errors.ts'
import { MAX_LISTED_BY_CLOUD_MAP } from '../aws/limits.ts'
import { allPages } from '../aws/pages.ts'
import type { Context } from '../context.ts'
import { type AddressedTask, canonicalAddress } from './addresses.ts'
import { type CheckResult, failed, notChecked, notCompared, passed } from './check-result.ts'

/**
 * Whether every task is registered in Cloud Map. The name itself resolves only inside the VPC: the API is asked.
 *
 * @param registryArn ARN of the discovery service
 * @param tasks undefined where they could not be read
 */
export async function verifyInstances(
  context: Context,
  registryArn: string,
  tasks: readonly AddressedTask[] | undefined,
): Promise<CheckResult> {
  const id = lastPart(registryArn)
  const name = `Discovery service ${id}`
  if (!tasks) return notCompared('discovery', name)
  try {
    const registered = await listAddresses(context, id)
    const missing = tasks.filter(task => !task.addresses.some(address => registered.has(address)))
    if (missing.length > 0) {
      const list = missing.map(task => task.addresses.join(' / ') || `task ${task.id}`).join(', ')
      return failed('discovery', `${name}: ${list} ${missing.length === 1 ? 'is' : 'are'} not registered.`)
    }
    if (tasks.length === 0) return passed('discovery', `${name}: no task runs that could be registered.`)
    return passed('discovery', `${name}: ${tasks.length} of ${tasks.length} tasks are registered.`)
  } catch (error) {
    if (isAccessDenied(error)) return notChecked('discovery', 'servicediscovery:ListInstances')
    if (isErrorNamed(error, 'ServiceNotFound')) return failed('discovery', `${name} no longer exists.`)
    throw error
  }
}

async function listAddresses({ aws, signal }: Context, serviceId: string): Promise<ReadonlySet<string>> {
  const instances = await allPages(async NextToken => {
    const page = await aws.send(
      aws.serviceDiscovery(),
      new ListInstancesCommand({ ServiceId: serviceId, MaxResults: MAX_LISTED_BY_CLOUD_MAP, NextToken }),
      { signal },
    )
    return { items: page.Instances, next: page.NextToken }
  })
  const addresses = instances.flatMap(({ Attributes = {} }) => [
    Attributes.AWS_INSTANCE_IPV4,
    Attributes.AWS_INSTANCE_IPV6,
  ])
  return new Set(addresses.flatMap(address => (address === undefined ? [] : canonicalAddress(address))))
}
