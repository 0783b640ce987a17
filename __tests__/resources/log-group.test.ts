import { describe, expect, test } from '@jest/globals'
import { applyLogGroup, observeLogGroup, planLogGroup, unreadableWarning } from '../../src/resources/log-group.ts'
import { createError, createScriptedRun } from '../deployment/scripted-aws.ts'
import { fieldsOf, lostAnswer, OWNER_TAGS } from './data.ts'

const desired = (retentionDays?: number) => ({ name: '/ecs/api', retentionDays, tags: OWNER_TAGS })
const observed = (retentionDays?: number, readable = true) => ({ name: '/ecs/api', retentionDays, readable })

describe('plan', () => {
  test('a group that does not exist is created', () => {
    expect(planLogGroup(desired(30), undefined)).toEqual({ kind: 'create', desired: desired(30) })
  })

  test.each([
    ['no retention given', desired(), observed(7)],
    ['the same retention', desired(7), observed(7)],
    ['a group that could not be read', desired(7), observed(undefined, false)],
  ])('%s: unchanged', (_name, wanted, group) => {
    expect(planLogGroup(wanted, group)).toEqual({ kind: 'unchanged', observed: group })
  })

  test.each([
    ['retentionInDays: 7 -> 30', observed(7)],
    ['retentionInDays: never expires -> 30', observed()],
  ])('%s', (field, group) => {
    expect(fieldsOf(planLogGroup(desired(30), group))).toEqual([field])
  })
})

describe('apply', () => {
  const retention = { logGroupName: '/ecs/api', retentionInDays: 30 }

  test('a new group with tags and retention', async () => {
    const { ctx, calls } = createScriptedRun({ CreateLogGroup: [{}], PutRetentionPolicy: [{}] })
    await applyLogGroup(ctx, planLogGroup(desired(30), undefined))
    expect(calls.map(({ input }) => input)).toEqual([{ logGroupName: '/ecs/api', tags: OWNER_TAGS }, retention])
  })

  test('without a retention its events are kept for ever', async () => {
    const { ctx, calls } = createScriptedRun({ CreateLogGroup: [{}] })
    await applyLogGroup(ctx, planLogGroup(desired(), undefined))
    expect(calls).toHaveLength(1)
  })

  test('a group that somebody else made meanwhile is what was wanted', async () => {
    const { ctx, calls } = createScriptedRun({
      CreateLogGroup: [createError('ResourceAlreadyExistsException')],
      PutRetentionPolicy: [{}],
    })
    await applyLogGroup(ctx, planLogGroup(desired(30), undefined))
    expect(calls.at(-1)?.input).toEqual(retention)
  })

  test('the answer was lost: the group that was made is found', async () => {
    const { ctx, calls } = createScriptedRun({
      CreateLogGroup: [lostAnswer('CreateLogGroup')],
      DescribeLogGroups: [{ logGroups: [] }, { logGroups: [{ logGroupName: '/ecs/api' }] }],
    })
    await applyLogGroup(ctx, planLogGroup(desired(), undefined))
    expect(calls.filter(({ operation }) => operation === 'CreateLogGroup')).toHaveLength(1)
  })

  test('the retention alone', async () => {
    const { ctx, calls } = createScriptedRun({ PutRetentionPolicy: [{}] })
    await applyLogGroup(ctx, planLogGroup(desired(30), observed(7)))
    expect(calls.map(({ input }) => input)).toEqual([retention])
  })

  test('an unchanged group costs no call', async () => {
    const { ctx, calls } = createScriptedRun({})
    await applyLogGroup(ctx, planLogGroup(desired(), observed()))
    expect(calls).toEqual([])
  })
})

describe('observe', () => {
  test('the group of that very name', async () => {
    const { ctx } = createScriptedRun({
      DescribeLogGroups: [{ logGroups: [{ logGroupName: '/ecs/api', retentionInDays: 7 }] }],
    })
    expect(await observeLogGroup(ctx, '/ecs/api')).toEqual(observed(7))
  })

  test('a longer name is another group', async () => {
    const { ctx } = createScriptedRun({ DescribeLogGroups: [{ logGroups: [{ logGroupName: '/ecs/api-2' }] }] })
    expect(await observeLogGroup(ctx, '/ecs/api')).toBeUndefined()
  })

  test('without the permission it is taken to exist, and that can be said', async () => {
    const { ctx } = createScriptedRun({ DescribeLogGroups: [createError('AccessDeniedException')] })
    const group = await observeLogGroup(ctx, '/ecs/api')
    expect(group).toEqual(observed(undefined, false))
    expect(unreadableWarning(observed())).toBe(
      'Whether log group "/ecs/api" exists could not be checked: the permission logs:DescribeLogGroups is missing. It is taken to exist.',
    )
  })
})
