import { describe, expect, test } from '@jest/globals'
import { type BadCase, problemsOf } from './parse.ts'

const CASES: readonly BadCase[] = [
  {
    name: 'a VPC by name',
    values: { vpc: 'busyb-vpc' },
    problems: ['Input "vpc" is "busyb-vpc": give an id such as vpc-0a1b2c3d4e5f60718, or tag:Key=Value.'],
  },
  {
    name: 'an invalid subnet id and an invalid tag',
    values: { subnets: 'subnet-xyz, tag:Type' },
    problems: [
      'Input "subnets" has "subnet-xyz": give an id such as subnet-0a1b2c3d4e5f60718, or tag:Key=Value.',
      'Input "subnets" has "tag:Type": give an id such as subnet-0a1b2c3d4e5f60718, or tag:Key=Value.',
    ],
  },
  {
    name: 'a subnet twice',
    values: { subnets: 'tag:Type=private\ntag:Type=private' },
    problems: ['Input "subnets" has "tag:Type=private" more than once: give each entry once.'],
  },
  {
    name: 'more security groups than ECS takes',
    values: { 'security-groups': 'a,b,c,d,e,f' },
    problems: ['Input "security-groups" has 6 entries: give at most 5.'],
  },
  {
    name: 'an invalid security group id',
    values: { 'security-groups': 'sg-123' },
    problems: [
      `Input "security-groups" has "sg-123": give an id such as sg-0a1b2c3d4e5f60718, a group's name, or tag:Key=Value.`,
    ],
  },
  {
    name: 'a namespace alone',
    values: { namespace: 'busyb.local' },
    problems: ['Input "namespace" is "busyb.local": it needs "discovery-service", so give that too.'],
  },
  {
    name: 'a discovery service alone',
    values: { 'discovery-service': 'api' },
    problems: ['Input "discovery-service" is "api": it needs "namespace", so give that too.'],
  },
  {
    name: 'a TTL alone',
    values: { 'discovery-ttl-seconds': '10' },
    problems: ['Input "discovery-ttl-seconds" is "10": it needs "discovery-service", so give that too.'],
  },
  {
    name: 'a TTL that is negative',
    values: { namespace: 'busyb.local', 'discovery-service': 'api', 'discovery-ttl-seconds': '-1' },
    problems: ['Input "discovery-ttl-seconds" is "-1": give a whole number of seconds from 0 to 2147483647.'],
  },
  {
    name: 'record types that do not exist',
    values: { namespace: 'busyb.local', 'discovery-service': 'api', 'discovery-record-types': 'A,CNAME' },
    problems: ['Input "discovery-record-types" is "A,CNAME": give A, SRV or A,SRV.'],
  },
  {
    name: 'a namespace with a blank',
    values: { namespace: 'busyb local', 'discovery-service': 'api' },
    problems: ['Input "namespace" is "busyb local": give a DNS name such as busyb.local.'],
  },
  {
    name: 'a count in words',
    values: { 'desired-count': 'two' },
    problems: ['Input "desired-count" is "two": give a whole number from 0 to 5000.'],
  },
  {
    name: 'a count that is not a whole number',
    values: { 'desired-count': '1.5' },
    problems: ['Input "desired-count" is "1.5": give a whole number from 0 to 5000.'],
  },
  {
    name: 'a platform version in lower case',
    values: { 'platform-version': 'latest' },
    problems: ['Input "platform-version" is "latest": give LATEST or a version such as 1.4.0.'],
  },
  {
    name: 'a capacity provider without keys',
    values: { 'capacity-provider-strategy': 'FARGATE=4' },
    problems: [
      'Input "capacity-provider-strategy" has "FARGATE=4": give lines such as FARGATE_SPOT=weight:4,base:0, with FARGATE or FARGATE_SPOT, a weight from 0 to 1000 and a base from 0 to 100000.',
    ],
  },
  {
    name: 'a capacity provider that is not on Fargate',
    values: { 'capacity-provider-strategy': 'EC2=weight:1' },
    problems: [
      'Input "capacity-provider-strategy" has "EC2=weight:1": give lines such as FARGATE_SPOT=weight:4,base:0, with FARGATE or FARGATE_SPOT, a weight from 0 to 1000 and a base from 0 to 100000.',
    ],
  },
  {
    name: 'a weight above the range',
    values: { 'capacity-provider-strategy': 'FARGATE=weight:1001' },
    problems: [
      'Input "capacity-provider-strategy" has "FARGATE=weight:1001": give lines such as FARGATE_SPOT=weight:4,base:0, with FARGATE or FARGATE_SPOT, a weight from 0 to 1000 and a base from 0 to 100000.',
    ],
  },
  {
    name: 'two bases',
    values: { 'capacity-provider-strategy': 'FARGATE=weight:1,base:1\nFARGATE_SPOT=base:1' },
    problems: [
      'Input "capacity-provider-strategy" has more than one base: give a base above 0 to one capacity provider alone.',
    ],
  },
  {
    name: 'no weight above 0',
    values: { 'capacity-provider-strategy': 'FARGATE=base:1\nFARGATE_SPOT=weight:0' },
    problems: ['Input "capacity-provider-strategy" has no weight above 0: give one, or no task can be placed.'],
  },
  {
    name: 'a capacity provider twice',
    values: { 'capacity-provider-strategy': 'FARGATE\nFARGATE=weight:1' },
    problems: ['Input "capacity-provider-strategy" has "FARGATE" more than once: give each capacity provider once.'],
  },
  {
    name: 'a percentage with its sign',
    values: { 'minimum-healthy-percent': '50%' },
    problems: ['Input "minimum-healthy-percent" is "50%": give a whole number from 0 to 100.'],
  },
  {
    name: 'a maximum below 100',
    values: { 'maximum-percent': '99' },
    problems: ['Input "maximum-percent" is "99": give a whole number of at least 100.'],
  },
  {
    name: 'both percentages at 100',
    values: { 'minimum-healthy-percent': '100', 'maximum-percent': '100' },
    problems: [
      'Inputs "minimum-healthy-percent" and "maximum-percent" are both 100: then no task could be started or stopped, so lower the first or raise the second.',
    ],
  },
  {
    name: 'a circuit breaker that is on',
    values: { 'circuit-breaker': 'on' },
    problems: ['Input "circuit-breaker" is "on": give rollback, fail or off.'],
  },
  {
    name: 'a grace period with its unit',
    values: { 'health-check-grace-period-seconds': '60s' },
    problems: [
      'Input "health-check-grace-period-seconds" is "60s": give a whole number of seconds from 0 to 2147483647.',
    ],
  },
]

describe('network, discovery and service inputs that are wrong', () => {
  test.each(CASES)('$name', bad => {
    expect(problemsOf(bad)).toEqual(bad.problems)
  })
})
