import { clientError } from './refusals.ts'

/** CPU units and the memory (MiB) that go with them on Fargate (SDK documentation, RegisterTaskDefinition). */
const MEMORY_BY_CPU: ReadonlyMap<number, readonly number[]> = new Map([
  [256, [512, 1024, 2048]],
  [512, steps(1024, 4096, 1024)],
  [1024, steps(2048, 8192, 1024)],
  [2048, steps(4096, 16384, 1024)],
  [4096, steps(8192, 30720, 1024)],
  [8192, steps(16 * 1024, 60 * 1024, 4 * 1024)],
  [16384, steps(32 * 1024, 120 * 1024, 8 * 1024)],
])

/**
 * CPU units or MiB from `1024`, `1 vCPU`, `.5 vcpu`, `2GB`: "converted to an integer when the task definition is
 * registered" (SDK documentation). The refusal's text is from AWS's troubleshooting guide.
 */
export function parseSize(kind: 'cpu' | 'memory', text: string): number {
  const match = (kind === 'cpu' ? /^(\d*\.?\d+)\s*(vcpu)?$/i : /^(\d*\.?\d+)\s*(gb)?$/i).exec(text.trim())
  const value = match ? Number(match[1]) * (match[2] ? 1024 : 1) : Number.NaN
  if (!Number.isInteger(value) || value <= 0) {
    throw clientError(
      `Invalid '${kind}' setting for task. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.`,
    )
  }
  return value
}

/** Refuses a pair that Fargate lacks. The text is from public reports; the values in it are the converted ones. */
export function checkFargateSize(cpu: number, memory: number): void {
  if (MEMORY_BY_CPU.get(cpu)?.includes(memory)) return
  throw clientError(
    `No Fargate configuration exists for given values: ${cpu} CPU, ${memory} memory. See the Amazon ECS documentation for the valid values.`,
  )
}

function steps(from: number, to: number, step: number): number[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step)
}
