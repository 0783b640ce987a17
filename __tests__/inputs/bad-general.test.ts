import { describe, expect, test } from '@jest/globals'
import { type BadCase, problemsOf } from './parse.ts'

const CASES: readonly BadCase[] = [
  {
    name: 'a mode that does not exist',
    values: { mode: 'apply' },
    problems: ['Input "mode" is "apply": give deploy or plan.'],
  },
  {
    name: 'no region anywhere',
    values: {},
    env: { GITHUB_SHA: 'a' },
    problems: [
      'Input "aws-region" is not given, and the environment has neither AWS_REGION nor AWS_DEFAULT_REGION: give a region such as us-east-1, or run aws-actions/configure-aws-credentials before this step.',
    ],
  },
  {
    name: 'an invalid region',
    values: { 'aws-region': 'Virginia' },
    problems: ['Input "aws-region" is "Virginia": give a region such as us-east-1.'],
  },
  {
    name: 'an invalid region in the environment',
    values: {},
    env: { AWS_DEFAULT_REGION: 'us_east_1' },
    problems: ['Environment variable AWS_DEFAULT_REGION is "us_east_1": give a region such as us-east-1.'],
  },
  {
    name: 'a cluster with a blank',
    values: { cluster: 'my cluster' },
    problems: [
      `Input "cluster" is "my cluster": give the cluster's name (at most 255 letters, digits, hyphens and underscores) or an ARN such as arn:aws:ecs:us-east-1:123456789012:cluster/name.`,
    ],
  },
  {
    name: "another resource's ARN as the cluster",
    values: { cluster: 'arn:aws:ecs:us-east-1:123456789012:service/busyb/api' },
    problems: [
      `Input "cluster" is "arn:aws:ecs:us-east-1:123456789012:service/busyb/api": give the cluster's name (at most 255 letters, digits, hyphens and underscores) or an ARN such as arn:aws:ecs:us-east-1:123456789012:cluster/name.`,
    ],
  },
  {
    name: 'a cluster of another region',
    values: { cluster: 'arn:aws:ecs:eu-west-1:123456789012:cluster/busyb' },
    problems: [
      'Input "cluster" is "arn:aws:ecs:eu-west-1:123456789012:cluster/busyb": the run is in us-east-1, so give one in that region, or the other region in "aws-region".',
    ],
  },
  {
    name: 'no service',
    values: { service: '' },
    problems: [`Input "service" is not given: give the service's name, or a "service-definition" that names it.`],
  },
  {
    name: 'an ARN as the service',
    values: { service: 'arn:aws:ecs:us-east-1:123456789012:service/busyb/api' },
    problems: [
      `Input "service" is "arn:aws:ecs:us-east-1:123456789012:service/busyb/api": give the service's name: at most 255 letters, digits, hyphens and underscores.`,
    ],
  },
  {
    name: 'a variable without a value',
    values: { variables: 'STAGE' },
    problems: ['Input "variables" has no "=" in line 1: write NAME=value, one a line.'],
  },
  {
    name: 'a variable with a hyphen',
    values: { variables: 'MY-STAGE=production' },
    problems: [
      'Input "variables" has a wrong name in line 1: a name is letters, digits and underscores, and does not begin with a digit.',
    ],
  },
  {
    name: 'a variable that is built in',
    values: { variables: 'AWS_REGION=us-east-1' },
    problems: ['Input "variables" has "AWS_REGION", which the action fills in: give the value another name.'],
  },
  {
    name: 'a tag without an equals sign',
    values: { tags: '# ours\nEnvironment: production' },
    problems: ['Input "tags" has no "=" in line 2: write KEY=value, one a line.'],
  },
  {
    name: 'a tag without a key',
    values: { tags: '=production' },
    problems: ['Input "tags" has the name "" in line 1: a key is not empty and has no blank at its end.'],
  },
  {
    name: "a tag of AWS's own",
    values: { tags: 'aws:cloudformation:stack-name=x' },
    problems: [
      'Input "tags" has "aws:cloudformation:stack-name=x": keys that begin with "aws:" are reserved by AWS, so choose another key.',
    ],
  },
  {
    name: "a tag with this action's own prefix",
    values: { tags: 'ecs-fargate-deploy:service=x' },
    problems: [
      'Input "tags" has "ecs-fargate-deploy:service=x": keys that begin with "ecs-fargate-deploy:" are this action\'s own, so choose another key.',
    ],
  },
  {
    name: 'a tag with a character that AWS refuses',
    values: { tags: 'Owner=team <a>' },
    problems: ['Input "tags" has "Owner=team <a>": tags consist of letters, digits, blanks and _ . : / = + - @.'],
  },
  {
    name: 'a tag twice',
    values: { tags: 'A=1\nA=2' },
    problems: ['Input "tags" has "A" more than once: give each name once.'],
  },
  {
    name: 'propagate-tags in lower case',
    values: { 'propagate-tags': 'service' },
    problems: ['Input "propagate-tags" is "service": give SERVICE, TASK_DEFINITION or NONE.'],
  },
  {
    name: 'an invalid boolean',
    values: { 'provenance-tags': 'yes' },
    problems: ['Input "provenance-tags" is "yes": give true or false.'],
  },
]

describe('general inputs and tags that are wrong', () => {
  test.each(CASES)('$name', bad => {
    expect(problemsOf(bad)).toEqual(bad.problems)
  })
})
