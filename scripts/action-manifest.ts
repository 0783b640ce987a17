import { isMap, isScalar, parseDocument, type Scalar, type YAMLMap } from 'yaml'

/** The part of action.yml that is documented and generated from. */
export interface ActionManifest {
  readonly inputs: readonly ManifestEntry[]
  readonly outputs: readonly ManifestEntry[]
}

export interface ManifestEntry {
  readonly name: string
  readonly description: string
  /** Only inputs that steer the run have one. */
  readonly default: string | undefined
  /** The comment above the first input of a group; empty for outputs. */
  readonly group: string
}

/** Reads action.yml. Throws where it is no valid YAML or where a description is missing. */
export function readActionManifest(text: string): ActionManifest {
  const document = parseDocument(text)
  const [error] = document.errors
  if (error) throw new Error(`action.yml: ${error.message}`, { cause: error })
  return {
    inputs: readEntries(document.get('inputs'), 'inputs'),
    outputs: readEntries(document.get('outputs'), 'outputs'),
  }
}

function readEntries(section: unknown, title: string): readonly ManifestEntry[] {
  if (!isMap(section)) throw new Error(`action.yml: "${title}" is no mapping.`)
  let group = headingOf(section.commentBefore) ?? ''
  return section.items.map(item => {
    const key = item.key as Scalar<string>
    group = headingOf(key.commentBefore) ?? group
    const name = key.value
    const description = textOf(item.value, 'description')?.replaceAll(/\s+/g, ' ').trim()
    if (!description) throw new Error(`action.yml: ${title}.${name} has no description.`)
    return { name, description, default: textOf(item.value, 'default'), group }
  })
}

function headingOf(comment: string | null | undefined): string | undefined {
  return comment?.trim().split('\n').at(-1)?.trim()
}

function textOf(entry: unknown, member: string): string | undefined {
  if (!isMap(entry)) return undefined
  const value: unknown = (entry as YAMLMap).get(member, true)
  return isScalar(value) ? String(value.value) : undefined
}
