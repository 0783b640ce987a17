import type { TaskDefinition } from '@aws-sdk/client-ecs'
import { describe, expect, test } from '@jest/globals'
import { applyTaskDefinition } from '../../src/resources/task-definition/apply-task-definition.ts'
import {
  type ObservedTaskDefinition,
  observeTaskDefinition,
} from '../../src/resources/task-definition/observed-task-definition.ts'
import { planTaskDefinition } from '../../src/resources/task-definition/plan-task-definition.ts'
import { createError, createScriptedRun } from '../deployment/scripted-aws.ts'
import { createSpec } from '../task-definition/data.ts'
import { API_6, API_7, fieldsOf, lostResponse, OWNER_TAGS } from './data.ts'

const SPEC = createSpec({ family: 'api' })
const DESIRED = { spec: SPEC, tags: { given: { Team: 'payments' }, onCreation: OWNER_TAGS } }

function revision(arn: string, overrides: Partial<TaskDefinition> = {}): ObservedTaskDefinition {
  return { arn, taskDefinition: { ...SPEC, taskDefinitionArn: arn, status: 'ACTIVE', ...overrides } }
}

const CURRENT = revision(API_6)
const NEWEST = revision(API_7)
const OWNER = Object.entries(OWNER_TAGS).map(([key, value]) => ({ key, value }))
const OTHER = { cpu: '512', memory: '1024' }

describe('an equal revision is used', () => {
  test.each([
    ['the one that runs', { current: CURRENT, newest: NEWEST }, CURRENT],
    ['the newest of the family', { current: revision(API_6, OTHER), newest: NEWEST }, NEWEST],
    ['the newest, where no service is there yet', { current: undefined, newest: NEWEST }, NEWEST],
    [
      'the newest, where the one that runs was deregistered',
      { current: revision(API_6, { status: 'INACTIVE' }), newest: NEWEST },
      NEWEST,
    ],
  ])('%s', (_name, observed, used) => {
    expect(planTaskDefinition(DESIRED, observed)).toEqual({ kind: 'unchanged', observed: used })
  })
})

describe('another one is registered', () => {
  test('nothing is there: it is the first', () => {
    expect(planTaskDefinition(DESIRED, { current: undefined, newest: undefined })).toEqual({
      kind: 'create',
      desired: DESIRED,
    })
  })

  test('where what runs differs, by fields of what runs', () => {
    const observed = { current: revision(API_6, OTHER), newest: revision(API_7, { cpu: '1024', memory: '2048' }) }
    const change = planTaskDefinition(DESIRED, observed)
    expect(change.kind).toBe('replace')
    expect(fieldsOf(change)).toEqual(['cpu: 512 -> 256', 'memory: 1024 -> 512'])
  })

  test.each(['INACTIVE', 'DELETE_IN_PROGRESS'] as const)('where an equal one is %s', status => {
    const observed = { current: revision(API_6, { status }), newest: undefined }
    expect(fieldsOf(planTaskDefinition(DESIRED, observed))).toEqual([`status: ${status} -> ACTIVE`])
  })

  test('where an equal one is of another family', () => {
    const observed = { current: revision(API_6, { family: 'other' }), newest: undefined }
    expect(fieldsOf(planTaskDefinition(DESIRED, observed))).toEqual(['family: other -> api'])
  })
})

describe('tags alone', () => {
  const tagged = (tags: Readonly<Record<string, string>>) => ({ ...CURRENT, tags })

  test('are corrected on a revision that this action registered, and register no other', async () => {
    const change = planTaskDefinition(DESIRED, {
      current: tagged({ ...OWNER_TAGS, Team: 'search' }),
      newest: undefined,
    })
    expect([change.kind, fieldsOf(change)]).toEqual(['update', ['tags[Team]: search -> payments']])
    const { ctx, calls } = createScriptedRun({ TagResource: [{}] })
    expect(await applyTaskDefinition(ctx, change)).toBe(API_6)
    expect(calls).toMatchObject([
      { operation: 'TagResource', input: { resourceArn: API_6, tags: [{ key: 'Team', value: 'payments' }] } },
    ])
  })

  test('are left alone on a revision that somebody else registered', () => {
    const current = tagged({ Team: 'search' })
    expect(planTaskDefinition(DESIRED, { current, newest: undefined })).toEqual({
      kind: 'unchanged',
      observed: current,
    })
  })

  test('are read with the revision', async () => {
    const { ctx, calls } = createScriptedRun({
      DescribeTaskDefinition: [{ taskDefinition: CURRENT.taskDefinition, tags: OWNER }],
    })
    expect(await observeTaskDefinition(ctx, 'api', { readTags: true })).toEqual(tagged(OWNER_TAGS))
    expect(calls[0]?.input).toMatchObject({ include: ['TAGS'] })
  })
})

