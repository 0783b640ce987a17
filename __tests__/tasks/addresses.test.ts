import { describe, expect, test } from '@jest/globals'
import { addressesOf, addressesOfTask, canonicalAddress } from '../../src/tasks/addresses.ts'
import { createTask, OLD_REVISION, REVISION } from '../verification/data.ts'

describe('addressesOf', () => {
  test('running tasks of the revision only', () => {
    const tasks = [
      createTask(),
      createTask({ id: 't2', lastStatus: 'PENDING', address: '10.0.0.2' }),
      createTask({ id: 't3', taskDefinitionArn: OLD_REVISION, address: '10.0.0.3' }),
    ]
    expect(addressesOf(tasks, REVISION)).toEqual([{ id: 't1', addresses: ['10.0.0.1'] }])
  })

  test('a task without an address is not forgotten', () => {
    expect(addressesOf([createTask({ attachments: [] })], REVISION)).toEqual([{ id: 't1', addresses: [] }])
  })
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
