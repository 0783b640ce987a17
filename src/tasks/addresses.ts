import { isIPv6 } from 'node:net'
import type { Task } from '@aws-sdk/client-ecs'

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
