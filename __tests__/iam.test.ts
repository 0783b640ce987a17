import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { isWrite } from '../simulator/journal.ts'
import type { JournalEntry } from '../simulator/options.ts'
import { CancelledError } from '../src/runtime.ts'
import { actionOf, resourcesOf } from './iam/call-resources.ts'
import { EXERCISES, type Exercise } from './iam/exercises.ts'
import { actionsOf, allows, IAM_DOCS, readPolicy, readPolicyText, type Statement } from './iam/policy.ts'
import { callsInSources } from './iam/sources.ts'
import { type Account, createAccount, SECOND_COMMIT, SERVICE } from './scenarios/account.ts'
import { deployTo, type RunEnd } from './scenarios/harness.ts'
import { SEED_INPUTS_WITHOUT_FILE } from './scenarios/seed-inputs.ts'

const MODES = ['deploy', 'plan'] as const

type Mode = (typeof MODES)[number]

/**
 * Permissions that AWS requires in the course of a call although the action never makes them, each with that call.
 * docs/iam.md has a row with the source of each.
 */
const DEPENDENT: Readonly<Record<Mode, readonly string[]>> = {
  deploy: [
    'ec2:DescribeRegions',
    'ec2:DescribeVpcs',
    'ecs:TagResource',
    'elasticloadbalancing:AddTags',
    'iam:CreateServiceLinkedRole',
    'iam:PassRole',
    'logs:TagResource',
    'route53:AssociateVPCWithHostedZone',
    'route53:CreateHostedZone',
    'route53:GetHostedZone',
    'route53:ListHostedZonesByName',
    'servicediscovery:TagResource',
  ],
  plan: [],
}

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  ACCOUNT: '123456789012',
  REGION: 'us-east-1',
  CLUSTER: 'busyb-cluster',
  SERVICE,
  FAMILY: 'busyb-google-workspace-mcp',
  REPOSITORY: 'busyb-google-workspace-mcp',
  'TARGET-GROUP': 'busyb-google-workspace',
  'LOAD-BALANCER': 'busyb-alb',
  'LOG-GROUP': '/ecs/busyb-google-workspace-mcp',
  'EXECUTION-ROLE': 'ecsTaskExecutionRole',
  'TASK-ROLE': 'busyb-mcp-task-role',
  'SECRET-PREFIX': 'busyb/',
}

const ends: { readonly name: string; readonly mode: Mode; readonly end: RunEnd }[] = []
const calls: Record<Mode, JournalEntry[]> = { deploy: [], plan: [] }

async function run(account: Account, exercise: Exercise, mode: Mode): Promise<void> {
  const before = account.simulator.journal.entries.length
  const { sha, cancelAt } = exercise
  const controller = new AbortController()
  const cancel = () => controller.abort(new CancelledError())
  if (cancelAt !== undefined && mode === 'deploy') {
    account.simulator.addFault({ operation: cancelAt, effect: { kind: 'hook', run: cancel } })
  }
  const options = { signal: controller.signal, ...(sha && { sha }) }
  const end = await deployTo(account, { ...exercise.inputs(account), mode }, options)
  ends.push({ name: exercise.name, mode, end })
  calls[mode].push(...account.simulator.journal.entries.slice(before))
}

beforeAll(async () => {
  await using accounts = new AsyncDisposableStack()
  let account: Account | undefined
  for (const exercise of EXERCISES) {
    if (!account || exercise.fresh) account = accounts.use(await createAccount())
    exercise.before?.(account)
    await run(account, exercise, 'plan')
    await run(account, exercise, 'deploy')
  }
}, 120_000)

describe('what the exercises do', () => {
  test.each(EXERCISES)('$name', ({ name, planned = 'planned', outcome }) => {
    const of = (mode: Mode) => ends.find(one => one.name === name && one.mode === mode)?.end
    expect([of('plan')?.outcome, of('plan')?.sentences]).toEqual([planned, expect.any(Array)])
    expect([of('deploy')?.outcome, of('deploy')?.sentences]).toEqual([outcome, expect.any(Array)])
  })

  test('planning writes nothing', () => {
    expect(calls.plan.filter(call => call.write).map(call => call.operation)).toEqual([])
  })
})

