import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs'
import { describe, expect, test } from '@jest/globals'
import { diffTaskDefinitions } from '../../src/task-definition/diff.ts'
import { renderTaskDefinition } from '../../src/task-definition/render.ts'
import { createInputs, createSpec } from './data.ts'

const DEFAULT = {
  logDriver: 'awslogs',
  options: { 'awslogs-group': '/ecs/app', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'ecs' },
}
const FILE = [{ name: 'app', image: 'example.com/app:1' }]
/** A revision whose container logs nowhere. */
const SILENT: TaskDefinition = { ...createSpec(), status: 'ACTIVE' }

function render(options: {
  readonly current?: TaskDefinition
  readonly file?: ContainerDefinition[]
  readonly inputs?: Parameters<typeof createInputs>[0]
}) {
  const rendered = renderTaskDefinition({
    template: options.file && { containerDefinitions: options.file },
    current: options.current,
    inputs: createInputs(options.inputs),
    family: 'app',
    image: undefined,
    secretArns: {},
    region: 'us-east-1',
  })
  return { ...rendered, logConfiguration: rendered.taskDefinition.containerDefinitions?.[0]?.logConfiguration }
}

describe('a container that runs without a log configuration', () => {
  test.each([
    ['from inputs alone', { current: SILENT }],
    ['with a file that has none either', { current: SILENT, file: FILE }],
  ])('%s: it stays without one, and no log group is wanted', (_name, options) => {
    const { taskDefinition, logGroups } = render(options)
    expect(taskDefinition.containerDefinitions?.[0]).not.toHaveProperty('logConfiguration')
    expect(logGroups).toEqual([])
  })

  test('nothing of it differs', () => {
    expect(diffTaskDefinitions(SILENT, render({ current: SILENT }).taskDefinition)).toEqual([])
  })

  test.each([
    ['a log group is given', { logGroup: '/app' }, { 'awslogs-group': '/app' }],
    ['a stream prefix is given', { logStreamPrefix: 'web' }, { 'awslogs-stream-prefix': 'web' }],
  ])('%s: it gets one', (_name, inputs, options) => {
    const { logConfiguration } = render({ current: SILENT, inputs })
    expect(logConfiguration).toEqual({ ...DEFAULT, options: { ...DEFAULT.options, ...options } })
  })

  test('the file gives it one', () => {
    const file = [{ name: 'app', image: 'example.com/app:1', logConfiguration: { logDriver: 'awsfirelens' as const } }]
    expect(render({ current: SILENT, file }).logConfiguration).toEqual({ logDriver: 'awsfirelens' })
  })
})

describe('a container that is new gets the default', () => {
  test.each([
    ['nothing runs yet', {}],
    ['nothing runs yet, from a file', { file: FILE }],
    ['another container runs', { current: SILENT, file: [{ name: 'web', image: 'example.com/web:1' }] }],
  ])('%s', (_name, options) => {
    expect(render(options).logConfiguration).toEqual(DEFAULT)
  })
})

test('a container keeps the log configuration that runs where the file has none', () => {
  const logConfiguration = {
    logDriver: 'awslogs' as const,
    options: { ...DEFAULT.options, 'awslogs-group': '/by/hand' },
  }
  const current = { ...SILENT, containerDefinitions: [{ ...FILE[0], logConfiguration }] }
  expect(render({ current, file: FILE }).logConfiguration).toEqual(logConfiguration)
})