describe('environment values in the plan', () => {
  const container = (value: string) => ({
    containerDefinitions: [{ name: 'app', image: 'example.com/app:1', environment: [{ name: 'LEVEL', value }] }],
  })
  const observed = { current: revision(API_6, container('debug')), newest: undefined }
  const wanted = { ...DESIRED, spec: createSpec({ family: 'api', ...container('info') }) }
  const field = 'containerDefinitions[app].environment[LEVEL]'

  test.each([
    ['hidden', undefined, `${field}: (hidden) -> (hidden)`],
    ['shown on request', { showValues: true }, `${field}: debug -> info`],
  ])('%s', (_name, options, text) => {
    expect(fieldsOf(planTaskDefinition(wanted, observed, options))).toContain(text)
  })
})

describe('registering', () => {
  const create = planTaskDefinition(DESIRED, { current: undefined, newest: undefined })
  const response = { taskDefinition: { taskDefinitionArn: API_7 } }

  test('with its tags', async () => {
    const { ctx, calls } = createScriptedRun({ RegisterTaskDefinition: [response] })
    expect(await applyTaskDefinition(ctx, create)).toBe(API_7)
    expect(calls.map(call => call.input)).toEqual([{ ...SPEC, tags: [...OWNER, { key: 'Team', value: 'payments' }] }])
  })

  test('an unchanged one costs no call', async () => {
    const { ctx, calls } = createScriptedRun({})
    const unchanged = planTaskDefinition(DESIRED, { current: CURRENT, newest: undefined })
    expect(await applyTaskDefinition(ctx, unchanged)).toBe(API_6)
    expect(calls).toEqual([])
  })

  test('the response was lost: the revision that was registered is found', async () => {
    const { ctx, calls } = createScriptedRun({
      RegisterTaskDefinition: [lostResponse('RegisterTaskDefinition')],
      DescribeTaskDefinition: [
        { taskDefinition: revision(API_6, OTHER).taskDefinition },
        { taskDefinition: NEWEST.taskDefinition },
      ],
    })
    expect(await applyTaskDefinition(ctx, create)).toBe(API_7)
    expect(calls.filter(({ operation }) => operation === 'RegisterTaskDefinition')).toHaveLength(1)
  })

  test('the response was lost, and nothing was registered: it is sent again', async () => {
    const { ctx, calls } = createScriptedRun({
      RegisterTaskDefinition: [lostResponse('RegisterTaskDefinition'), response],
      DescribeTaskDefinition: [{ taskDefinition: revision(API_6, OTHER).taskDefinition }],
    })
    expect(await applyTaskDefinition(ctx, create)).toBe(API_7)
    expect(calls.filter(({ operation }) => operation === 'RegisterTaskDefinition')).toHaveLength(2)
  })
})

describe('observing', () => {
  test('a revision', async () => {
    const { ctx } = createScriptedRun({ DescribeTaskDefinition: [{ taskDefinition: CURRENT.taskDefinition }] })
    expect(await observeTaskDefinition(ctx, 'api')).toEqual(CURRENT)
  })

  test('a family without revisions is undefined', async () => {
    const error = createError('ClientException', 'Unable to describe task definition.')
    const { ctx } = createScriptedRun({ DescribeTaskDefinition: [error] })
    expect(await observeTaskDefinition(ctx, 'api')).toBeUndefined()
  })

  test('another error is thrown', async () => {
    const error = createError('AccessDeniedException')
    const { ctx } = createScriptedRun({ DescribeTaskDefinition: [error] })
    await expect(observeTaskDefinition(ctx, 'api')).rejects.toBe(error)
  })
})
