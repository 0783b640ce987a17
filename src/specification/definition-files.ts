import type { Inputs } from '../inputs.ts'
import type { Problem } from '../problem.ts'
import { type DefinitionKind, parseDefinitionFile, subjectOf } from '../task-definition/definition-file.ts'
import { type DefinitionContent, findUnknownVariables } from '../task-definition/variables.ts'

/** Reads a text file of the user's workspace. Passed in: planning itself touches no disk. */
export type ReadFile = (path: string) => Promise<string>

export interface DefinitionFiles {
  readonly taskDefinition: DefinitionContent | undefined
  readonly service: DefinitionContent | undefined
}

/** Both files, parsed and checked, with their variables not filled in yet, and everything that is wrong with them. */
export async function readDefinitionFiles(
  inputs: Inputs,
  known: ReadonlySet<string>,
  readFile: ReadFile,
): Promise<{ readonly files: DefinitionFiles; readonly problems: readonly Problem[] }> {
  const { taskDefinitionPath, serviceDefinitionPath } = inputs.general
  const [taskDefinition, service] = await Promise.all([
    readDefinitionFile('task-definition', taskDefinitionPath, readFile),
    readDefinitionFile('service-definition', serviceDefinitionPath, readFile),
  ])
  const files = { taskDefinition: taskDefinition.content, service: service.content }
  const unknown = Object.values(files).flatMap(file => (file ? findUnknownVariables(file, known) : []))
  return { files, problems: [...taskDefinition.problems, ...service.problems, ...unknown] }
}

interface ReadDefinition {
  readonly content: DefinitionContent | undefined
  readonly problems: readonly Problem[]
}

async function readDefinitionFile(
  kind: DefinitionKind,
  path: string | undefined,
  readFile: ReadFile,
): Promise<ReadDefinition> {
  if (path === undefined) return { content: undefined, problems: [] }
  let text: string
  try {
    text = await readFile(path)
  } catch (error) {
    return { content: undefined, problems: [unreadable(kind, path, error)] }
  }
  const { definition, tags, problems } = parseDefinitionFile({ path, text, kind })
  return { content: { kind, path, definition, tags }, problems }
}

function unreadable(kind: DefinitionKind, path: string, error: unknown): Problem {
  const code = (error as { code?: unknown }).code
  const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : String(error)
  return `Input "${kind}": ${subjectOf(kind, path)} cannot be read: ${reason}. Give its path from the root of the repository, and check the repository out in an earlier step.`
}
