import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Context } from '../../src/context.ts'
import { applyRule } from '../../src/resources/listener-rule/apply-rule.ts'
import { observeOwnRule, observeRules } from '../../src/resources/listener-rule/observed-rule.ts'
import { planRule } from '../../src/resources/listener-rule/plan-rule.ts'
import type { DesiredRule } from '../../src/resources/listener-rule/rule.ts'
import { applyTargetGroup } from '../../src/resources/target-group/apply-target-group.ts'
import { observeTargetGroup } from '../../src/resources/target-group/observed-target-group.ts'
import { planTargetGroup } from '../../src/resources/target-group/plan-target-group.ts'
import { applyTaskDefinition } from '../../src/resources/task-definition/apply-task-definition.ts'
import { observeTaskDefinition } from '../../src/resources/task-definition/observed-task-definition.ts'
import { planTaskDefinition } from '../../src/resources/task-definition/plan-task-definition.ts'
import { renderTaskDefinition } from '../../src/task-definition/render.ts'
import { createHealthCheckInputs, createInputs } from '../task-definition/data.ts'
import { contextOf } from './context.ts'
import { DIFFERENCES } from './differences.ts'
import { type Account, SUBJECTS } from './subjects.ts'

const TAGS = {
  given: { Environment: 'production' },
  onCreation: { 'ecs-fargate-deploy:cluster': 'busyb-cluster', 'ecs-fargate-deploy:service': 'api' },
}

describe.each(SUBJECTS)('The same input twice: $name', ({ name: subject, start }) => {
  let account: Account
  let context: Context
  beforeAll(async () => {
    account = await start()
    context = contextOf(account)
  })
  afterAll(() => account.close())

  test('a task definition is registered, and then unchanged', async () => {
    const plan = async () => {
      const newest = await observeTaskDefinition(context, 'twice')
      const { taskDefinition, problems } = renderTaskDefinition({
        current: newest?.taskDefinition,
        inputs: createInputs({
          containerPort: 8000,
          cpu: '512',
          memory: '1024',
          environment: { PORT: '8000', EMPTY: '' },
          healthCheck: {
            ...createHealthCheckInputs(),
            command: 'curl -f http://localhost:8000/health || exit 1',
          },
        }),
        family: 'twice',
        image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/busyb-google-workspace-mcp:v1',
        executionRoleArn: account.executionRoleArn,
        secretArns: {},
        region: 'us-east-1',
      })
      expect(problems).toEqual([])
      return planTaskDefinition({ spec: taskDefinition, tags: TAGS }, { current: newest, newest })
    }
    const first = await plan()
    expect(first.kind).toBe('create')
    const arn = await applyTaskDefinition(context, first)
    expect(await plan()).toMatchObject({ kind: 'unchanged', observed: { arn } })
  })

  const groupInput = (name: string) => ({
    name,
    vpcId: account.vpcId,
    settings: {
      name,
      protocol: 'HTTP',
      protocolVersion: 'HTTP1',
      port: 8000,
      healthCheckPath: '/health',
      healthCheckIntervalSeconds: 20,
      healthCheckTimeoutSeconds: 5,
      healthyThresholdCount: 2,
      unhealthyThresholdCount: 3,
      healthCheckMatcher: '200',
      deregistrationDelaySeconds: undefined,
    } as const,
    containerPort: 8000,
    tags: TAGS,
  })
  const planGroup = async (name: string) =>
    planTargetGroup(groupInput(name), await observeTargetGroup(context, { name, readDelay: false, readTags: true }))
  const makeGroup = async (name: string) => await applyTargetGroup(context, await planGroup(name))

  test('a target group is created, and then unchanged', async () => {
    expect((await planGroup('twice')).kind).toBe('create')
    const arn = await makeGroup('twice')
    expect(await planGroup('twice')).toMatchObject({ kind: 'unchanged', observed: { arn } })
  })

  /** Plans, applies, and plans again: the kind of the second plan, and the fields that differ. */
  const ruleTwice = async (name: string, input: Pick<DesiredRule, 'priority' | 'stripPathPrefix'>) => {
    const targetGroupArn = await makeGroup(name)
    const desired: DesiredRule = {
      listenerArn: account.listenerArn,
      targetGroupArn,
      match: { paths: [`/${name}`, `/${name}/*`], hosts: undefined },
      tags: TAGS,
      ...input,
    }
    const plan = async () => {
      const rules = await observeRules(context, account.listenerArn)
      const { match, priority, tags } = desired
      return planRule(
        desired,
        await observeOwnRule(context, rules, { targetGroupArn, match, priority, tags, readTags: true }),
        rules,
      )
    }
    const first = await plan()
    expect(first.kind).toBe('create')
    await applyRule(context, first)
    const second = await plan()
    return { kind: second.kind, fields: 'fields' in second ? second.fields.map(({ field }) => field) : [] }
  }

  test('a listener rule is created, and then unchanged', async () => {
    const input = { priority: 50, stripPathPrefix: undefined }
    expect(await ruleTwice('fixed', input)).toEqual({ kind: 'unchanged', fields: [] })
  })

  test('a listener rule whose priority is chosen is created, and then unchanged', async () => {
    const input = { priority: 'auto', stripPathPrefix: undefined } as const
    expect(await ruleTwice('auto', input)).toEqual({ kind: 'unchanged', fields: [] })
  })

  test('a listener rule that strips a prefix is unchanged where its transform is kept', async () => {
    const expected = {
      kept: { kind: 'unchanged', fields: [] },
      dropped: { kind: 'update', fields: ['Transforms'] },
    }
    const input = { priority: 60, stripPathPrefix: '/strip' }
    expect(await ruleTwice('strip', input)).toEqual(expected[DIFFERENCES['rule-transforms'][subject]])
  })
})
