import { invalid } from './refusals.ts'

/**
 * Refuses what ELB's regular expressions do not support: "lookaheads, lookbehinds, backreferences, atomic groups,
 * possessive quantifiers, subroutines, recursion, and Unicode character classes (such as \p{L})" (user guide, "Rule
 * transforms"). That CreateRule refuses them, rather than requests failing later, is assumed; so is the wording.
 */
export function refuseUnsupportedRegex(regex: string): void {
  const bare = regex.replace(/\\\\/g, '').replace(/\[(?:\\.|[^\]])*\]/g, 'x')
  const unsupported = /\(\?(?!:)|\\[1-9]|\\p\{|\\P\{|(?<!\\)[*+?}]\+/.test(bare)
  if (unsupported || !compiles(regex)) throw invalid(`The regular expression '${regex}' is not valid`)
}

function compiles(regex: string): boolean {
  try {
    new RegExp(regex)
    return true
  } catch {
    return false
  }
}
