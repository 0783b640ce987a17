import { describe, expect, test } from '@jest/globals'
import type { ContainerImage } from '../../src/image/image-facts.ts'
import type { RoleFacts } from '../../src/look-ups/roles.ts'
import { candidateNames } from '../../src/secrets/parameters.ts'
import { type CheckCase, EXECUTION_ROLE, renderedWith } from './data.ts'
import { describeChecks } from './describe-checks.ts'

function role(service = 'ecs-tasks.amazonaws.com', arn = EXECUTION_ROLE): RoleFacts {
  const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }
  return { kind: 'found', arn, trustPolicy: encodeURIComponent(JSON.stringify({ Statement: [statement] })) }
}

const TEMPLATE = {
  'td.json': JSON.stringify({
    family: 'api',
    executionRoleArn: EXECUTION_ROLE,
    containerDefinitions: [{ name: 'api', image: 'example.com/api:1' }],
  }),
}

function fileWith(executionRoleArn: string) {
  return {
    image: undefined,
    taskDefinition: { family: 'api', containerDefinitions: undefined, executionRoleArn },
    taskDefinitionTags: {},
    service: undefined,
    serviceTags: {},
  }
}

const ROLES: readonly CheckCase[] = [
  {
    name: 'a role that trusts the tasks, by name',
    inputs: { 'execution-role': 'execution' },
    observed: { executionRole: role() },
  },
  {
    name: 'a name that no role has',
    inputs: { 'execution-role': 'missing' },
    observed: { executionRole: { kind: 'missing' } },
    problems: [
      'Input "execution-role": there is no role named "missing" in this account. Give the name or the ARN of an existing role.',
    ],
  },
  {
    name: 'an ARN that no role has',
    inputs: { 'task-role': 'arn:aws:iam::123456789012:role/missing' },
    observed: { taskRole: { kind: 'missing' } },
    problems: [
      'Input "task-role": there is no role "arn:aws:iam::123456789012:role/missing". Correct the ARN, or create the role.',
    ],
  },
  {
    name: 'an ARN without the path of the role',
    inputs: { 'execution-role': EXECUTION_ROLE },
    observed: {
      executionRole: role('ecs-tasks.amazonaws.com', 'arn:aws:iam::123456789012:role/service-role/execution'),
    },
    problems: [
      'Input "execution-role": there is no role "arn:aws:iam::123456789012:role/execution", but there is "arn:aws:iam::123456789012:role/service-role/execution". Correct the ARN.',
    ],
  },
  {
    name: 'both roles trust another service',
    inputs: { 'execution-role': 'execution', 'task-role': 'task' },
    observed: { executionRole: role('ec2.amazonaws.com'), taskRole: role('ecs.amazonaws.com') },
    problems: [
      'Input "execution-role": role "execution" does not trust ecs-tasks.amazonaws.com (it trusts ec2.amazonaws.com), so that ECS cannot start tasks with it. Let ecs-tasks.amazonaws.com assume it in its trust policy, or give another role.',
      'Input "task-role": role "task" does not trust ecs-tasks.amazonaws.com (it trusts ecs.amazonaws.com), so that ECS cannot start tasks with it. Let ecs-tasks.amazonaws.com assume it in its trust policy, or give another role.',
    ],
  },
  {
    name: 'a role of the file',
    inputs: { 'task-definition': 'td.json' },
    files: TEMPLATE,
    observed: {
      files: fileWith(EXECUTION_ROLE),
      fileRoles: { execution: role('ec2.amazonaws.com'), task: undefined },
    },
    problems: [
      'task-definition file td.json: executionRoleArn: role "execution" does not trust ecs-tasks.amazonaws.com (it trusts ec2.amazonaws.com), so that ECS cannot start tasks with it. Let ecs-tasks.amazonaws.com assume it in its trust policy, or give another role.',
    ],
  },
  {
    name: 'a role of another account cannot be checked',
    inputs: { 'execution-role': 'arn:aws:iam::111122223333:role/execution' },
    observed: { executionRole: { kind: 'missing' } },
    notes: [
      'Input "execution-role": "arn:aws:iam::111122223333:role/execution" belongs to another account and was not checked.',
    ],
  },
  {
    name: 'without the permission, by name and by ARN',
    inputs: { 'execution-role': 'execution', 'task-role': 'arn:aws:iam::123456789012:role/task' },
    observed: { executionRole: { kind: 'unreadable' }, taskRole: { kind: 'unreadable' } },
    warnings: [
      'Input "execution-role": the path of role "execution" could not be looked up, because the permission iam:GetRole is missing. The path "/" is assumed; give the role\'s ARN if it has another.',
      'Input "task-role": role "task" could not be checked: the permission iam:GetRole is missing.',
    ],
  },
]