describe.each(MODES)('the policy for mode %s', mode => {
  const policy = readPolicy(mode)
  const actionsCalled = () => [...new Set(calls[mode].flatMap(call => actionOf(call) ?? []))].toSorted()

  test('allows exactly what the mode calls, and what AWS requires beside it', () => {
    expect(actionsOf(policy)).toEqual([...new Set([...actionsCalled(), ...DEPENDENT[mode]])].toSorted())
  })

  test('names every action once, and no action by a wildcard', () => {
    const actions = actionsOf(policy)
    expect(actions).toEqual([...new Set(actions)])
    expect(actions.filter(action => action.includes('*'))).toEqual([])
  })

  test('covers the resources of every call, with the names of the service put in', () => {
    const filled = readPolicy(mode, PLACEHOLDERS)
    const refused = calls[mode].flatMap(call => {
      const action = actionOf(call)
      if (action === undefined) return []
      return resourcesOf(call).flatMap(resource => (allows(filled, action, resource) ? [] : [`${action} ${resource}`]))
    })
    expect([...new Set(refused)]).toEqual([])
  })

  test('does not cover those of another service, of another target group, or of another listener', () => {
    const filled = readPolicy(mode, PLACEHOLDERS)
    const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:123456789012:${resource}`
    const foreign = [
      ['ecs:UpdateService', arn('ecs', 'service/busyb-cluster/other')],
      ['ecs:RegisterTaskDefinition', arn('ecs', 'task-definition/other:1')],
      ['elasticloadbalancing:ModifyTargetGroup', arn('elasticloadbalancing', 'targetgroup/other/0123456789abcdef')],
      ['elasticloadbalancing:ModifyRule', arn('elasticloadbalancing', 'listener-rule/app/other/1/2/3')],
      ['logs:PutRetentionPolicy', arn('logs', 'log-group:/ecs/other:*')],
      ['iam:PassRole', 'arn:aws:iam::123456789012:role/Administrator'],
    ] as const
    expect(foreign.filter(([action, resource]) => allows(filled, action, resource))).toEqual([])
  })

  test('has only the placeholders that the documentation names', () => {
    const left = JSON.stringify(readPolicy(mode, PLACEHOLDERS).Statement.map(statement => statement.Resource))
    expect(left.match(/\b[A-Z]{3,}(-[A-Z]+)*\b/g) ?? []).toEqual([])
    const text = documentation()
    expect(Object.keys(PLACEHOLDERS).filter(name => !text.includes(`\`${name}\``))).toEqual([])
  })

  test('fits into a managed policy', () => {
    // 6,144 characters, white space not counted (IAM user guide, "IAM and AWS STS quotas").
    expect(readPolicyText(mode).replaceAll(/\s/g, '').length).toBeLessThanOrEqual(6144)
  })
})

describe('roles', () => {
  const statement = (action: string) =>
    readPolicy('deploy').Statement.find(({ Action }) => Action.includes(action)) as Statement

  test('are passed to tasks only', () => {
    expect(statement('iam:PassRole').Condition).toEqual({
      StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
    })
  })

  test('that are linked to a service are created for ECS only', () => {
    expect(statement('iam:CreateServiceLinkedRole').Condition).toEqual({
      StringEquals: { 'iam:AWSServiceName': 'ecs.amazonaws.com' },
    })
  })

  test('of workflows are assumed by one repository and environment', () => {
    const trust = JSON.parse(readFileSync(join(IAM_DOCS, 'trust-policy.json'), 'utf8'))
    expect(trust.Statement).toHaveLength(1)
    expect(trust.Statement[0].Condition.StringEquals).toEqual({
      'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
      'token.actions.githubusercontent.com:sub': 'repo:OWNER/NAME:environment:production',
    })
  })
})

