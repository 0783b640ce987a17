import type { CreateServiceCommandInput } from '@aws-sdk/client-ecs'
import { partitionOfRegion } from '../aws/partition.ts'
import { ecrImage } from '../image/image-reference.ts'
import type { Account } from '../look-ups/account.ts'
import { type Problem, throwProblems } from '../problem.ts'
import { type Tags, tagsFrom } from '../tags.ts'
import type { TaskDefinitionSpec } from '../task-definition/task-definition-spec.ts'
import { type DefinitionContent, fillVariables } from '../task-definition/variables.ts'
import type { Specification } from './specification.ts'

/** Both definition files with their variables filled in, and the image reference that the inputs mean. */
export interface FilledFiles {
  /** `repository:tag` with its registry; undefined where no image is given by an input. */
  readonly image: string | undefined
  readonly taskDefinition: Partial<TaskDefinitionSpec> | undefined
  readonly taskDefinitionTags: Tags
  readonly service: Partial<CreateServiceCommandInput> | undefined
  readonly serviceTags: Tags
}

/**
 * Pure.
 *
 * @throws InvalidError where a value that came from a variable is not valid
 */
export function fillFiles(specification: Specification, account: Account): FilledFiles {
  const image = imageReference(specification, account)
  const variables = { ACCOUNT_ID: account.id, ...(image && { IMAGE: image }), ...specification.variables }
  const problems: Problem[] = []
  const fill = (file: DefinitionContent | undefined) => {
    const filled = file && fillVariables(file, variables)
    problems.push(...(filled?.problems ?? []))
    return filled
  }
  const taskDefinition = fill(specification.taskDefinitionFile)
  const service = fill(specification.serviceFile)
  throwProblems(problems)
  return {
    image,
    taskDefinition: taskDefinition?.definition as Partial<TaskDefinitionSpec> | undefined,
    taskDefinitionTags: tagsFrom(taskDefinition?.tags),
    service: service?.definition as Partial<CreateServiceCommandInput> | undefined,
    serviceTags: tagsFrom(service?.tags),
  }
}

function imageReference({ inputs }: Specification, account: Account): string | undefined {
  const { source } = inputs.image
  if (!source) return undefined
  if (source.kind === 'reference') return source.reference
  const { region } = inputs.general
  const host = source.registry?.host ?? `${account.id}.dkr.ecr.${region}.${partitionOfRegion(region)?.dnsSuffix}`
  return ecrImage(host, source.repository, source.tag)
}