const ECR_IMAGE = '123456789012.dkr.ecr.us-east-1.amazonaws.com/api:1'
const SECRET = { name: 'KEY', valueFrom: '/team/key' }
const AWSLOGS = { logDriver: 'awslogs' } as const

const SECRETS: readonly CheckCase[] = [
  {
    name: 'no execution role, and nothing that needs one',
    observed: renderedWith(),
  },
  {
    name: 'no execution role, and everything that needs one',
    observed: renderedWith({ image: ECR_IMAGE, secrets: [SECRET], logConfiguration: AWSLOGS }),
    problems: [
      'The task definition has no execution role, and it needs one: container "api" has an image in ECR, secrets and the log driver awslogs. Give "execution-role".',
    ],
  },
  {
    name: 'an execution role for all of them',
    observed: renderedWith(
      { image: ECR_IMAGE, secrets: [SECRET], logConfiguration: AWSLOGS },
      { executionRoleArn: EXECUTION_ROLE },
    ),
  },
  {
    name: 'a secret of the log driver, and a private registry',
    observed: renderedWith({
      repositoryCredentials: {
        credentialsParameter: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:hub-AbCdEf',
      },
      logConfiguration: { logDriver: 'splunk', secretOptions: [SECRET] },
    }),
    problems: [
      'The task definition has no execution role, and it needs one: container "api" has secrets and credentials of a registry. Give "execution-role".',
    ],
  },
  {
    name: 'parameters that do not exist, and one that cannot be looked up',
    observed: {
      parameters: {
        missing: [
          { source: 'Input "secrets", KEY', parameter: '/team/key' },
          { source: 'task-definition file td.json, secret LEVEL', parameter: 'level' },
        ],
        unreadable: false,
        elsewhere: [
          {
            source: 'Input "secrets", SHARED',
            parameter: 'arn:aws:ssm:us-east-1:111122223333:parameter/shared',
          },
        ],
      },
    },
    problems: [
      'Input "secrets", KEY: there is no SSM parameter "/team/key" in this account and region. Create it, or correct the name.',
      'task-definition file td.json, secret LEVEL: there is no SSM parameter "level" in this account and region. Create it, or correct the name.',
    ],
    notes: [
      'Input "secrets", SHARED: SSM parameter "arn:aws:ssm:us-east-1:111122223333:parameter/shared" cannot be looked up here and was not checked.',
    ],
  },
  {
    name: 'parameters without the permission',
    observed: { parameters: { missing: [], unreadable: true, elsewhere: [] } },
    warnings: [
      'Whether the SSM parameters of the secrets exist could not be checked: the permission ssm:DescribeParameters is missing.',
    ],
  },
  {
    name: 'a secret that could not be looked up, once for all variables that use it',
    observed: {
      secrets: {
        inputs: {},
        file: {},
        guessed: ['KEY', 'OTHER_KEY'].map(name => ({
          source: `Input "secrets", ${name}`,
          secret: 'team/key',
          valueFrom: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:team/key',
        })),
      },
    },
    warnings: [
      'Input "secrets", KEY: secret "team/key" could not be looked up, because the permission secretsmanager:DescribeSecret is missing. It is used as given: give its full ARN to be sure that ECS finds it.',
    ],
  },
]

const MISSING =
  'Image "sidecar:1" does not exist: repository "sidecar" has no such tag. Push it first, or give an image that exists.'
const OTHER_IMAGE: ContainerImage = {
  container: 'sidecar',
  reference: '123456789012.dkr.ecr.us-east-1.amazonaws.com/sidecar:1',
  facts: {
    name: 'sidecar:1',
    digest: undefined,
    digests: [],
    architectures: undefined,
    missing: { kind: 'tag', repository: 'sidecar' },
  },
}
const UNKNOWN_IMAGE = { name: 'api:1', digest: undefined, digests: [], architectures: undefined }
const ARM_IMAGE = { name: 'api:1', digest: 'sha256:1', digests: [], architectures: ['arm64'] }

