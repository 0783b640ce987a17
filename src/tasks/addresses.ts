import { isIPv6 } from 'node:net'
import type { Task } from '@aws-sdk/client-ecs'
import { lastPart } from '../aws/arn.ts'

/** A running task, and the private addresses (IPv4, IPv6 or both) that it can be registered under. */
export interface AddressedTask {
  /** The last part of its ARN. */
  readonly id: string
  readonly addresses: readonly string[]
}

/** Pure. The running tasks of a revision with their private addresses; none where ECS names none. */
export function addressesOf(tasks: readonly Task[], taskDefinitionArn: string): readonly AddressedTask[] {
  return tasks
    .filter(task => task.lastStatus === 'RUNNING' && task.taskDefinitionArn === taskDefinitionArn)
    .map(task => ({ id: lastPart(task.taskArn ?? 'a task'), addresses: addressesOfTask(task) }))
}

/** The private addresses of a task, whatever its state. */
export function addressesOfTask(task: Task): readonly string[] {
  const details = task.attachments?.flatMap(attachment => attachment.details ?? []) ?? []
  const attached = details.filter(({ name }) => name === 'privateIPv4Address' || name === 'ipv6Address')
  const interfaces = task.containers?.flatMap(container => container.networkInterfaces ?? []) ?? []
  const all = [
    ...attached.map(detail => detail.value),
    ...interfaces.flatMap(({ privateIpv4Address, ipv6Address }) => [privateIpv4Address, ipv6Address]),
  ]
  return [...new Set(all.flatMap(address => (address === undefined ? [] : canonicalAddress(address))))]
}

/** The same address has several spellings in IPv6 (RFC 5952 names one of them). */
export function canonicalAddress(address: string): string {
  return isIPv6(address) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address
}
