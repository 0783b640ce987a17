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

  test('the account id is read from AWS, and the ARNs contain it', () => {
    expect(end.calls.map(call => call.operation)).toContain('GetCallerIdentity')
    expect(account.taskDefinition().executionRoleArn).toContain(':123456789012:')
  })

  test('no placeholder is left', () => {
    expect(JSON.stringify(account.taskDefinition())).not.toMatch(/<[A-Z_]+>|\$\{/)
  })

  test('the family is the given one', () => expect(account.taskDefinition().family).toBe('busyb-google-workspace-mcp'))

  test('network mode, compatibility, cpu and memory are right for Fargate', () => {
    expect(account.taskDefinition()).toMatchObject({
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '512',
      memory: '1024',
    })
  })

  test('both roles are full ARNs of roles that exist', () => {
    const { executionRoleArn, taskRoleArn } = account.taskDefinition()
    expect(executionRoleArn).toBe('arn:aws:iam::123456789012:role/ecsTaskExecutionRole')
    expect(taskRoleArn).toBe('arn:aws:iam::123456789012:role/busyb-mcp-task-role')
    expect([executionRoleArn, taskRoleArn]).toEqual([account.seed.executionRoleArn, account.seed.taskRoleArn])
  })

  test('there is one essential container, on port 8000, whose image is tagged with the commit SHA', () => {
    expect(account.taskDefinition().containerDefinitions).toHaveLength(1)
    expect(container).toMatchObject({
      name: 'busyb-google-workspace-mcp',
      image: `123456789012.dkr.ecr.us-east-1.amazonaws.com/busyb-google-workspace-mcp:${FIRST_COMMIT}`,
      portMappings: [{ containerPort: 8000, protocol: 'tcp' }],
      essential: true,
    })
  })

  test('the container has the given environment', () => {
    const environment = Object.fromEntries((container.environment ?? []).map(({ name, value }) => [name, value]))
    // Any value of OAUTHLIB_INSECURE_TRANSPORT, even 0, turns insecure transport on: it is off only where it is left out.
    expect(environment).toEqual({
      PORT: '8000',
      WORKSPACE_MCP_PORT: '8000',
      WORKSPACE_MCP_BASE_URI: 'http://google-workspace.busyb.local',
      MCP_ENABLE_OAUTH21: 'true',
      MCP_SINGLE_USER_MODE: '0',
    })
  })

  test('the secrets are full ARNs of secrets that exist', () => {
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

  test('the logs go to a group that exists before the task definition is registered', () => {
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

  test('the container has the given health check', () => {
    expect(container.healthCheck).toEqual({
      command: ['CMD-SHELL', 'curl -f http://localhost:8000/health || exit 1'],
      interval: 30,
      timeout: 5,
      retries: 3,
      startPeriod: 60,
    })
  })

  test('there is one ACTIVE revision, whose ARN, name and number are outputs', () => {
    const revisions = account.simulator.state().taskDefinitions
    expect(revisions.map(({ revision, status }) => ({ revision, status }))).toEqual([{ revision: 1, status: 'ACTIVE' }])
    expect(end.outputs).toMatchObject({
      taskDefinitionArn: revisions[0]?.taskDefinitionArn,
      taskDefinitionName: 'busyb-google-workspace-mcp:1',
      taskDefinitionRevision: 1,
    })
  })

  test('the tags of the revision name the commit and the run', () => {
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