const IMAGES: readonly CheckCase[] = [
  { name: 'an image of a sidecar that is missing', observed: { otherImages: [OTHER_IMAGE] }, problems: [MISSING] },
  {
    name: 'for a plan that is only shown, a missing image is a warning',
    inputs: { mode: 'plan' },
    observed: { image: OTHER_IMAGE.facts, otherImages: [OTHER_IMAGE] },
    warnings: [MISSING],
  },
  {
    name: 'images for another CPU, of which one runs on no CPU that Fargate has',
    observed: {
      ...renderedWith(),
      image: ARM_IMAGE,
      otherImages: [{ ...OTHER_IMAGE, facts: { ...ARM_IMAGE, architectures: ['s390x'] } }],
    },
    problems: [
      'Image example.com/api:1 is built for arm64, but the task runs on X86_64 (amd64). Build it with "docker buildx build --platform linux/amd64", or give "cpu-architecture: ARM64".',
      'Image 123456789012.dkr.ecr.us-east-1.amazonaws.com/sidecar:1 is built for s390x, but the task runs on X86_64 (amd64). Build it with "docker buildx build --platform linux/amd64".',
    ],
  },
  {
    name: 'images for the CPU that the task has',
    observed: {
      ...renderedWith({}, { runtimePlatform: { cpuArchitecture: 'ARM64' } }),
      image: ARM_IMAGE,
      otherImages: [{ ...OTHER_IMAGE, facts: { ...ARM_IMAGE, architectures: ['amd64', 'arm64'] } }],
    },
  },
  {
    name: 'images that may not be looked for, in full or in part',
    observed: {
      image: { ...UNKNOWN_IMAGE, deniedPermissions: ['ecr:DescribeImages', 'ecr:BatchGetImage'] },
      otherImages: [{ ...OTHER_IMAGE, facts: { ...UNKNOWN_IMAGE, deniedPermissions: ['ecr:DescribeImages'] } }],
    },
    warnings: [
      'Image "api:1" could not be checked: the permissions ecr:DescribeImages and ecr:BatchGetImage are missing. Whether it exists, and for which CPU architecture, will show when its tasks start.',
      'Image "api:1" could not be checked: the permission ecr:DescribeImages is missing. Whether it exists, and for which CPU architecture, will show when its tasks start.',
    ],
  },
  {
    name: 'images whose architecture could not be read',
    observed: {
      image: { ...UNKNOWN_IMAGE, architectureProblem: { kind: 'denied', permission: 'ecr:GetDownloadUrlForLayer' } },
      otherImages: [
        {
          ...OTHER_IMAGE,
          facts: { ...UNKNOWN_IMAGE, architectureProblem: { kind: 'unreadable', reason: 'the layer has no JSON' } },
        },
      ],
    },
    warnings: [
      'The CPU architecture of image "api:1" could not be checked: the permission ecr:GetDownloadUrlForLayer is missing.',
      'The CPU architecture of image "api:1" could not be read and is not checked: the layer has no JSON.',
    ],
  },
]

describeChecks([
  ['roles', ROLES],
  ['secrets and the execution role', SECRETS],
  ['images', IMAGES],
])

describe('the names that a parameter can mean', () => {
  const HERE = { account: '123456789012', region: 'us-east-1' }
  test.each([
    { parameter: 'level', names: ['level'] },
    { parameter: '/team/level', names: ['/team/level'] },
    { parameter: 'arn:aws:ssm:us-east-1:123456789012:parameter/team/level', names: ['/team/level'] },
    { parameter: 'arn:aws:ssm:us-east-1:123456789012:parameter/level', names: ['level', '/level'] },
    { parameter: 'arn:aws:ssm:eu-west-1:123456789012:parameter/level', names: undefined },
    { parameter: 'arn:aws:ssm:us-east-1:111122223333:parameter/level', names: undefined },
    { parameter: '/aws/reference/secretsmanager/key', names: undefined },
    { parameter: '/awsome/key', names: ['/awsome/key'] },
  ])('$parameter: $names', ({ parameter, names }) => {
    expect(candidateNames(parameter, HERE)).toEqual(names)
  })
})
