import type { ContainerDefinition } from '@aws-sdk/client-ecs'
import { isAnyGiven } from '../inputs.ts'
import type { Specification } from '../specification/specification.ts'
import { chooseContainer, nameOfChosen } from '../task-definition/chosen-container.ts'
import type { LookUpReads, ResourceReads } from './observation.ts'

/** Pure. The containers before inputs are merged into them: the file's, else those that the service runs. */
export function containersOf({
  files,
  currentRevision,
}: Pick<LookUpReads & ResourceReads, 'files' | 'currentRevision'>): readonly ContainerDefinition[] {
  return files.taskDefinition?.containerDefinitions ?? currentRevision?.taskDefinition.containerDefinitions ?? []
}

/** Pure. Name of the container that the inputs are about, or whose port is served; undefined: none of them, or unclear. */
export function ownContainer(
  { inputs, family, service }: Specification,
  containers: readonly ContainerDefinition[],
): string | undefined {
  const chosen = chooseContainer({
    containers,
    named: inputs.taskDefinition.containerName,
    family: family ?? service,
    isAnyInputGiven: inputs.image.source !== undefined || isAnyGiven(inputs.taskDefinition.container),
  })
  return nameOfChosen(chosen)
}
