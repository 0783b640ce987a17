import { FIRST_COMMIT, REPOSITORY } from './account.ts'
import { type BadRequest, template } from './bad-requests.ts'
import { createRule, onPaths } from './neighbours.ts'
import { SEED_INPUTS, SEED_INPUTS_WITHOUT_FILE, without } from './seed-inputs.ts'

export const BAD_LOOK_UPS: readonly BadRequest[] = [
  {
    name: 'a cluster that does not exist',
    inputs: { ...SEED_INPUTS, cluster: 'busyb' },
    sentences: [
      'Input "cluster": there is no cluster "busyb" in us-east-1. Create it, or give the name of an existing one.',
    ],
  },
  {
    name: 'a tag that no VPC has',
    inputs: { ...SEED_INPUTS, vpc: 'tag:Name=busyb' },
    sentences: ['Input "vpc": no VPC in us-east-1 has the tag Name=busyb. There are: vpc-... (Name=busyb-vpc).'],
  },
  {
    name: 'a tag that two VPCs have',
    inputs: SEED_INPUTS,
    prepare: ({ simulator }) => simulator.services.ec2.createVpc({ cidr: '10.9.0.0/16', tags: { Name: 'busyb-vpc' } }),
    sentences: [
      'Input "vpc": 2 VPCs have the tag Name=busyb-vpc (vpc-..., vpc-...), but exactly one is needed. Give the id.',
    ],
  },
  {
    name: 'a tag that no subnet has',
    inputs: { ...SEED_INPUTS, subnets: 'tag:Type=internal' },
    sentences: [
      'Input "subnets": no subnet in vpc-... has the tag Type=internal. There are: subnet-... (Name=busyb-public-a, Type=public); subnet-... (Name=busyb-public-b, Type=public); subnet-... (Name=busyb-private-a, Type=private); subnet-... (Name=busyb-private-b, Type=private).',
    ],
  },
  {
    name: 'a tag that no security group has',
    inputs: { ...SEED_INPUTS, 'security-groups': 'tag:Name=ecs-sg' },
    sentences: [
      'Input "security-groups": no security group in vpc-... has the tag Name=ecs-sg. There are: sg-... (busyb-ecs-sg); sg-... (busyb-alb-sg).',
    ],
  },
  {
    name: 'a tag that two security groups have',
    inputs: SEED_INPUTS,
    prepare: ({ simulator, seed }) =>
      simulator.services.ec2.createSecurityGroup({ vpcId: seed.vpcId, name: 'second', tags: { Name: 'busyb-ecs-sg' } }),
    sentences: [
      'Input "security-groups": 2 security groups in vpc-... have the tag Name=busyb-ecs-sg: sg-... (busyb-ecs-sg), sg-... (second). Give the ids of the ones to use.',
    ],
  },
  {
    name: 'a load balancer that does not exist',
    inputs: { ...SEED_INPUTS, 'load-balancer': 'alb' },
    sentences: ['Input "load-balancer": there is no load balancer "alb" in us-east-1. There are: busyb-alb.'],
  },
  {
    name: 'a port without a listener',
    inputs: { ...SEED_INPUTS, 'listener-port': '8443' },
    sentences: [
      'Input "listener-port": load balancer "busyb-alb" has no listener on port 8443. It has: 443 (HTTPS), 80 (HTTP).',
    ],
  },
  {
    name: 'an image that was not pushed',
    inputs: { ...SEED_INPUTS, 'image-tag': 'never-pushed' },
    sentences: [
      'Image "busyb-google-workspace-mcp:never-pushed" does not exist: repository "busyb-google-workspace-mcp" has no such tag. Push it first, or give an image that exists.',
    ],
  },
  {
    name: 'a repository that does not exist',
    inputs: { ...SEED_INPUTS, 'ecr-repository': 'busyb-mcp' },
    sentences: [
      'Image "busyb-mcp:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" does not exist: there is no ECR repository "busyb-mcp" in us-east-1. Create it, or correct "ecr-repository".',
    ],
  },
  {
    name: 'an image for another CPU',
    inputs: SEED_INPUTS,
    prepare: ({ simulator }) =>
      simulator.pushImage({ repository: REPOSITORY, tag: FIRST_COMMIT, architectures: ['arm64'] }),
    sentences: [
      'Image 123456789012.dkr.ecr.us-east-1.amazonaws.com/busyb-google-workspace-mcp:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa is built for arm64, but the task runs on X86_64 (amd64). Build it with "docker buildx build --platform linux/amd64", or give "cpu-architecture: ARM64".',
    ],
  },
  {
    name: 'a role that does not exist',
    inputs: { ...SEED_INPUTS_WITHOUT_FILE, 'task-role': 'mcp-task-role' },
    sentences: [
      'Input "task-role": there is no role named "mcp-task-role" in this account. Give the name or the ARN of an existing role.',
    ],
  },
  {
    name: 'a secret that does not exist',
    inputs: { ...SEED_INPUTS_WITHOUT_FILE, secrets: 'KEY=busyb/key' },
    sentences: [
      'Input "secrets", KEY: there is no secret "busyb/key" in this account and region. Create it, or correct the name.',
    ],
  },
  {
    name: 'a secret of the file that does not exist',
    inputs: SEED_INPUTS,
    files: template(text => text.replace('google-oauth-client-id', 'oauth-client-id')),
    sentences: [
      'task-definition file ecs/task-definition-google-workspace-mcp.json, secret MCP_GOOGLE_OAUTH_CLIENT_ID: there is no secret "arn:aws:secretsmanager:us-east-1:123456789012:secret:busyb/oauth-client-id" in this account and region. Create it, or correct the name.',
    ],
  },
  {
    name: 'a rule priority that somebody else has',
    inputs: SEED_INPUTS,
    prepare: account => createRule(account, { Priority: 50, Conditions: onPaths('/other/*') }),
    sentences: [
      'Listener rule for /google-workspace, /google-workspace/*: priority 50 is used by the rule with priority 50 (/other/*; forwards to busyb-core). Give another number in "rule-priority", or "auto".',
    ],
  },
  {
    name: 'a target group of that name in another VPC',
    inputs: SEED_INPUTS,
    prepare: ({ simulator }) =>
      simulator.call('elasticloadbalancing', 'CreateTargetGroup', {
        Name: 'busyb-google-workspace',
        Protocol: 'HTTP',
        Port: 8000,
        VpcId: simulator.services.ec2.createVpc({ cidr: '10.9.0.0/16', tags: {} }),
        TargetType: 'ip',
      }),
    sentences: [
      'Target group "busyb-google-workspace" is in vpc-..., and the service is in vpc-...; names are unique in a region. It is not taken over. Give another name (input "target-group").',
    ],
  },
  {
    name: 'a new service without subnets',
    inputs: without(SEED_INPUTS, 'subnets'),
    sentences: [
      'Service "busyb-google-workspace-mcp-service" does not exist yet, and a new one needs subnets. Give "subnets" (ids, or "tag:Key=Value" with "vpc").',
    ],
  },
  {
    name: 'several wrong look-ups at once',
    inputs: {
      ...SEED_INPUTS,
      cluster: 'busyb',
      subnets: 'tag:Type=internal',
      'load-balancer': 'alb',
      'image-tag': 'never-pushed',
    },
    sentences: [
      'Input "load-balancer": there is no load balancer "alb" in us-east-1. There are: busyb-alb.',
      'Input "subnets": no subnet in vpc-... has the tag Type=internal. There are: subnet-... (Name=busyb-public-a, Type=public); subnet-... (Name=busyb-public-b, Type=public); subnet-... (Name=busyb-private-a, Type=private); subnet-... (Name=busyb-private-b, Type=private).',
      'Input "cluster": there is no cluster "busyb" in us-east-1. Create it, or give the name of an existing one.',
      'Image "busyb-google-workspace-mcp:never-pushed" does not exist: repository "busyb-google-workspace-mcp" has no such tag. Push it first, or give an image that exists.',
    ],
  },
]
