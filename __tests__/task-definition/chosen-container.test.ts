import type { ContainerDefinition } from '@aws-sdk/client-ecs'
import { describe, expect, test } from '@jest/globals'
import { type ChosenContainer, chooseContainer } from '../../src/task-definition/chosen-container.ts'

const WEB: ContainerDefinition = { name: 'web', portMappings: [{ containerPort: 80 }] }
const PROXY: ContainerDefinition = { name: 'proxy', portMappings: [{ containerPort: 443 }] }
const LOGS: ContainerDefinition = { name: 'logs' }

const CASES: readonly {
  name: string
  containers: readonly ContainerDefinition[]
  named?: string
  given?: boolean
  chosen: ChosenContainer
}[] = [
  { name: 'none: a new one, named after the family', containers: [], chosen: { kind: 'touched', name: 'api' } },
  { name: 'none, and a name', containers: [], named: 'web', chosen: { kind: 'touched', name: 'web' } },
  { name: 'the only one', containers: [LOGS], given: true, chosen: { kind: 'touched', name: 'logs' } },
  { name: 'the only one, without a name', containers: [{}], chosen: { kind: 'touched', name: 'api' } },
  {
    name: 'the only one, named by the input',
    containers: [{}],
    named: 'web',
    chosen: { kind: 'touched', name: 'web' },
  },
  {
    name: 'the one that is named',
    containers: [WEB, LOGS],
    named: 'logs',
    given: true,
    chosen: { kind: 'touched', name: 'logs' },
  },
  {
    name: 'several with one port, and nothing given: that one serves, and none is touched',
    containers: [LOGS, WEB],
    chosen: { kind: 'serving', name: 'web' },
  },
  { name: 'several with two ports, and nothing given: none', containers: [WEB, PROXY], chosen: { kind: 'none' } },
  { name: 'several without a port, and nothing given: none', containers: [LOGS, LOGS], chosen: { kind: 'none' } },
  {
    name: 'several, and something is given: one port does not settle which is meant',
    containers: [LOGS, WEB],
    given: true,
    chosen: {
      kind: 'unclear',
      problem:
        'The task definition has several containers (logs, web), and what the inputs give is about one of them. Name it in "container-name".',
    },
  },
  {
    name: 'a name that none has',
    containers: [WEB],
    named: 'app',
    chosen: {
      kind: 'unclear',
      problem: 'Input "container-name" is "app", but the task definition has no such container. It has: web.',
    },
  },
]

describe('the container that the action is about', () => {
  test.each(CASES)('$name', ({ containers, named, given = false, chosen }) => {
    expect(chooseContainer({ containers, named, family: 'api', isAnyInputGiven: given })).toEqual(chosen)
  })
})
