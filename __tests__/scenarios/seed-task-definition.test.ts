import type { ContainerDefinition } from '@aws-sdk/client-ecs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Account, createAccount, FIRST_COMMIT } from './account.ts'
import { deployTo, type RunEnd } from './harness.ts'
import { SEED_INPUTS, SEED_INPUTS_WITHOUT_FILE } from './seed-inputs.ts'

const CASES = [
  { source: 'the template file', inputs: SEED_INPUTS },
  { source: 'inputs alone', inputs: SEED_INPUTS_WITHOUT_FILE },
]

describe.each(CASES)('the first deployment from $source: the task definition', ({ inputs }) => {
  let account: Account
  let end: RunEnd
  let container: ContainerDefinition

  beforeAll(async () => {
    account = await createAccount()
    end = await deployTo(account, inputs)
    container = account.taskDefinition().containerDefinitions?.[0] ?? {}
  })
  afterAll(() => account[Symbol.asyncDispose]())

  test('the run succeeded', () => expect([end.outcome, end.sentences]).toEqual(['succeeded', expect.any(Array)]))

  test('4.1.2 the account id was asked for, and it is in the ARNs', () => {
    expect(end.calls.map(call => call.operation)).toContain('GetCallerIdentity')
    expect(account.taskDefinition().executionRoleArn).toContain(':123456789012:')
  })

  test('4.1.3 no placeholder is left', () => {
    expect(JSON.stringify(account.taskDefinition())).not.toMatch(/<[A-Z_]+>|\$\{/)
  })

  test('4.1.4 the family', () => expect(account.taskDefinition().family).toBe('busyb-google-workspace-mcp'))

  test('4.1.5 to 4.1.7 network mode, compatibility, cpu and memory', () => {
    expect(account.taskDefinition()).toMatchObject({
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '512',
      memory: '1024',
    })
  })

  test('4.1.8 and 4.1.9 both roles as full ARNs of roles that exist', () => {
    const { executionRoleArn, taskRoleArn } = account.taskDefinition()
    expect(executionRoleArn).toBe('arn:aws:iam::123456789012:role/ecsTaskExecutionRole')
    expect(taskRoleArn).toBe('arn:aws:iam::123456789012:role/busyb-mcp-task-role')
    expect([executionRoleArn, taskRoleArn]).toEqual([account.seed.executionRoleArn, account.seed.taskRoleArn])
  })

  test('4.1.10 to 4.1.13 one container, its image tagged with the commit SHA, port 8000, essential', () => {
    expect(account.taskDefinition().containerDefinitions).toHaveLength(1)
    expect(container).toMatchObject({
      name: 'busyb-google-workspace-mcp',
      image: `123456789012.dkr.ecr.us-east-1.amazonaws.com/busyb-google-workspace-mcp:${FIRST_COMMIT}`,
      portMappings: [{ containerPort: 8000, protocol: 'tcp' }],
      essential: true,
    })
  })

  test('4.1.14 the environment', () => {
    const environment = Object.fromEntries((container.environment ?? []).map(({ name, value }) => [name, value]))
    // OAUTHLIB_INSECURE_TRANSPORT=0 of the plan turned insecure transport on: leaving it out is how it is off.
    expect(environment).toEqual({
      PORT: '8000',
      WORKSPACE_MCP_PORT: '8000',
      WORKSPACE_MCP_BASE_URI: 'http://google-workspace.busyb.local',
      MCP_ENABLE_OAUTH21: 'true',
      MCP_SINGLE_USER_MODE: '0',
    })
  })

  test('4.1.15 the secrets as full ARNs of secrets that exist', () => {
    const secrets = Object.fromEntries((container.secrets ?? []).map(({ name, valueFrom }) => [name, valueFrom]))
    const { secretArns } = account.seed
    expect(secrets).toEqual({
      MCP_GOOGLE_OAUTH_CLIENT_ID: secretArns['busyb/google-oauth-client-id'],
      MCP_GOOGLE_OAUTH_CLIENT_SECRET: secretArns['busyb/google-oauth-client-secret'],
      MCP_GOOGLE_CREDENTIALS_DIR: secretArns['busyb/s3-credentials-bucket'],
    })
    for (const arn of Object.values(secrets)) {
      expect(arn).toMatch(/^arn:aws:secretsmanager:us-east-1:123456789012:secret:busyb\/[a-z0-9-]+-[A-Za-z0-9]{6}$/)
    }
  })

  test('4.1.16 the logs, in a group that exists before the first task starts', () => {
    expect(container.logConfiguration).toMatchObject({
      logDriver: 'awslogs',
      options: {
        'awslogs-group': '/ecs/busyb-google-workspace-mcp',
        'awslogs-region': 'us-east-1',
        'awslogs-stream-prefix': 'ecs',
      },
    })
    const groups = account.simulator.state().logGroups.map(group => group.logGroupName)
    expect(groups).toEqual(['/ecs/busyb-google-workspace-mcp'])
    const group = end.calls.find(call => call.operation === 'CreateLogGroup')
    const registration = end.calls.find(call => call.operation === 'RegisterTaskDefinition')
    expect(group?.endedAt).toBeLessThanOrEqual(registration?.startedAt ?? 0)
  })

  test('4.1.17 the container health check', () => {
    expect(container.healthCheck).toEqual({
      command: ['CMD-SHELL', 'curl -f http://localhost:8000/health || exit 1'],
      interval: 30,
      timeout: 5,
      retries: 3,
      startPeriod: 60,
    })
  })

  test('4.2 one ACTIVE revision, whose ARN, name and number are outputs', () => {
    const revisions = account.simulator.state().taskDefinitions
    expect(revisions.map(({ revision, status }) => ({ revision, status }))).toEqual([{ revision: 1, status: 'ACTIVE' }])
    expect(end.outputs).toMatchObject({
      taskDefinitionArn: revisions[0]?.taskDefinitionArn,
      taskDefinitionName: 'busyb-google-workspace-mcp:1',
      taskDefinitionRevision: 1,
    })
  })

  test('the revision says which commit and which run it is of', () => {
    const tags = account.simulator.state().tags[account.service().taskDefinition ?? '']
    expect(tags).toMatchObject({
      'ecs-fargate-deploy:repository': 'example/google-workspace-mcp',
      'ecs-fargate-deploy:commit': FIRST_COMMIT,
      'ecs-fargate-deploy:run': '4711',
    })
  })
})

test('both sources describe the same task definition', async () => {
  const specs = []
  for (const { inputs } of CASES) {
    await using account = await createAccount()
    await deployTo(account, inputs)
    specs.push({ ...account.taskDefinition(), registeredAt: undefined })
  }
  expect(specs[0]).toEqual(specs[1])
})
