import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { describe, expect, test } from '@jest/globals'

/**
 * The floors of `src/`, from the ground up (docs/architecture.md draws them). A file imports from lower floors and from
 * its own room, a folder or a single file; rooms of one floor do not know each other. Types count like code.
 */
const FLOORS: readonly (readonly string[])[] = [
  ['text', 'problem.ts', 'change.ts', 'outcome.ts', 'runtime.ts', 'plain-data.ts', 'back-off.ts', 'inputs.ts'],
  ['outputs.ts', 'poll-until.ts', 'steps.ts', 'http', 'github'],
  ['aws'],
  ['context.ts'],
  ['tags.ts', 'look-ups', 'image'],
  ['tasks'],
  ['secrets'],
  ['task-definition'],
  ['resources'],
  ['inputs'],
  ['specification'],
  ['observation'],
  ['preflight', 'planning'],
  ['deployment', 'verification'],
  ['report'],
  ['modes'],
  ['run.ts', 'post.ts'],
  ['main.ts'],
  ['index.ts'],
]

const SRC = join(import.meta.dirname, '../src')
const MAX_FILES_IN_A_FOLDER = 20

const FILES = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile())
  .map(entry => relative(SRC, join(entry.parentPath, entry.name)))

/** Every import and re-export of a file of `src/`, static or dynamic, values or types. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(SRC, file), 'utf8')
  const specifiers = text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)'(\.{1,2}\/[^']+)'/g)
  return [...specifiers].map(([, specifier = '']) => normalize(join(dirname(file), specifier)))
}

/** The clients that the chunk of every start holds: those that every run calls first. */
const CLIENTS_AT_START = ['ecs', 'elastic-load-balancing-v2', 'servicediscovery', 'sts']

/** Clients whose code comes with a file: static imports of values. Types, and `import()`, bring none. */
function clientsOf(file: string): readonly string[] {
  const text = readFileSync(join(SRC, file), 'utf8')
  const imports = text.matchAll(/^import (?!type\b)([^;]*?) from '@aws-sdk\/client-([a-z0-9-]+)'/gm)
  return [...imports].flatMap(([, names = '', client = '']) => (hasValues(names) ? [client] : []))
}

/** Files whose code every start reads. */
function filesAtStart(): ReadonlySet<string> {
  const reached = new Set<string>()
  const visit = (file: string): void => {
    if (reached.has(file)) return
    reached.add(file)
    const text = readFileSync(join(SRC, file), 'utf8')
    const imports = text.matchAll(/^(?:import|export) (?!type\b)([^;]*?) from '(\.{1,2}\/[^']+)'/gm)
    for (const [, names = '', target = ''] of imports) {
      if (hasValues(names)) visit(normalize(join(dirname(file), target)))
    }
  }
  visit('index.ts')
  return reached
}

/** `{ type A, type B }` names types alone. */
function hasValues(names: string): boolean {
  const listed = /^\{([^}]*)\}$/.exec(names.trim())?.[1]?.split(',') ?? [names]
  return listed.some(name => name.trim() !== '' && !name.trim().startsWith('type '))
}

const IMPORTS = new Map(FILES.map(file => [file, importsOf(file)]))

function roomOf(file: string): string {
  return file.split('/')[0] ?? file
}

function floorOf(file: string): number {
  return FLOORS.findIndex(rooms => rooms.includes(roomOf(file)))
}

function mayImport(from: string, to: string): boolean {
  return roomOf(from) === roomOf(to) || floorOf(to) < floorOf(from)
}

/** A chain of imports that comes back to where it began; undefined: there is none. */
function findCircle(): readonly string[] | undefined {
  const finished = new Set<string>()
  const visit = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (finished.has(file)) return undefined
    for (const next of IMPORTS.get(file) ?? []) {
      const circle = visit(next, [...path, file])
      if (circle) return circle
    }
    finished.add(file)
    return undefined
  }
  return FILES.map(file => visit(file, [])).find(circle => circle !== undefined)
}

describe('the structure of src', () => {
  test('every room is on a floor, and every floor has its rooms', () => {
    expect([...new Set(FILES.map(roomOf))].sort()).toEqual(FLOORS.flat().sort())
  })

  test('every import is of a file that exists', () => {
    const missing = [...IMPORTS].flatMap(([file, imports]) =>
      imports.filter(target => !FILES.includes(target)).map(target => `${file} -> ${target}`),
    )
    expect(missing).toEqual([])
  })

  test('no import goes up, or to another room of the same floor', () => {
    const upward = [...IMPORTS].flatMap(([file, imports]) =>
      imports.filter(target => !mayImport(file, target)).map(target => `${file} -> ${target}`),
    )
    expect(upward).toEqual([])
  })

  test('no chain of imports comes back to where it began', () => {
    expect(findCircle()).toBeUndefined()
  })

  test('a start reads no client but those that every run calls', () => {
    const others = [...filesAtStart()].flatMap(file =>
      clientsOf(file)
        .filter(client => !CLIENTS_AT_START.includes(client))
        .map(client => `${file} -> ${client}`),
    )
    expect(others).toEqual([])
  })

  test(`no folder has more than ${MAX_FILES_IN_A_FOLDER} files`, () => {
    const counts = new Map<string, number>()
    for (const file of FILES) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1)
    expect([...counts].filter(([, count]) => count > MAX_FILES_IN_A_FOLDER)).toEqual([])
  })
})
