import { describe, expect, test } from '@jest/globals'
import { PLAN_WIDTH } from '../../src/report/plan-text.ts'
import { type Account, createAccount, SECOND_COMMIT } from '../scenarios/account.ts'
import { deployTo } from '../scenarios/harness.ts'
import { type InputTexts, SEED_INPUTS, SEED_INPUTS_WITHOUT_FILE } from '../scenarios/seed-inputs.ts'
import { deploy, outcomeOf, type PlannedEnd, planOf } from './run.ts'

/** The lines of the plan in the log: from the title of its group to the end of a run that only plans. */
function planIn({ log }: PlannedEnd): readonly string[] {
  return log.slice(log.indexOf('Plan') + 1)
}

const UNPUSHED = 'd'.repeat(40)

describe('the plan that people read', () => {
  test('of the first deployment', async () => {
    await using account = await createAccount()
    expect(planIn(await planOf(account, SEED_INPUTS))).toEqual([
      '+ create  log group          /ecs/busyb-google-workspace-mcp',
      '+ create  task definition    busyb-google-workspace-mcp',
      '+ create  target group       busyb-google-workspace',
      '+ create  listener rule      priority 50, /google-workspace, /google-workspace/*',
      '+ create  namespace          busyb.local',
      '+ create  discovery service  google-workspace',
      '+ create  service            busyb-google-workspace-mcp-service',
    ])
  })

  test('of a second commit: only the tag of the image is shown', async () => {
    await using account = await createAccount()
    await deploy(account, SEED_INPUTS)
    const end = await planOf(account, SEED_INPUTS, { sha: SECOND_COMMIT })
    expect(planIn(end)).toEqual([
      '= unchanged  log group          /ecs/busyb-google-workspace-mcp',
      '± replace    task definition    busyb-google-workspace-mcp',
      '    containerDefinitions[busyb-google-workspace-mcp].image:',
      `      - ...:${'a'.repeat(40)}`,
      `      + ...:${'b'.repeat(40)}`,
      '= unchanged  target group       busyb-google-workspace',
      '= unchanged  listener rule      priority 50',
      '= unchanged  namespace          busyb.local',
      '= unchanged  discovery service  google-workspace',
      '~ update     service            busyb-google-workspace-mcp-service',
      '    taskDefinition: busyb-google-workspace-mcp:1 -> a new revision',
    ])
    expect(end.sentences).toEqual(['A deploy would change 2 of 7 resources and start a deployment.'])
    // The output has the whole values.
    expect(end.plan?.resources[1]?.fields[0]?.to).toBe(
      `123456789012.dkr.ecr.us-east-1.amazonaws.com/busyb-google-workspace-mcp:${'b'.repeat(40)}`,
    )
  })

  const MANY_CHANGES: InputTexts = {
    'path-patterns': '/google-workspace\n/google-workspace/*\n/google-workspace/v2/*',
    'host-headers': 'mcp.example.com',
    'security-groups': 'tag:Name=busyb-ecs-sg\ntag:Name=busyb-alb-sg',
    subnets: 'tag:Name=busyb-private-a',
    'task-role': 'other-role',
    'capacity-provider-strategy': 'FARGATE_SPOT=weight:4,base:0\nFARGATE=weight:1,base:1',
    'circuit-breaker': 'off',
    'container-health-check': `curl --fail --silent --show-error --max-time 4 http://localhost:8000/health || exit 1`,
    secrets: 'MCP_GOOGLE_OAUTH_CLIENT_ID=busyb/google-oauth-client-secret',
    tags: `Description=${'a long description '.repeat(12).trim()}`,
  }

  test.each([
    ['the first deployment', {}, false],
    ['a second commit', {}, true],
    ['many changes', MANY_CHANGES, true],
  ])('is never wider than a screen: %s', async (_name, inputs, isDeployed) => {
    await using account = await createAccount()
    account.simulator.services.iam.createRole({ name: 'other-role' })
    if (isDeployed) await deploy(account, SEED_INPUTS)
    const end = await planOf(account, { ...SEED_INPUTS, ...inputs }, { sha: SECOND_COMMIT })
    expect(outcomeOf(end)).toBe('planned')
    expect(planIn(end).filter(line => line.length > PLAN_WIDTH)).toEqual([])
    expect(planIn(end).length).toBeGreaterThan(6)
  })

  test.each([
    ['where nothing exists', false, {}, 'A deploy would create 7 of 7 resources and start a deployment.'],
    ['where nothing differs', true, {}, 'Nothing to change.'],
    [
      'where tags differ',
      true,
      { 'health-check-interval-seconds': '20' },
      'A deploy would change 1 of 7 resources, and start no deployment.',
    ],
  ])('ends with a sentence: %s', async (_name, isDeployed, inputs, sentence) => {
    await using account = await createAccount()
    if (isDeployed) await deploy(account, SEED_INPUTS)
    expect((await planOf(account, { ...SEED_INPUTS, ...inputs })).sentences).toEqual([sentence])
  })
})