describe('the calls in the sources', () => {
  test('are all in the policy for deploy', () => {
    const allowed = new Set([...actionsOf(readPolicy('deploy')), 'sts:GetCallerIdentity'])
    expect(callsInSources().filter(call => !allowed.has(call))).toEqual([])
  })

  test('that read, where plans are made, are all in the policy for plan', () => {
    const allowed = new Set([...actionsOf(readPolicy('plan')), 'sts:GetCallerIdentity'])
    const reads = ['planning', 'preflight', 'resources']
      .flatMap(folder => callsInSources(folder))
      .filter(call => !isWrite(call.split(':')[1] ?? '') && !allowed.has(call))
    // Waits for what a write has begun.
    expect([...new Set(reads)]).toEqual(['servicediscovery:GetOperation'])
  })

  test('are all made in the exercises, so that the comparison above leaves nothing out', () => {
    const made = new Set(calls.deploy.map(({ service, operation }) => `${service}:${operation}`))
    expect(callsInSources().filter(call => !made.has(call))).toEqual([])
  })
})

/** Without these a run reports what it could not check, and goes on. */
const OPTIONAL = [
  'application-autoscaling:DescribeScalableTargets',
  'ecr:BatchGetImage',
  'ecr:DescribeImages',
  'ecr:GetDownloadUrlForLayer',
  'ecs:DescribeServiceDeployments',
  'ecs:ListServiceDeployments',
  'elasticloadbalancing:DescribeAccountLimits',
  'iam:GetRole',
  'logs:GetLogEvents',
  'logs:ListTagsForResource',
  'secretsmanager:DescribeSecret',
  'ssm:DescribeParameters',
] as const

/** Not called in an undisturbed run: for the log of a failure, for a full listener, and where AWS's own hint is stale. */
const RARE: ReadonlySet<string> = new Set([
  'ecs:ListServiceDeployments',
  'elasticloadbalancing:DescribeAccountLimits',
  'logs:GetLogEvents',
])

describe('permissions that the documentation calls checks', () => {
  test.each(OPTIONAL.filter(operation => !RARE.has(operation)))(
    'a service is deployed, and deployed again, without %s',
    async operation => {
      await using account = await createAccount()
      account.simulator.services.ssm.createParameter({ name: '/busyb/level' })
      account.simulator.addFault({ operation, times: Number.POSITIVE_INFINITY, effect: { kind: 'access-denied' } })
      const secret = account.seed.secretArns['busyb/google-oauth-client-id']
      const inputs = { ...SEED_INPUTS_WITHOUT_FILE, secrets: `LEVEL=ssm:/busyb/level\nCLIENT_ID=${secret}` }
      const first = await deployTo(account, inputs)
      const second = await deployTo(account, { ...inputs, 'desired-count': '2' }, { sha: SECOND_COMMIT })
      expect([first, second].map(({ outcome, sentences }) => [outcome, sentences])).toEqual([
        ['succeeded', expect.any(Array)],
        ['succeeded', expect.any(Array)],
      ])
      const calls = account.simulator.journal.entries.filter(call => `${call.service}:${call.operation}` === operation)
      expect([...new Set(calls.map(call => call.outcome))]).toEqual([
        expect.stringMatching(/^AccessDenied|^Unauthorized/),
      ])
    },
  )

  test('are those that it lists', () => {
    const [, list = ''] = documentation().split(/These are checks|These are not optional/)
    expect([...list.matchAll(/`([\w-]+:\w+)`/g)].map(([, action]) => action)).toEqual(OPTIONAL)
  })
})

describe('docs/iam.md', () => {
  test('has a row with its source for each permission that no call shows', () => {
    const rows = documentation()
      .split('\n')
      .filter(line => line.startsWith('|'))
    const missing = DEPENDENT.deploy.filter(
      action => !rows.some(row => row.includes(`\`${action}\``) && row.includes('https://')),
    )
    expect(missing).toEqual([])
  })

  test('names each statement that is for all resources', () => {
    const text = documentation()
    const unbounded = MODES.flatMap(mode => readPolicy(mode).Statement.filter(({ Resource }) => Resource === '*'))
    expect(unbounded.map(({ Sid }) => Sid).filter(sid => !text.includes(`\`${sid}\``))).toEqual([])
  })
})

function documentation(): string {
  return readFileSync(join(IAM_DOCS, '..', 'iam.md'), 'utf8')
}
