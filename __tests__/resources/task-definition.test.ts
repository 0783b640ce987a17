import type { TaskDefinition } from '@aws-sdk/client-ecs'
import { describe, expect, test } from '@jest/globals'
import {
  applyTaskDefinition,
  type ObservedTaskDefinition,
  observeTaskDefinition,
  planTaskDefinition,
} from '../../src/resources/task-definition.ts'
import { createError, createScriptedRun } from '../deployment/scripted-aws.ts'
import { createSpec } from '../task-definition/data.ts'
import { API_6, API_7, fieldsOf, lostAnswer } from './data.ts'

const SPEC = createSpec({ family: 'api' })
const DESIRED = { spec: SPEC, tags: { Team: 'payments' } }

function revision(arn: string, overrides: Partial<TaskDefinition> = {}): ObservedTaskDefinition {
  return { arn, taskDefinition: { ...SPEC, taskDefinitionArn: arn, status: 'ACTIVE', ...overrides } }
}

const CURRENT = revision(API_6)
const NEWEST = revision(API_7)
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
    expect(fieldsOf(planTaskDefinition(DESIRED, observed))).toEqual(['cpu: 512 -> 256', 'memory: 1024 -> 512'])
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

describe('registering', () => {
  const create = planTaskDefinition(DESIRED, { current: undefined, newest: undefined })
  const answer = { taskDefinition: { taskDefinitionArn: API_7 } }

  test('with its tags', async () => {
    const { ctx, calls } = createScriptedRun({ RegisterTaskDefinition: [answer] })
    expect(await applyTaskDefinition(ctx, create)).toBe(API_7)
    expect(calls.map(call => call.input)).toEqual([{ ...SPEC, tags: [{ key: 'Team', value: 'payments' }] }])
  })

  test('an unchanged one costs no call', async () => {
    const { ctx, calls } = createScriptedRun({})
    const unchanged = planTaskDefinition(DESIRED, { current: CURRENT, newest: undefined })
    expect(await applyTaskDefinition(ctx, unchanged)).toBe(API_6)
    expect(calls).toEqual([])
  })

  test('the answer was lost: the revision that was registered is found', async () => {
    const { ctx, calls } = createScriptedRun({
      RegisterTaskDefinition: [lostAnswer('RegisterTaskDefinition')],
      DescribeTaskDefinition: [
        { taskDefinition: revision(API_6, OTHER).taskDefinition },
        { taskDefinition: NEWEST.taskDefinition },
      ],
    })
    expect(await applyTaskDefinition(ctx, create)).toBe(API_7)
    expect(calls.filter(({ operation }) => operation === 'RegisterTaskDefinition')).toHaveLength(1)
  })

  test('the answer was lost, and nothing was registered: it is sent again', async () => {
    const { ctx, calls } = createScriptedRun({
      RegisterTaskDefinition: [lostAnswer('RegisterTaskDefinition'), answer],
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

  test('a family without revisions is none', async () => {
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
