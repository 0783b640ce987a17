import { describe, expect, test } from '@jest/globals'
import type { NetworkFacts } from '../../src/look-ups/network-facts.ts'
import { wantedNetwork } from '../../src/observation/wanted-network.ts'
import { createObservation, LOAD_BALANCER, serviceFile } from '../planning/data.ts'
import { createRule, DEFAULT_RULE, LISTENER, observedRule } from '../resources/data.ts'
import { type CheckCase, existing, GROUP_ARN, givenGroup, renderedWith } from './data.ts'
import { describeChecks } from './describe-checks.ts'

const IN_A = { id: 'subnet-1', vpcId: 'vpc-1', zone: 'us-east-1a' }
const IN_B = { id: 'subnet-2', vpcId: 'vpc-1', zone: 'us-east-1b' }
const IN_C = { id: 'subnet-3', vpcId: 'vpc-1', zone: 'us-east-1c' }
const BALANCER = {
  ...LOAD_BALANCER,
  AvailabilityZones: [{ ZoneName: 'us-east-1a' }, { ZoneName: 'us-east-1b' }],
}

function network(overrides: Partial<NetworkFacts> = {}): NetworkFacts {
  const subnets = overrides.subnets ?? [IN_A, IN_B]
  const securityGroups = overrides.securityGroups ?? []
  return {
    subnetIds: subnets.map(({ id }) => id),
    securityGroupIds: securityGroups.map(({ id }) => id),
    subnets,
    securityGroups,
    ...overrides,
  }
}

