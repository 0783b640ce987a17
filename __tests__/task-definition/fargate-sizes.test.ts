import { describe, expect, test } from '@jest/globals'
import { checkFargateSize, normaliseCpu, normaliseMemory } from '../../src/task-definition/fargate-sizes.ts'

describe('checkFargateSize', () => {
  test.each([
    ['256', '512'],
    ['256', '2048'],
    ['512', '1024'],
    ['512', '3072'],
    ['1024', '8192'],
    ['2048', '16384'],
    ['4096', '30720'],
    ['8192', '16384'],
    ['8192', '61440'],
    ['16384', '122880'],
    ['.25 vCPU', '0.5 GB'],
    ['1 vCPU', '2 GB'],
    ['1vcpu', '2gb'],
    ['16 vCPU', '120GB'],
  ])('%s with %s is offered', (cpu, memory) => {
    expect(checkFargateSize(cpu, memory)).toBeUndefined()
  })

  test.each([
    ['256', '4096', 'memory is "4096", which Fargate does not offer with cpu "256". Valid: 512, 1024, 2048 (MiB).'],
    [
      '512',
      '512',
      'memory is "512", which Fargate does not offer with cpu "512". Valid: 1024, 2048, 3072, 4096 (MiB).',
    ],
    [
      '1024',
      '1024',
      'memory is "1024", which Fargate does not offer with cpu "1024". Valid: 2048 to 8192 in steps of 1024 (MiB).',
    ],
    [
      '4096',
      '30721',
      'memory is "30721", which Fargate does not offer with cpu "4096". Valid: 8192 to 30720 in steps of 1024 (MiB).',
    ],
    [
      '8 vCPU',
      '18 GB',
      'memory is "18 GB", which Fargate does not offer with cpu "8 vCPU". Valid: 16384 to 61440 in steps of 4096 (MiB).',
    ],
    [
      '16384',
      '36864',
      'memory is "36864", which Fargate does not offer with cpu "16384". Valid: 32768 to 122880 in steps of 8192 (MiB).',
    ],
    ['300', '512', 'cpu is "300", which Fargate does not offer. Valid: 256, 512, 1024, 2048, 4096, 8192, 16384.'],
    ['much', '512', 'cpu is "much", which Fargate does not offer. Valid: 256, 512, 1024, 2048, 4096, 8192, 16384.'],
  ])('%s with %s is not', (cpu, memory, problem) => {
    expect(checkFargateSize(cpu, memory)).toBe(problem)
  })

  test('Windows begins at one vCPU', () => {
    expect(checkFargateSize('512', '1024', 'WINDOWS_SERVER_2022_CORE')).toBe(
      'cpu is "512", which Fargate does not offer for Windows. Valid: 1024, 2048, 4096, 8192, 16384.',
    )
    expect(checkFargateSize('1024', '2048', 'WINDOWS_SERVER_2022_CORE')).toBeUndefined()
  })
})

test.each([
  ['1 vCPU', '1024'],
  ['.5 vCPU', '512'],
  ['0.25vcpu', '256'],
  ['1024', '1024'],
  ['many', 'many'],
])('normaliseCpu %s', (cpu, units) => {
  expect(normaliseCpu(cpu)).toBe(units)
})

test.each([
  ['1 GB', '1024'],
  ['.5 GB', '512'],
  ['30gb', '30720'],
  ['2048', '2048'],
])('normaliseMemory %s', (memory, mib) => {
  expect(normaliseMemory(memory)).toBe(mib)
})
