/** A measured figure beside its budget, where there is one. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The value must not be above it. */
  readonly budget?: number
  /** How the value came about: `median of 15, 210 to 260`. */
  readonly note?: string
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  if (low === undefined || high === undefined) throw new Error('There is no median of nothing.')
  return (low + high) / 2
}

/** `1.2 to 3.4` */
export function range(values: readonly number[], digits: number): string {
  return `${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)}`
}

export function isOver({ value, budget }: Figure): boolean {
  return budget !== undefined && value > budget
}

/** Figures as lines of a table, each with its budget and whether it holds. */
export function renderFigures(figures: readonly Figure[]): readonly string[] {
  const names = Math.max(...figures.map(({ name }) => name.length))
  return figures.map(figure => {
    const { name, value, unit, budget, note } = figure
    const digits = Number.isInteger(value) ? 0 : value < 10 ? 2 : value < 1000 ? 1 : 0
    const measured = `${value.toFixed(digits)} ${unit}`.trim()
    const judged = budget === undefined ? '' : `${isOver(figure) ? 'OVER' : 'ok'} (budget ${budget})`
    return `${name.padEnd(names)}  ${measured.padStart(10)}  ${judged.padEnd(16)}  ${note ?? ''}`.trimEnd()
  })
}