const NETWORK: readonly CheckCase[] = [
  { name: 'in the zones of the load balancer', observed: { network: network(), loadBalancer: BALANCER } },
  { name: 'a network that stays as it is', observed: { network: undefined, loadBalancer: BALANCER } },
  {
    name: 'ids that do not exist',
    inputs: { subnets: 'tag:Type=private', 'security-groups': 'tag:Name=ecs', vpc: 'tag:Name=main' },
    observed: { network: network({ subnetIds: ['subnet-1', 'subnet-9'], securityGroupIds: ['sg-9'] }) },
    problems: [
      'Input "subnets": there is no subnet "subnet-9" in this region. Correct the id.',
      'Input "security-groups": there is no security group "sg-9" in this region. Correct the id.',
    ],
  },
  {
    name: 'ids of the file that do not exist',
    inputs: { 'service-definition': 'service.json' },
    files: { 'service.json': '{}' },
    observed: { network: network({ subnetIds: ['subnet-9'], subnets: [] }) },
    problems: [
      'service-definition file service.json, subnets: there is no subnet "subnet-9" in this region. Correct the id.',
    ],
  },
  {
    name: 'subnets of two VPCs',
    observed: { network: network({ subnets: [IN_A, { ...IN_B, vpcId: 'vpc-2' }] }) },
    problems: [
      'The subnets of the service are in several VPCs (subnet-1 in vpc-1 and subnet-2 in vpc-2), but must be in one. Give other subnets.',
    ],
  },
  {
    name: 'a security group of another VPC',
    observed: { network: network({ securityGroups: [{ id: 'sg-1', vpcId: 'vpc-2' }] }) },
    problems: ['Security group "sg-1" is in vpc-2, but the subnets are in vpc-1. Give another one.'],
  },
  {
    name: 'a load balancer in another VPC',
    observed: { network: network(), loadBalancer: { ...BALANCER, VpcId: 'vpc-2' } },
    problems: ['The subnets are in vpc-1, but load balancer "main" is in vpc-2. Give subnets of that VPC.'],
  },
  {
    name: 'a target group in another VPC',
    observed: { network: network(), givenTargetGroups: [givenGroup({}, { VpcId: 'vpc-2' })] },
    problems: ['The subnets are in vpc-1, but target group "team" is in vpc-2. Give subnets of that VPC.'],
  },
  {
    name: 'another VPC is given',
    inputs: { vpc: 'tag:Name=other' },
    observed: { network: network(), vpcId: 'vpc-2' },
    problems: ['The subnets are in vpc-1, but input "vpc" means vpc-2. Give subnets of that VPC.'],
  },
  {
    name: 'one subnet outside the zones of the load balancer',
    observed: { network: network({ subnets: [IN_A, IN_C] }), loadBalancer: BALANCER },
    warnings: [
      'These subnets are not in a zone of load balancer "main" (us-east-1a and us-east-1b): subnet-3 in us-east-1c. Tasks there get no requests. Leave these subnets out, or enable their zones for it.',
    ],
  },
  {
    name: "all subnets outside the zones of the given target group's load balancer",
    observed: { network: network({ subnets: [IN_C] }), givenTargetGroups: [givenGroup()] },
    problems: [
      'No subnet of the service is in a zone of load balancer "main" (us-east-1a and us-east-1b): subnet-3 in us-east-1c. Give subnets in its zones, or enable theirs for it.',
    ],
  },
  {
    name: 'too many of both',
    observed: {
      network: network({
        subnets: Array.from({ length: 17 }, (_, n) => ({ ...IN_A, id: `subnet-${n}` })),
        securityGroups: Array.from({ length: 6 }, (_, n) => ({ id: `sg-${n}`, vpcId: 'vpc-1' })),
      }),
    },
    problems: [
      'The service would have 17 subnets, and at most 16 are allowed. Give fewer.',
      'The service would have 6 security groups, and at most 5 are allowed. Give fewer.',
    ],
  },
  {
    name: 'without the permissions',
    observed: {
      network: { subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'], subnets: undefined, securityGroups: undefined },
      loadBalancer: BALANCER,
    },
    warnings: [
      'Where the subnets of the service are could not be checked: the permission ec2:DescribeSubnets is missing.',
      'Where the security groups of the service are could not be checked: the permission ec2:DescribeSecurityGroups is missing.',
    ],
  },
]

const GIVEN_GROUPS: readonly CheckCase[] = [
  { name: 'as it should be', observed: { givenTargetGroups: [givenGroup()] } },
  {
    name: 'that does not exist',
    observed: { givenTargetGroups: [givenGroup({ group: 'missing' })] },
    problems: [`Input "target-group-arn": there is no target group "${GROUP_ARN}" in this region. Correct the ARN.`],
  },
  {
    name: 'of instances',
    observed: { givenTargetGroups: [givenGroup({}, { TargetType: 'instance' })] },
    problems: [
      'Input "target-group-arn": target group "team" has the target type instance, and tasks on Fargate are targets by their address. Give a group with the target type ip.',
    ],
  },
  {
    name: 'without a load balancer',
    observed: { givenTargetGroups: [givenGroup({ loadBalancer: undefined }, { LoadBalancerArns: [] })] },
    problems: [
      'Input "target-group-arn": target group "team" has no load balancer, and AWS accepts a service only with one. Let a listener or a rule forward to the group first.',
    ],
  },
  {
    name: 'without the permissions',
    observed: { givenTargetGroups: [givenGroup({ group: 'unreadable' }), givenGroup({ loadBalancer: undefined })] },
    warnings: [
      'Input "target-group-arn": target group "team" could not be checked: the permission elasticloadbalancing:DescribeTargetGroups is missing.',
      'Whether the load balancer of target group "team" reaches the subnets could not be checked: the permission elasticloadbalancing:DescribeLoadBalancers is missing.',
    ],
  },
]

const BALANCED = { 'listener-arn': LISTENER, 'path-patterns': '/api', 'target-group': 'api' } as const

function observedGroup(times: { HealthCheckIntervalSeconds: number; HealthCheckTimeoutSeconds: number }) {
  return { targetGroup: { arn: GROUP_ARN, name: 'api', group: times, deregistrationDelaySeconds: undefined, tags: {} } }
}

const OWN_GROUP: readonly CheckCase[] = [
  {
    name: 'an interval below the timeout of a new group',
    inputs: { ...BALANCED, 'health-check-interval-seconds': '6' },
    problems: [
      'Input "health-check-interval-seconds" is 6, but target group "api" would have, as a new group, a timeout of 6 seconds, and the timeout must be shorter than the interval. Give "health-check-timeout-seconds" too, below 6.',
    ],
  },
  {
    name: 'an interval below the longer timeout of a new group with HTTPS',
    inputs: { ...BALANCED, 'health-check-interval-seconds': '7', 'target-group-protocol': 'HTTPS' },
    problems: [
      'Input "health-check-interval-seconds" is 7, but target group "api" would have, as a new group, a timeout of 10 seconds, and the timeout must be shorter than the interval. Give "health-check-timeout-seconds" too, below 7.',
    ],
  },
  { name: 'an interval just above it', inputs: { ...BALANCED, 'health-check-interval-seconds': '7' } },
  {
    name: 'a timeout above the interval that the group has',
    inputs: { ...BALANCED, 'health-check-timeout-seconds': '15' },
    observed: observedGroup({ HealthCheckIntervalSeconds: 15, HealthCheckTimeoutSeconds: 5 }),
    problems: [
      'Input "health-check-timeout-seconds" is 15, but target group "api" has an interval of 15 seconds, and the timeout must be shorter than the interval. Give "health-check-interval-seconds" too, above 15.',
    ],
  },
  {
    name: 'both are given',
    inputs: { ...BALANCED, 'health-check-timeout-seconds': '15', 'health-check-interval-seconds': '16' },
    observed: observedGroup({ HealthCheckIntervalSeconds: 10, HealthCheckTimeoutSeconds: 5 }),
  },
  {
    name: "another port than the container's",
    inputs: { ...BALANCED, 'target-group-port': '80' },
    observed: renderedWith(),
    warnings: [
      "Input \"target-group-port\" is 80, but the container's port is 8000: ECS registers the tasks with the container's port, and the group's is not used. Leave it out, or give the same value.",
    ],
  },
]

const FULL = [...Array.from({ length: 100 }, (_, n) => createRule(n + 1, { paths: [`/${n}`] })), DEFAULT_RULE]

const RULES: readonly CheckCase[] = [
  { name: 'room for one more', inputs: BALANCED, observed: { rules: FULL.slice(1), maxRules: 100 } },
  {
    name: 'the one rule too many',
    inputs: BALANCED,
    observed: { rules: FULL, maxRules: 100 },
    problems: [
      'The listener has 100 rules beside its default rule, and a load balancer of this account can have 100: there is no room for another one. Delete a rule, have the quota "Rules per Application Load Balancer" raised, or use another load balancer.',
    ],
  },
  { name: 'a quota that was raised', inputs: BALANCED, observed: { rules: FULL, maxRules: 200 } },
  {
    name: 'a rule of its own, on a listener that is full',
    inputs: BALANCED,
    observed: { rules: FULL, ownRule: observedRule(createRule(1, { paths: ['/0'] })), maxRules: undefined },
  },
  {
    name: 'a quota that cannot be read',
    inputs: BALANCED,
    observed: { rules: FULL, maxRules: 'unreadable' },
    warnings: [
      'The listener has 100 rules. Whether its load balancer can have another one could not be checked (100 is the usual quota): the permission elasticloadbalancing:DescribeAccountLimits is missing.',
    ],
  },
  {
    name: 'values and wildcards together with those that the rule keeps',
    inputs: { ...BALANCED, 'path-patterns': '/a/*/*,/b/*/*' },
    observed: {
      ownRule: observedRule(createRule(5, { paths: ['/a'], hosts: ['*.a.com', '*.b.com', '*.c.com', 'd.com'] })),
    },
    problems: [
      'Listener rule with priority 5: what is given and the conditions that the rule keeps have 6 values, and a rule can have 5. Give fewer "path-patterns" or "host-headers".',
      'Listener rule with priority 5: what is given and the conditions that the rule keeps have 7 wildcards, and a rule can have 6. Give fewer in "path-patterns" or "host-headers".',
    ],
  },
  {
    name: 'as many as a rule takes, with a header and a query beside them',
    inputs: { ...BALANCED, 'path-patterns': '/a,/b' },
    observed: {
      ownRule: observedRule({
        ...createRule(5, { paths: ['/a'] }),
        Conditions: [
          { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Team', Values: ['a', 'b'] } },
          { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'v', Value: '1' }] } },
        ],
      }),
    },
  },
  {
    name: 'one value too many, with a header and a query beside them',
    inputs: { ...BALANCED, 'path-patterns': '/a,/b,/c' },
    observed: {
      ownRule: observedRule({
        ...createRule(5, { paths: ['/a'] }),
        Conditions: [
          { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Team', Values: ['a', 'b'] } },
          { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'v', Value: '1' }] } },
        ],
      }),
    },
    problems: [
      'Listener rule with priority 5: what is given and the conditions that the rule keeps have 6 values, and a rule can have 5. Give fewer "path-patterns" or "host-headers".',
    ],
  },
]

