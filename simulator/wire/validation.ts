import type { Violation } from './refusals.ts'
import type { Member, Shape, StructureShape } from './shapes.ts'

/** What is wrong with a decoded request by its own model: missing required members, values not in an enumeration. */
export function findViolations(shape: Shape, value: unknown): readonly Violation[] {
  const found: Violation[] = []
  visit(shape, value, { path: '', found })
  return found
}

interface Visit {
  readonly path: string
  readonly found: Violation[]
}

function visit(shape: Shape, value: unknown, { path, found }: Visit): void {
  if (value === undefined) return
  switch (shape.kind) {
    case 'structure':
      visitStructure(shape, value as Readonly<Record<string, unknown>>, { path, found })
      return
    case 'list':
      // Counted from 1, as AWS writes it: `tags.1.member.key`.
      for (const [index, item] of (value as readonly unknown[]).entries()) {
        visit(shape.item, item, { path: `${path}.${index + 1}.member`, found })
      }
      return
    case 'map':
      for (const [key, item] of Object.entries(value as object)) {
        visit(shape.value, item, { path: `${path}.${key}.member`, found })
      }
      return
    default:
  }
}

function visitStructure(shape: StructureShape, value: Readonly<Record<string, unknown>>, { path, found }: Visit): void {
  const at = (name: string) => (path === '' ? '' : `${path}.`) + name.charAt(0).toLowerCase() + name.slice(1)
  for (const name of shape.required) {
    if (value[name] === undefined) {
      found.push({ path: at(name), value: undefined, constraint: 'Member must not be null', missing: true })
    }
  }
  for (const [name, item] of Object.entries(value)) {
    const member = shape.members.get(name)
    if (!member) continue
    if (member.allowed) found.push(...enumerationViolations(member, item, at(name)))
    visit(member.shape, item, { path: at(name), found })
  }
}

function enumerationViolations(member: Member, item: unknown, path: string): readonly Violation[] {
  const { allowed } = member
  const values = Array.isArray(item) ? item : [item]
  return values
    .filter(value => typeof value === 'string' && !allowed?.includes(value))
    .map(value => ({
      path,
      value: String(value),
      constraint: `Member must satisfy enum value set: [${allowed?.join(', ')}]`,
      missing: false,
    }))
}
