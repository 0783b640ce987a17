import { describe, expect, test } from '@jest/globals'
import type { Fault } from '../../simulator/options.ts'
import { type Account, createAccount, FIRST_COMMIT, SECOND_COMMIT } from '../scenarios/account.ts'
import { deployTo } from '../scenarios/harness.ts'
import { createRule, createTargetGroup, forwardTo, onPaths } from '../scenarios/neighbours.ts'
import {
  type InputTexts,
  SEED_FILES,
  SEED_INPUTS,
  SEED_INPUTS_WITHOUT_FILE,
  seedInputsById,
  without,
} from '../scenarios/seed-inputs.ts'

const TEMPLATE = 'ecs/task-definition-google-workspace-mcp.json'
const REGISTRY = '123456789012.dkr.ecr.us-east-1.amazonaws.com'

interface Container {
  readonly name: string
  readonly environment: readonly object[]
  readonly secrets: readonly object[]
}

interface TemplateFile {
  readonly containerDefinitions: readonly [Container]
}

/** The example's template file with more in it. */
function templateWith(extend: (file: TemplateFile) => object): Readonly<Record<string, string>> {
  const file = JSON.parse(SEED_FILES[TEMPLATE] ?? '') as TemplateFile
  return { [TEMPLATE]: JSON.stringify({ ...file, ...extend(file) }) }
}

function sidecar(image: string): object {
  return { name: 'sidecar', image, essential: false }
}

function fillListener(account: Account): void {
  for (let priority = 1; priority <= 100; priority += 1) {
    createRule(account, { Priority: 1000 + priority, Conditions: onPaths(`/other-${priority}`) })
  }
}

/** A subnet in a zone in which the load balancer has none. */
function subnetInZone({ simulator, seed }: Account, zone: string): string {
  return simulator.services.ec2.createSubnet({
    vpcId: seed.vpcId,
    availabilityZone: `us-east-1${zone}`,
    cidr: '10.0.160.0/20',
  })
}

