import { describe, expect, test } from '@jest/globals'
import { type BadCase, problemsOf } from './parse.ts'

const CASES: readonly BadCase[] = [
  {
    name: 'a name as target-group-arn',
    values: { 'target-group-arn': 'busyb-api' },
    problems: [
      `Input "target-group-arn" is "busyb-api": give a target group's ARN such as arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/name/0123456789abcdef.`,
    ],
  },
  {
    name: 'a target group of another region',
    values: {
      'target-group-arn': 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/api/0123456789abcdef',
    },
    problems: [
      'Input "target-group-arn" is "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/api/0123456789abcdef": the run is in us-east-1, so give one in that region, or the other region in "aws-region".',
    ],
  },
  {
    name: 'an existing group beside what is managed',
    values: {
      'load-balancer': 'alb',
      'path-patterns': '/api',
      'target-group-arn': 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/api/0123456789abcdef',
    },
    problems: [
      'Inputs "load-balancer" and "path-patterns" cannot be combined with "target-group-arn": that group is never modified and no rule is managed. Give either "target-group-arn" or the others.',
    ],
  },
  {
    name: "a Network Load Balancer's ARN",
    values: {
      'load-balancer': 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/nlb/0123456789abcdef',
      'path-patterns': '/api',
    },
    problems: [
      `Input "load-balancer" is "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/nlb/0123456789abcdef": give an Application Load Balancer's name (at most 32 letters, digits and hyphens) or ARN (arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/name/0123456789abcdef).`,
    ],
  },
  {
    name: 'listener-arn beside load-balancer',
    values: {
      'load-balancer': 'alb',
      'path-patterns': '/api',
      'listener-arn':
        'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/alb/0123456789abcdef/0123456789abcdef',
    },
    problems: ['Input "load-balancer" cannot be combined with "listener-arn": give one or the other.'],
  },
  {
    name: "a rule's ARN as the listener",
    values: {
      'path-patterns': '/api',
      'listener-arn':
        'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/alb/0123456789abcdef/0123456789abcdef/0123456789abcdef',
    },
    problems: [
      `Input "listener-arn" is "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/alb/0123456789abcdef/012345678...": give the ARN of an Application Load Balancer's listener, such as arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/name/0123456789abcdef/0123456789abcdef.`,
    ],
  },
  {
    name: 'listener-port alone',
    values: { 'path-patterns': '/api', 'listener-port': '80' },
    problems: [`Input "listener-port" is "80": it needs "load-balancer", so give the load balancer's name or ARN.`],
  },
  {
    name: 'a rule without a listener',
    values: { 'path-patterns': '/api', 'health-check-path': '/health' },
    problems: [
      'Inputs "health-check-path" and "path-patterns" need a listener: give "load-balancer" or "listener-arn".',
    ],
  },
  {
    name: 'a target group without a listener',
    values: { 'target-group': 'busyb-api' },
    problems: ['Input "target-group" needs a listener: give "load-balancer" or "listener-arn".'],
  },
  {
    name: 'a listener without a rule',
    values: { 'load-balancer': 'alb' },
    problems: [
      'Input "load-balancer" needs a rule: give the requests that the service serves in "path-patterns" or "host-headers".',
    ],
  },
  {
    name: 'a target group name with a hyphen in front',
    values: { 'load-balancer': 'alb', 'path-patterns': '/api', 'target-group': '-api' },
    problems: [
      'Input "target-group" is "-api": give at most 32 letters, digits and hyphens, with no hyphen at either end.',
    ],
  },
  {
    name: 'a target group name that is too long',
    values: { 'load-balancer': 'alb', 'path-patterns': '/api', 'target-group': 'busyb-google-workspace-mcp-service' },
    problems: [
      'Input "target-group" is "busyb-google-workspace-mcp-service": give at most 32 letters, digits and hyphens, with no hyphen at either end.',
    ],
  },
  {
    name: 'a protocol of a Network Load Balancer',
    values: { 'load-balancer': 'alb', 'path-patterns': '/api', 'target-group-protocol': 'TCP' },
    problems: ['Input "target-group-protocol" is "TCP": give HTTP or HTTPS.'],
  },
  {
    name: 'a protocol version that does not exist',
    values: { 'load-balancer': 'alb', 'path-patterns': '/api', 'target-group-protocol-version': 'HTTP3' },
    problems: ['Input "target-group-protocol-version" is "HTTP3": give HTTP1, HTTP2 or GRPC.'],
  },
  {
    name: 'a health check path without slash',
    values: { 'load-balancer': 'alb', 'path-patterns': '/api', 'health-check-path': 'health' },
    problems: [
      'Input "health-check-path" is "health": give a path that begins with / and has at most 1024 characters, without blanks.',
    ],
  },
  {
    name: 'a timeout that is not below the interval',
    values: {
      'load-balancer': 'alb',
      'path-patterns': '/api',
      'health-check-interval-seconds': '10',
      'health-check-timeout-seconds': '10',
    },
    problems: [
      'Input "health-check-timeout-seconds" is "10": give less than "health-check-interval-seconds", which is 10.',
    ],
  },
  {
    name: 'a threshold below the range',
    values: { 'load-balancer': 'alb', 'path-patterns': '/api', 'healthy-threshold-count': '1' },
    problems: ['Input "healthy-threshold-count" is "1": give a whole number of checks from 2 to 10.'],
  },
  {
    name: 'codes that no load balancer takes',
    values: { 'load-balancer': 'alb', 'path-patterns': '/api', 'health-check-matcher': '200-599' },
    problems: [
      'Input "health-check-matcher" is "200-599": give a whole number from 200 to 499, or a list or range of them such as "200,301" or "200-299".',
    ],
  },
  {
    name: 'a range of codes without an end',
    values: { 'load-balancer': 'alb', 'path-patterns': '/api', 'health-check-matcher': '200-' },
    problems: [
      'Input "health-check-matcher" is "200-": give a whole number from 200 to 499, or a list or range of them such as "200,301" or "200-299".',
    ],
  },
  {
    name: 'HTTP codes for GRPC',
    values: {
      'load-balancer': 'alb',
      'path-patterns': '/api',
      'health-check-matcher': '200',
      'target-group-protocol-version': 'GRPC',
    },
    problems: [
      'Input "health-check-matcher" is "200": give a whole number from 0 to 99, or a list or range of them such as "0,12" or "0-99".',
    ],
  },
  {
    name: 'a delay with its unit',
    values: { 'load-balancer': 'alb', 'path-patterns': '/api', 'deregistration-delay-seconds': '1h' },
    problems: ['Input "deregistration-delay-seconds" is "1h": give a whole number of seconds from 0 to 3600.'],
  },
  {
    name: 'a path pattern with a blank',
    values: { 'load-balancer': 'alb', 'path-patterns': '/a b' },
    problems: [
      `Input "path-patterns" has "/a b": a path pattern consists of letters, digits and _ - . $ / ~ " ' @ : + & * ?.`,
    ],
  },
  {
    name: 'a path pattern without slash',
    values: { 'load-balancer': 'alb', 'path-patterns': 'api/*' },
    problems: [
      'Input "path-patterns" has "api/*": every path begins with /, so begin the pattern with / or a wildcard.',
    ],
  },
  {
    name: 'an empty list of paths',
    values: { 'load-balancer': 'alb', 'path-patterns': ',' },
    problems: ['Input "path-patterns" is ",": give at least one entry.'],
  },
  {
    name: 'six values',
    values: {
      'load-balancer': 'alb',
      'path-patterns': '/a,/b,/c',
      'host-headers': 'a.example.com,b.example.com,c.example.com',
    },
    problems: [
      'Inputs "path-patterns" and "host-headers" have 6 values together: a rule takes at most 5, so give fewer.',
    ],
  },
  {
    name: 'seven wildcards',
    values: { 'load-balancer': 'alb', 'path-patterns': '/*/*/*/*/*/*/*' },
    problems: [
      'Inputs "path-patterns" and "host-headers" have 7 wildcards together: a rule takes at most 6, so give fewer.',
    ],
  },
  {
    name: 'a URL as host',
    values: { 'load-balancer': 'alb', 'path-patterns': '/api', 'host-headers': 'https://api.example.com' },
    problems: [
      'Input "host-headers" has "https://api.example.com": give a host name such as api.example.com, of letters, digits, hyphens, periods, * and ?, with letters alone at its end.',
    ],
  },
  {
    name: 'a priority out of range',
    values: { 'load-balancer': 'alb', 'path-patterns': '/api', 'rule-priority': '0' },
    problems: ['Input "rule-priority" is "0": give a whole number from 1 to 50000, or auto.'],
  },
  {
    name: 'a prefix with a slash at its end',
    values: { 'load-balancer': 'alb', 'path-patterns': '/api', 'strip-path-prefix': '/api/' },
    problems: [
      'Input "strip-path-prefix" is "/api/": give a path such as /api, which begins with /, does not end with / and has no wildcard.',
    ],
  },
  {
    name: 'a pattern without the prefix',
    values: { 'load-balancer': 'alb', 'path-patterns': '/api,/apiary/*', 'strip-path-prefix': '/api' },
    problems: [
      'Input "path-patterns" has "/apiary/*": every pattern begins with "strip-path-prefix", which is "/api".',
    ],
  },
]

describe('load balancer inputs that are wrong', () => {
  test.each(CASES)('$name', bad => {
    expect(problemsOf(bad)).toEqual(bad.problems)
  })
})
