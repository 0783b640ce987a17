import type { ActionManifest } from './action-manifest.ts'

/** The text of src/inputs/names.ts, as the formatter would leave it. */
export function renderNames(manifest: ActionManifest): string {
  const lines = manifest.inputs.map(input => `  '${input.name}',`)
  return [
    '/** Names of all inputs, in the order of action.yml. Generated from it by scripts/generate.ts. */',
    'export const INPUT_NAMES = [',
    ...lines,
    '] as const',
    '',
    'export type InputName = (typeof INPUT_NAMES)[number]',
    '',
  ].join('\n')
}
