/**
 * Patterns of listener rules: `*` stands for any characters (also none), `?` for exactly one. Two questions about
 * them decide where a rule may stand: can a request match both, and does one match all that the other matches.
 */

/** True if some text matches both patterns. */
export function patternsOverlap(a: string, b: string): boolean {
  const known = new Map<number, boolean>()
  const overlap = (i: number, j: number): boolean => {
    const key = i * (b.length + 1) + j
    const memo = known.get(key)
    if (memo !== undefined) return memo
    known.set(key, false)
    const result = overlapFrom(a, i, b, j, overlap)
    known.set(key, result)
    return result
  }
  return overlap(0, 0)
}

function overlapFrom(a: string, i: number, b: string, j: number, overlap: (i: number, j: number) => boolean): boolean {
  if (a[i] === '*') return overlap(i + 1, j) || (j < b.length && overlap(i, j + 1))
  if (b[j] === '*') return overlap(i, j + 1) || (i < a.length && overlap(i + 1, j))
  if (i === a.length || j === b.length) return i === a.length && j === b.length
  return (a[i] === '?' || b[j] === '?' || a[i] === b[j]) && overlap(i + 1, j + 1)
}

/**
 * True if every text that `narrow` matches is matched by `wide` too. Reads `narrow` as text in which its own
 * wildcards are characters that only a wildcard of `wide` matches: never wrongly true, and exact but for patterns
 * such as `?*` against `*?`.
 */
export function patternCovers(wide: string, narrow: string): boolean {
  const known = new Map<number, boolean>()
  const covers = (i: number, j: number): boolean => {
    const key = i * (narrow.length + 1) + j
    const memo = known.get(key)
    if (memo !== undefined) return memo
    let result: boolean
    if (i === wide.length) result = j === narrow.length
    else if (wide[i] === '*') result = covers(i + 1, j) || (j < narrow.length && covers(i, j + 1))
    else if (j === narrow.length || narrow[j] === '*') result = false
    else result = (wide[i] === '?' || wide[i] === narrow[j]) && covers(i + 1, j + 1)
    known.set(key, result)
    return result
  }
  return covers(0, 0)
}
