/**
 * What stands for something else in a text: `$${X}` writes `${X}`, `${X}` and `<X>` are variables. `<X>` counts only
 * in capitals, so that markup and shell redirections are left alone.
 */
export type Placeholder =
  | { readonly kind: 'escape'; readonly text: string; readonly name: string }
  | { readonly kind: 'braces'; readonly text: string; readonly name: string }
  | { readonly kind: 'brackets'; readonly text: string; readonly name: string }

const PLACEHOLDER = /\$\$\{(?<escape>[^{}]*)\}|\$\{(?<braces>[^{}]*)\}|<(?<brackets>[A-Z][A-Z0-9_]*)>/g

export function placeholdersIn(text: string): readonly Placeholder[] {
  return [...text.matchAll(PLACEHOLDER)].map(match => placeholderOf(match[0], match.groups ?? {}))
}

export function hasPlaceholder(text: string): boolean {
  return placeholdersIn(text).length > 0
}

/** Replaces every placeholder in one pass: what a variable brings in is not looked at again. */
export function replacePlaceholders(text: string, replacement: (placeholder: Placeholder) => string): string {
  return text.replace(PLACEHOLDER, (...args) => {
    // The last argument holds the named groups.
    const groups = args.at(-1) as Readonly<Record<string, string | undefined>>
    return replacement(placeholderOf(String(args[0]), groups))
  })
}

function placeholderOf(text: string, groups: Readonly<Record<string, string | undefined>>): Placeholder {
  if (groups.escape !== undefined) return { kind: 'escape', text, name: groups.escape }
  if (groups.braces !== undefined) return { kind: 'braces', text, name: groups.braces }
  return { kind: 'brackets', text, name: groups.brackets ?? '' }
}
