import { distance } from 'fastest-levenshtein'

/** The valid name that `name` was most probably meant to be; undefined if none is at all near. */
export function nearestName(name: string, valid: readonly string[]): string | undefined {
  const wanted = name.toLowerCase()
  let nearest: { readonly name: string; readonly steps: number } | undefined
  for (const candidate of valid) {
    const steps = distance(wanted, candidate.toLowerCase())
    if (!nearest || steps < nearest.steps) nearest = { name: candidate, steps }
  }
  return nearest && nearest.steps < Math.max(wanted.length, nearest.name.length) * 0.75 ? nearest.name : undefined
}
