import type { ContainerDefinition } from '@aws-sdk/client-ecs'
import type { Problem } from '../problem.ts'

/** Which container of a task definition the action is about. */
export type ChosenContainer =
  /** What the inputs give is merged into it. */
  | { readonly kind: 'touched'; readonly name: string }
  /** It stays as it is; a load balancer or SRV record sends to its port. */
  | { readonly kind: 'serving'; readonly name: string }
  /** Of several, none is named and none alone has a port: all stay as they are. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unclear'; readonly problem: Problem }

export interface ContainerChoice {
  readonly containers: readonly ContainerDefinition[]
  /** Input `container-name`. */
  readonly named: string | undefined
  /** What a new container is called. */
  readonly family: string
  /** An image or anything else is given that is about one container. */
  readonly isAnyInputGiven: boolean
}

/** Pure. The container that is named, else the only one, else a new one; else the only one with a port. */
export function chooseContainer({ containers, named, family, isAnyInputGiven }: ContainerChoice): ChosenContainer {
  const [only, ...more] = containers
  if (!only) return { kind: 'touched', name: named ?? family }
  const names = containers.map(({ name }) => name ?? '(without a name)').join(', ')
  if (named !== undefined) {
    // A container without a name takes the one that is given.
    const isFound = containers.some(({ name }) => name === named) || (more.length === 0 && only.name === undefined)
    if (isFound) return { kind: 'touched', name: named }
    const problem = `Input "container-name" is "${named}", but the task definition has no such container. It has: ${names}.`
    return { kind: 'unclear', problem }
  }
  if (more.length === 0) return { kind: 'touched', name: only.name ?? family }
  if (isAnyInputGiven) {
    const problem = `The task definition has several containers (${names}), and what the inputs give is about one of them. Name it in "container-name".`
    return { kind: 'unclear', problem }
  }
  const [serving, ...others] = containers.filter(({ portMappings }) => (portMappings ?? []).length > 0)
  return serving?.name !== undefined && others.length === 0 ? { kind: 'serving', name: serving.name } : { kind: 'none' }
}

/** Pure. Its name; undefined where it is none of the containers. */
export function nameOfChosen(chosen: ChosenContainer): string | undefined {
  return chosen.kind === 'touched' || chosen.kind === 'serving' ? chosen.name : undefined
}