describe('all findings at once, before anything is written', () => {
  test('of everything that is looked up, each in one sentence', async () => {
    await using account = await createAccount()
    const { simulator } = account
    const { iam } = simulator.services
    iam.createRole({ name: 'ecsTaskExecutionRole', trust: ['ec2.amazonaws.com'] })
    fillListener(account)
    const outside = subnetInZone(account, 'f')
    const files = templateWith(({ containerDefinitions: [container] }) => ({
      memory: '700',
      taskRoleArn: 'arn:aws:iam::123456789012:role/gone',
      containerDefinitions: [
        {
          ...container,
          environment: [...container.environment, { name: 'OAUTHLIB_INSECURE_TRANSPORT', value: '0' }],
          secrets: [
            ...container.secrets,
            { name: 'LEVEL', valueFrom: '/busyb/level' },
            { name: 'TOKEN', valueFrom: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:busyb/token' },
          ],
        },
        sidecar(`${REGISTRY}/busyb-google-workspace-mcp:sidecar`),
      ],
    }))
    const before = simulator.state()
    const inputs = {
      ...without(SEED_INPUTS, 'health-check-timeout-seconds', 'execution-role', 'task-role'),
      'container-name': 'busyb-google-workspace-mcp',
      subnets: outside,
      'security-groups': 'sg-0123456789abcdef0',
      'health-check-interval-seconds': '5',
      'health-check-grace-period-seconds': '10',
    }
    const env = { AWS_CREDENTIAL_EXPIRATION: new Date(simulator.clock.now() + 600_000).toISOString() }
    const end = await deployTo(account, inputs, { files, env })

    expect([end.outcome, end.writes]).toEqual(['invalid', []])
    expect(simulator.state()).toEqual(before)
    expect(end.sentences).toEqual([
      `task-definition file ${TEMPLATE}, secret TOKEN: there is no secret "arn:aws:secretsmanager:us-east-1:123456789012:secret:busyb/token" in this account and region. Create it, or correct the name.`,
      'task definition: memory is "700", which Fargate does not offer with cpu "512". Valid: 1024, 2048, 3072, 4096 (MiB).',
      'Image "busyb-google-workspace-mcp:sidecar" does not exist: repository "busyb-google-workspace-mcp" has no such tag. Push it first, or give an image that exists.',
      `task-definition file ${TEMPLATE}: executionRoleArn: role "ecsTaskExecutionRole" does not trust ecs-tasks.amazonaws.com (it trusts ec2.amazonaws.com), so that ECS cannot start tasks with it. Let ecs-tasks.amazonaws.com assume it in its trust policy, or give another role.`,
      `task-definition file ${TEMPLATE}: taskRoleArn: there is no role "arn:aws:iam::123456789012:role/gone". Correct the ARN, or create the role.`,
      `task-definition file ${TEMPLATE}, secret LEVEL: there is no SSM parameter "/busyb/level" in this account and region. Create it, or correct the name.`,
      'Input "security-groups": there is no security group "sg-0123456789abcdef0" in this region. Correct the id.',
      `No subnet of the service is in a zone of load balancer "busyb-alb" (us-east-1a and us-east-1b): ${outside} in us-east-1f. Give subnets in its zones, or enable theirs for it.`,
      'Input "health-check-interval-seconds" is 5, but target group "busyb-google-workspace" would have, as a new group, a timeout of 6 seconds, and the timeout must be shorter than the interval. Give "health-check-timeout-seconds" too, below 5.',
      'The listener has 100 rules beside its default rule, and a load balancer of this account can have 100: there is no room for another one. Delete a rule, have the quota "Rules per Application Load Balancer" raised, or use another load balancer.',
    ])
    expect(end.warnings).toEqual([
      'The health check grace period is 10 seconds, but container "busyb-google-workspace-mcp" is given 60 seconds to start: ECS may stop a task for failing the load balancer\'s checks while it still starts. Give "health-check-grace-period-seconds: 60" or more.',
      'Container "busyb-google-workspace-mcp": the variable OAUTHLIB_INSECURE_TRANSPORT is "0", but oauthlib only checks whether it is empty: OAuth over plain HTTP is allowed. Remove it.',
      'The credentials expire in 10 minutes, but the step may wait for 30 ("wait-timeout-minutes"). It would then lose sight of the deployment. Give aws-actions/configure-aws-credentials a longer "role-duration-seconds" (at most what the role allows), or wait for less.',
    ])
  })

  test('beside what cannot be planned', async () => {
    await using account = await createAccount()
    account.simulator.services.iam.createRole({ name: 'busyb-mcp-task-role', trust: ['lambda.amazonaws.com'] })
    createRule(account, { Priority: 50, Conditions: onPaths('/other') })
    const end = await deployTo(account, SEED_INPUTS_WITHOUT_FILE)
    expect([end.outcome, end.writes]).toEqual(['invalid', []])
    expect(end.sentences).toEqual([
      'Input "task-role": role "busyb-mcp-task-role" does not trust ecs-tasks.amazonaws.com (it trusts lambda.amazonaws.com), so that ECS cannot start tasks with it. Let ecs-tasks.amazonaws.com assume it in its trust policy, or give another role.',
      expect.stringContaining('50'),
    ])
  })
})

describe('what the checks prevent', () => {
  test('a task in a zone that is not enabled for the load balancer gets no requests', async () => {
    await using account = await createAccount()
    const { simulator } = account
    await deployTo(account, SEED_INPUTS)
    const outside = subnetInZone(account, 'f')
    simulator.call('ecs', 'UpdateService', {
      cluster: 'busyb-cluster',
      service: account.service().serviceName,
      networkConfiguration: { awsvpcConfiguration: { subnets: [outside] } },
    })
    simulator.clock.advance(120_000)
    const { TargetHealthDescriptions } = simulator.call('elasticloadbalancing', 'DescribeTargetHealth', {
      TargetGroupArn: account.service().loadBalancers?.[0]?.targetGroupArn,
    })
    expect(TargetHealthDescriptions).toContainEqual(
      expect.objectContaining({
        TargetHealth: {
          State: 'unused',
          Reason: 'Target.NotInUse',
          Description: 'Target is in an Availability Zone that is not enabled for the load balancer',
        },
      }),
    )
  })

  test('a role that does not trust the tasks would keep them from starting', async () => {
    await using account = await createAccount()
    const { simulator } = account
    await deployTo(account, SEED_INPUTS)
    simulator.services.iam.createRole({ name: 'busyb-mcp-task-role', trust: ['lambda.amazonaws.com'] })
    simulator.call('ecs', 'UpdateService', {
      cluster: 'busyb-cluster',
      service: account.service().serviceName,
      forceNewDeployment: true,
    })
    simulator.clock.advance(60_000)
    expect(account.service().events?.[0]?.message).toContain('ECS was unable to assume the role')
  })
})

describe('what exists is accepted', () => {
  test('a sidecar of the same registry and one from elsewhere, a parameter, roles by ARN', async () => {
    await using account = await createAccount()
    const { simulator } = account
    simulator.services.ssm.createParameter({ name: '/busyb/level' })
    simulator.services.ecr.createRepository({ name: 'sidecar' })
    simulator.pushImage({ repository: 'sidecar', tag: '1' })
    const files = templateWith(({ containerDefinitions: [container] }) => ({
      containerDefinitions: [
        {
          ...container,
          secrets: [
            ...container.secrets,
            { name: 'LEVEL', valueFrom: 'arn:aws:ssm:us-east-1:123456789012:parameter/busyb/level' },
          ],
        },
        sidecar(`${REGISTRY}/sidecar:1`),
        { name: 'proxy', image: 'registry.example.com/proxy:1', essential: false },
      ],
    }))
    const inputs = { ...SEED_INPUTS, 'container-name': 'busyb-google-workspace-mcp' }
    const end = await deployTo(account, inputs, { files })
    expect([end.outcome, end.warnings]).toEqual(['succeeded', []])
    const described = end.calls.filter(call => call.operation === 'DescribeImages').map(call => call.input)
    expect(described.map(input => input.repositoryName).toSorted()).toEqual(['busyb-google-workspace-mcp', 'sidecar'])
    expect(end.calls.filter(call => call.service === 'ssm').map(call => call.operation)).toEqual(['DescribeParameters'])
  })

  test('a plan warns of an image that is not pushed yet, even where its digest is to be pinned', async () => {
    await using account = await createAccount()
    const end = await deployTo(account, {
      ...SEED_INPUTS,
      mode: 'plan',
      'image-tag': 'not-pushed',
      'pin-image-digest': 'true',
    })
    expect([end.outcome, end.writes]).toEqual(['planned', []])
    expect(end.warnings).toEqual([
      'Image "busyb-google-workspace-mcp:not-pushed" does not exist: repository "busyb-google-workspace-mcp" has no such tag. Push it first, or give an image that exists.',
    ])
  })

  test('a redeploy and a run without a change do not read the network', async () => {
    await using account = await createAccount()
    const inputs = seedInputsById(account.seed)
    await deployTo(account, inputs)
    const redeploy = await deployTo(account, inputs, { sha: SECOND_COMMIT })
    const unchanged = await deployTo(account, inputs, { sha: SECOND_COMMIT })
    expect([redeploy.outcome, unchanged.outcome]).toEqual(['succeeded', 'unchanged'])
    expect([...redeploy.calls, ...unchanged.calls].filter(call => call.service === 'ec2')).toEqual([])
  })

  test('another subnet is checked, and one outside the zones of the load balancer is reported', async () => {
    await using account = await createAccount()
    const inputs = seedInputsById(account.seed)
    await deployTo(account, inputs)
    const outside = subnetInZone(account, 'f')
    const end = await deployTo(account, { ...inputs, subnets: `${inputs.subnets}\n${outside}`, mode: 'plan' })
    expect(end.warnings).toEqual([
      `These subnets are not in a zone of load balancer "busyb-alb" (us-east-1a and us-east-1b): ${outside} in us-east-1f. Tasks there get no requests. Leave these subnets out, or enable their zones for it.`,
    ])
  })
})

interface Denial {
  readonly denied: Fault['operation']
  readonly inputs: (account: Account) => InputTexts
  readonly prepare?: (account: Account) => void
  readonly outcome?: string
  readonly warnings: readonly string[]
}

const IMAGE = `"busyb-google-workspace-mcp:${FIRST_COMMIT}"`
const CANNOT_SEE = 'is missing. Whether it exists, and for which CPU architecture, will show when its tasks start.'

/** A target group with a load balancer, that the action is only to attach. */
function attachedGroup(account: Account): InputTexts {
  const arn = createTargetGroup(account, { Name: 'team', Port: 80 })
  createRule(account, { Priority: 3, Conditions: onPaths('/team'), Actions: forwardTo(arn) })
  const kept = ['cluster', 'service', 'ecr-repository', 'task-definition', 'vpc', 'subnets', 'security-groups']
  const rest = Object.fromEntries(kept.map(name => [name, SEED_INPUTS[name] ?? '']))
  return { ...rest, 'target-group-arn': arn, 'health-check-grace-period-seconds': '60' }
}

const DENIALS: readonly Denial[] = [
  {
    denied: 'iam:GetRole',
    inputs: () => without(SEED_INPUTS, 'execution-role', 'task-role'),
    warnings: [
      `task-definition file ${TEMPLATE}: executionRoleArn: role "ecsTaskExecutionRole" could not be checked: the permission iam:GetRole is missing.`,
      `task-definition file ${TEMPLATE}: taskRoleArn: role "busyb-mcp-task-role" could not be checked: the permission iam:GetRole is missing.`,
    ],
  },
  {
    denied: 'ssm:DescribeParameters',
    inputs: () => ({ ...SEED_INPUTS, secrets: 'LEVEL=ssm:/busyb/level' }),
    prepare: ({ simulator }) => simulator.services.ssm.createParameter({ name: '/busyb/level' }),
    warnings: [
      'Whether the SSM parameters of the secrets exist could not be checked: the permission ssm:DescribeParameters is missing.',
    ],
  },
  {
    denied: 'ec2:DescribeSubnets',
    inputs: ({ seed }) => seedInputsById(seed),
    warnings: [
      'Where the subnets of the service are could not be checked: the permission ec2:DescribeSubnets is missing.',
    ],
  },
  {
    denied: 'ec2:DescribeSecurityGroups',
    inputs: ({ seed }) => seedInputsById(seed),
    warnings: [
      'Where the security groups of the service are could not be checked: the permission ec2:DescribeSecurityGroups is missing.',
    ],
  },
  {
    denied: 'ecr:DescribeImages',
    inputs: () => SEED_INPUTS,
    warnings: [`Image ${IMAGE} could not be checked: the permission ecr:DescribeImages ${CANNOT_SEE}`],
  },
  {
    denied: 'ecr:BatchGetImage',
    inputs: () => SEED_INPUTS,
    warnings: [`Image ${IMAGE} could not be checked: the permission ecr:BatchGetImage ${CANNOT_SEE}`],
  },
  {
    denied: 'ecr:GetDownloadUrlForLayer',
    inputs: () => SEED_INPUTS,
    warnings: [
      `The CPU architecture of image ${IMAGE} could not be checked: the permission ecr:GetDownloadUrlForLayer is missing.`,
    ],
  },
  {
    denied: 'elasticloadbalancing:DescribeTargetGroups',
    inputs: attachedGroup,
    warnings: [
      'Input "target-group-arn": target group "team" could not be checked: the permission elasticloadbalancing:DescribeTargetGroups is missing.',
    ],
  },
  {
    denied: 'elasticloadbalancing:DescribeLoadBalancers',
    inputs: attachedGroup,
    warnings: [
      'Whether the load balancer of target group "team" reaches the subnets could not be checked: the permission elasticloadbalancing:DescribeLoadBalancers is missing.',
    ],
  },
  {
    denied: 'elasticloadbalancing:DescribeAccountLimits',
    inputs: () => SEED_INPUTS,
    prepare: fillListener,
    // The simulated account has no room, and it is AWS that says so.
    outcome: 'failed',
    warnings: [
      'The listener has 100 rules. Whether its load balancer can have another one could not be checked (100 is the usual quota): the permission elasticloadbalancing:DescribeAccountLimits is missing.',
    ],
  },
]

describe('a read that is not allowed is reported, and the run goes on', () => {
  test.each(DENIALS)('$denied', async ({ denied, inputs, prepare, outcome = 'succeeded', warnings }) => {
    await using account = await createAccount()
    prepare?.(account)
    const texts = inputs(account)
    account.simulator.addFault({
      operation: denied,
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'access-denied' },
    })
    const end = await deployTo(account, texts)
    expect([end.outcome, end.warnings]).toEqual([outcome, warnings])
    expect(end.calls.some(call => `${call.service}:${call.operation}` === denied)).toBe(true)
  })
})
