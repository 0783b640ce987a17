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

/** Both files, parsed and checked, with their variables not filled in yet. Adds to `problems`. */
export async function readDefinitionFiles(
  inputs: Inputs,
  known: ReadonlySet<string>,
  read: { readonly file: ReadFile; readonly problems: Problem[] },
): Promise<DefinitionFiles> {
  const { taskDefinitionPath, serviceDefinitionPath } = inputs.general
  const [taskDefinition, service] = await Promise.all([
    readDefinitionFile('task-definition', taskDefinitionPath, read),
    readDefinitionFile('service-definition', serviceDefinitionPath, read),
  ])
  for (const file of [taskDefinition, service]) {
    if (file) read.problems.push(...findUnknownVariables(file, known))
  }
  return { taskDefinition, service }
}

async function readDefinitionFile(
  kind: DefinitionKind,
  path: string | undefined,
  { file: readFile, problems }: { readonly file: ReadFile; readonly problems: Problem[] },
): Promise<DefinitionContent | undefined> {
  if (path === undefined) return undefined
  let text: string
  try {
    text = await readFile(path)
  } catch (error) {
    problems.push(unreadable(kind, path, error))
    return undefined
  }
  const parsed = parseDefinitionFile({ path, text, kind })
  problems.push(...parsed.problems)
  return { kind, path, definition: parsed.definition, tags: parsed.tags }
}

function unreadable(kind: DefinitionKind, path: string, error: unknown): Problem {
  const code = (error as { code?: unknown }).code
  const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : String(error)
  return `Input "${kind}": ${subjectOf(kind, path)} cannot be read: ${reason}. Give its path from the root of the repository, and check the repository out in an earlier step.`
}
