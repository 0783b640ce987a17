import type { Problem } from '../problem.ts'

interface FargateSize {
  /** MiB, ascending. */
  readonly memories: readonly number[]
}

/** What Fargate offers: CPU units to MiB (documentation of `cpu` in RegisterTaskDefinition). */
const SIZES: ReadonlyMap<number, FargateSize> = new Map([
  [256, { memories: [512, 1024, 2048] }],
  [512, { memories: steps({ from: 1024, to: 4096, by: 1024 }) }],
  [1024, { memories: steps({ from: 2048, to: 8192, by: 1024 }) }],
  [2048, { memories: steps({ from: 4096, to: 16_384, by: 1024 }) }],
  [4096, { memories: steps({ from: 8192, to: 30_720, by: 1024 }) }],
  [8192, { memories: steps({ from: 16_384, to: 61_440, by: 4096 }) }],
  [16_384, { memories: steps({ from: 32_768, to: 122_880, by: 8192 }) }],
])

export const FARGATE_CPU_UNITS: readonly number[] = [...SIZES.keys()]

/** MiB, of the smallest and the largest task. */
export const FARGATE_MEMORY = {
  min: Math.min(...[...SIZES.values()].flatMap(({ memories }) => memories)),
  max: Math.max(...[...SIZES.values()].flatMap(({ memories }) => memories)),
}

const WINDOWS_MINIMUM_CPU = 1024

/** CPU units as AWS stores them: `1 vCPU` and `.5 vCPU` are converted, everything else stays as it is. */
export function normaliseCpu(cpu: string): string {
  return inUnits(cpu, /^(\d+|\d*\.\d+)\s*vcpu$/i)
}

/** MiB as AWS stores them: `1 GB` and `0.5 GB` are converted, everything else stays as it is. */
export function normaliseMemory(memory: string): string {
  return inUnits(memory, /^(\d+|\d*\.\d+)\s*gb$/i)
}

/**
 * A problem if Fargate has no such pair. Both in the forms that AWS accepts: `256` or `.25 vCPU`, `512` or `0.5 GB`.
 * `operatingSystem` as in `runtimePlatform.operatingSystemFamily`.
 */
export function checkFargateSize(cpu: string, memory: string, operatingSystem = 'LINUX'): Problem | undefined {
  const units = Number(normaliseCpu(cpu))
  const windows = operatingSystem.startsWith('WINDOWS')
  const size = SIZES.get(units)
  if (!size || (windows && units < WINDOWS_MINIMUM_CPU)) {
    const offered = FARGATE_CPU_UNITS.filter(offer => !windows || offer >= WINDOWS_MINIMUM_CPU)
    return `cpu is "${cpu}", which Fargate does not offer${windows ? ' for Windows' : ''}. Valid: ${offered.join(', ')}.`
  }
  if (size.memories.includes(Number(normaliseMemory(memory)))) return undefined
  return `memory is "${memory}", which Fargate does not offer with cpu "${cpu}". Valid: ${formatMemories(size.memories)} (MiB).`
}

function inUnits(text: string, form: RegExp): string {
  const amount = form.exec(text.trim())?.[1]
  return amount === undefined ? text.trim() : String(Math.round(Number(amount) * 1024))
}

function steps({ from, to, by }: { readonly from: number; readonly to: number; readonly by: number }): number[] {
  return Array.from({ length: (to - from) / by + 1 }, (_, index) => from + index * by)
}

function formatMemories(memories: readonly number[]): string {
  if (memories.length <= 5) return memories.join(', ')
  const [first = 0, second = 0] = memories
  return `${first} to ${memories.at(-1)} in steps of ${second - first}`
}