describe('values of environment variables and commands', () => {
  const FIELD = 'containerDefinitions[busyb-google-workspace-mcp]'
  const CHANGED: InputTexts = {
    ...SEED_INPUTS_WITHOUT_FILE,
    environment: 'PORT=8000\nLEVEL=quite-private\nDSN=https://user:very-private@db.example.com/main',
    command: '["serve", "--token", "most-private", "--workers", "eleven"]',
  }
  const PRIVATE = ['quite-private', 'very-private', 'most-private', 'eleven']

  async function deployed(): Promise<Account> {
    const account = await createAccount()
    await deploy(account, SEED_INPUTS_WITHOUT_FILE)
    return account
  }

  test('appear nowhere: not in log, output, summary or sentences', async () => {
    await using account = await deployed()
    const plan = await planOf(account, CHANGED)
    expect(planIn(plan)).toContain(`    ${FIELD}.environment[LEVEL]: added`)
    expect(planIn(plan)).toContain(`    ${FIELD}.command: added`)
    const end = await deployTo(account, CHANGED)
    expect(end.outcome).toBe('succeeded')
    const everything = JSON.stringify([plan.log, plan.outputs, plan.sentences, end.log, end.outputs, end.summary])
    expect(PRIVATE.filter(value => everything.includes(value))).toEqual([])
  })

  test('are shown on request, without what looks like a secret', async () => {
    await using account = await deployed()
    const end = await planOf(account, { ...CHANGED, 'show-environment-values': 'true' })
    expect(planIn(end)).toContain(`    ${FIELD}.environment[LEVEL]: (none) -> quite-private`)
    const everything = JSON.stringify([end.log, end.outputs])
    expect(PRIVATE.filter(value => everything.includes(value))).toEqual(['quite-private', 'eleven'])
  })
})

describe('an image that does not exist', () => {
  const MISSING = `Image "busyb-google-workspace-mcp:${UNPUSHED}" does not exist: repository "busyb-google-workspace-mcp" has no such tag. Push it first, or give an image that exists.`

  test('is only a warning for a plan: the commit of a pull request has none yet', async () => {
    await using account = await createAccount()
    const end = await planOf(account, SEED_INPUTS, { sha: UNPUSHED })
    expect([outcomeOf(end), end.writes]).toEqual(['planned', []])
    expect(end.log).toContain(MISSING)
  })

  test('even where the digest is to be pinned', async () => {
    await using account = await createAccount()
    const end = await planOf(account, { ...SEED_INPUTS, 'pin-image-digest': 'true' }, { sha: UNPUSHED })
    expect([outcomeOf(end), end.writes]).toEqual(['planned', []])
    expect(end.log).toContain(MISSING)
  })

  test('is an error for a deploy', async () => {
    await using account = await createAccount()
    const end = await deploy(account, SEED_INPUTS, { sha: UNPUSHED })
    expect([end.outcome, end.sentences, end.writes]).toEqual(['invalid', [MISSING], []])
  })

  test('everything else that is wrong is an error for a plan, too', async () => {
    await using account = await createAccount()
    const end = await planOf(account, { ...SEED_INPUTS, cpu: '512', memory: '512' }, { sha: UNPUSHED })
    expect([end.outcome, end.writes]).toEqual(['invalid', []])
    expect(end.sentences).toHaveLength(1)
    expect(end.sentences[0]).toContain('512')
  })
})
