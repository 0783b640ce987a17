import { expect, test } from '@jest/globals'
import { addressesOfTask, canonicalAddress } from '../../src/tasks/addresses.ts'
import { createTask } from '../verification/data.ts'

test('a task without an address has none', () => {
  expect(addressesOfTask(createTask({ attachments: [] }))).toEqual([])
})

test('both addresses of a dual-stack task, each in one spelling, whatever its state', () => {
  const task = createTask({
    lastStatus: 'STOPPED',
    containers: [
      { name: 'api', networkInterfaces: [{ privateIpv4Address: '10.0.0.1', ipv6Address: '2001:0DB8:0:0::1' }] },
    ],
  })
  expect(addressesOfTask(task)).toEqual(['10.0.0.1', '2001:db8::1'])
})

test.each([
  ['2001:0db8:0000::0001', '2001:db8::1'],
  ['2001:DB8::A', '2001:db8::a'],
  ['10.0.0.1', '10.0.0.1'],
  ['', ''],
])('the canonical spelling of "%s" is "%s"', (address, expected) => {
  expect(canonicalAddress(address)).toBe(expected)
})