describeChecks([
  ['a network', NETWORK],
  ['a target group that is given', GIVEN_GROUPS],
  ["the service's own target group", OWN_GROUP],
  ['the listener rule', RULES],
])

describe('whether the network is read', () => {
  const CURRENT = { networkConfiguration: { awsvpcConfiguration: { subnets: ['a', 'b'], securityGroups: ['sg'] } } }

  test.each([
    {
      name: 'a new service',
      observed: { subnets: ['a'], securityGroups: ['sg'] },
      wanted: { subnetIds: ['a'], securityGroupIds: ['sg'] },
    },
    { name: 'the same in another order', observed: { ...existing(CURRENT), subnets: ['b', 'a'] }, wanted: undefined },
    { name: 'nothing given', observed: { ...existing(CURRENT), subnets: undefined }, wanted: undefined },
    {
      name: 'one subnet fewer, and the groups that stay',
      observed: { ...existing(CURRENT), subnets: ['a'] },
      wanted: { subnetIds: ['a'], securityGroupIds: ['sg'] },
    },
    {
      name: 'other groups in the file',
      observed: {
        ...existing(CURRENT),
        subnets: undefined,
        files: serviceFile({
          networkConfiguration: { awsvpcConfiguration: { subnets: ['a', 'b'], securityGroups: ['sg-2'] } },
        }),
      },
      wanted: { subnetIds: ['a', 'b'], securityGroupIds: ['sg-2'] },
    },
    {
      name: 'the service of this name is being deleted',
      observed: { ...existing({ ...CURRENT, status: 'DRAINING' }), subnets: ['a'] },
      wanted: { subnetIds: ['a'], securityGroupIds: [] },
    },
  ])('$name', ({ observed, wanted }) => {
    expect(wantedNetwork(createObservation(observed))).toEqual(wanted)
  })
})
