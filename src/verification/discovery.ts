import { ListInstancesCommand } from '@aws-sdk/client-servicediscovery'
import { isAccessDenied } from '../aws/errors.ts'
import type { Context } from '../context.ts'
import { type Finding, failed, notChecked, passed } from './finding.ts'

/**
 * Whether every task is registered in Cloud Map. The name itself resolves only inside the VPC: the API is asked.
 *
 * @param registryArn ARN of the discovery service
 */
export async function verifyInstances(
  context: Context,
  registryArn: string,
  addresses: readonly string[],
): Promise<Finding> {
  const { aws } = context
  const id = registryArn.split('/').at(-1) ?? registryArn
  const registered = new Set<string | undefined>()
  try {
    let token: string | undefined
    do {
      const page = await aws.send(
        aws.serviceDiscovery(),
        new ListInstancesCommand({ ServiceId: id, MaxResults: 100, NextToken: token }),
      )
      for (const instance of page.Instances ?? []) registered.add(instance.Attributes?.AWS_INSTANCE_IPV4)
      token = page.NextToken
    } while (token)
  } catch (error) {
    if (isAccessDenied(error)) return notChecked('discovery', 'servicediscovery:ListInstances')
    throw error
  }
  const missing = addresses.filter(address => !registered.has(address))
  if (missing.length > 0) {
    return failed('discovery', `Discovery service ${id}: ${missing.join(', ')} is not registered.`)
  }
  return passed(
    'discovery',
    `Discovery service ${id}: ${addresses.length} of ${addresses.length} tasks are registered.`,
  )
}
