import type { FieldEffect, FieldEffects } from '../src/resources/field-effects.ts'
import { fillSection, renderTable } from './markdown-sections.ts'

/** In the order of what they do to what runs. */
const EFFECTS: Readonly<Record<FieldEffect, string>> = {
  'in-place': 'applies at once',
  'new-revision': 'creates a new revision, which is deployed',
  deploys: 'starts a deployment',
  'needs-force': 'starts a deployment, which the action forces',
  'new-tasks-only': 'reaches new tasks only',
  immutable: 'is impossible: fixed at creation',
  identity: 'means another resource',
}

/** docs/deployment.md with its table of what a change of each field does. */
export function fillFieldEffects(document: string, resources: Readonly<Record<string, FieldEffects>>): string {
  const rows = Object.entries(resources).flatMap(([title, effects]) =>
    Object.entries(EFFECTS).flatMap(([effect, meaning]) => {
      const fields = Object.keys(effects).filter(field => effects[field] === effect)
      return fields.length > 0 ? [[title, meaning, fields.map(field => `\`${field}\``).join(', ')]] : []
    }),
  )
  const content = renderTable(['resource', 'a change', 'of these fields'], rows)
  return fillSection({ document, section: 'field-effects', content })
}
