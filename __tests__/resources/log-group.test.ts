import { describe, expect, test } from '@jest/globals'
import { applyLogGroup, observeLogGroup, observeLogGroupTags } from '../../src/resources/log-group/log-group-calls.ts'
import { planLogGroup } from '../../src/resources/log-group/plan-log-group.ts'
import { createError, createScriptedRun } from '../deployment/scripted-aws.ts'
import { fieldsOf, lostResponse, NO_TAGS, OWNER_TAGS } from './data.ts'

const desired = (retentionDays?: number) => ({ name: '/ecs/api', retentionDays, tags: NO_TAGS })
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

describe('tags', () => {
  const wanted = { ...desired(), tags: { ...NO_TAGS, given: { Team: 'payments' } } }
  const arn = 'arn:aws:logs:us-east-1:123456789012:log-group:/ecs/api'
  const tagged = (tags: Readonly<Record<string, string>>) => ({ ...observed(), arn, tags })

  test('are corrected on a group that this action created', async () => {
    const change = planLogGroup(wanted, tagged({ ...OWNER_TAGS, Team: 'search' }))
    expect(fieldsOf(change)).toEqual(['tags[Team]: search -> payments'])
    const { ctx, calls } = createScriptedRun({ TagResource: [{}] })
    await applyLogGroup(ctx, change)
    expect(calls).toMatchObject([{ operation: 'TagResource', input: { resourceArn: arn, tags: { Team: 'payments' } } }])
  })

  test.each([
    ['one that somebody else created', tagged({ Team: 'search' })],
    ['one whose tags were not read', observed()],
  ])('are left alone on %s', (_name, group) => {
    expect(planLogGroup(wanted, group).kind).toBe('unchanged')
  })

  test('are read by the ARN without the star', async () => {
    const group = { logGroupName: '/ecs/api', arn: `${arn}:*` }
    const { ctx, calls } = createScriptedRun({
      DescribeLogGroups: [{ logGroups: [group] }],
      ListTagsForResource: [{ tags: { Team: 'search' } }],
    })
    const found = await observeLogGroup(ctx, '/ecs/api')
    expect(found && (await observeLogGroupTags(ctx, found))).toEqual(tagged({ Team: 'search' }))
    expect(calls.at(-1)?.input).toEqual({ resourceArn: arn })
  })

  test('that may not be read are marked so', async () => {
    const { ctx } = createScriptedRun({ ListTagsForResource: [createError('AccessDeniedException')] })
    expect(await observeLogGroupTags(ctx, { ...observed(), arn })).toEqual({
      ...observed(),
      arn,
      areTagsUnreadable: true,
    })
  })
})

describe('apply', () => {
  const retention = { logGroupName: '/ecs/api', retentionInDays: 30 }

  test('a new group with tags and retention', async () => {
    const { ctx, calls } = createScriptedRun({ CreateLogGroup: [{}], PutRetentionPolicy: [{}] })
    await applyLogGroup(ctx, planLogGroup(desired(30), undefined))
    expect(calls.map(({ input }) => input)).toEqual([{ logGroupName: '/ecs/api', tags: OWNER_TAGS }, retention])
  })

  test('without a retention its events never expire', async () => {
    const { ctx, calls } = createScriptedRun({ CreateLogGroup: [{}] })
    await applyLogGroup(ctx, planLogGroup(desired(), undefined))
    expect(calls).toHaveLength(1)
  })

  test('a group that somebody else created meanwhile is accepted', async () => {
    const { ctx, calls } = createScriptedRun({
      CreateLogGroup: [createError('ResourceAlreadyExistsException')],
      PutRetentionPolicy: [{}],
    })
    await applyLogGroup(ctx, planLogGroup(desired(30), undefined))
    expect(calls.at(-1)?.input).toEqual(retention)
  })

  test('the response was lost: the group that was created is found', async () => {
    const { ctx, calls } = createScriptedRun({
      CreateLogGroup: [lostResponse('CreateLogGroup')],
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
  test('the group of that exact name', async () => {
    const { ctx } = createScriptedRun({
      DescribeLogGroups: [{ logGroups: [{ logGroupName: '/ecs/api', retentionInDays: 7 }] }],
    })
    expect(await observeLogGroup(ctx, '/ecs/api')).toEqual(observed(7))
  })

  test('a longer name is another group', async () => {
    const { ctx } = createScriptedRun({ DescribeLogGroups: [{ logGroups: [{ logGroupName: '/ecs/api-2' }] }] })
    expect(await observeLogGroup(ctx, '/ecs/api')).toBeUndefined()
  })

  test('without the permission it is taken to exist, and marked as not readable', async () => {
    const { ctx } = createScriptedRun({ DescribeLogGroups: [createError('AccessDeniedException')] })
    const group = await observeLogGroup(ctx, '/ecs/api')
    expect(group).toEqual(observed(undefined, false))
  })
})
