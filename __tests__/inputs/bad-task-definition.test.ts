import { describe, expect, test } from '@jest/globals'
import { type BadCase, problemsOf } from './parse.ts'

const CASES: readonly BadCase[] = [
  {
    name: 'a family with a blank',
    values: { family: 'my family' },
    problems: ['Input "family" is "my family": give at most 255 letters, digits, hyphens and underscores.'],
  },
  {
    name: 'a port out of range',
    values: { 'container-port': '65536' },
    problems: ['Input "container-port" is "65536": give a whole number from 1 to 65535.'],
  },
  {
    name: 'CPU that Fargate does not have',
    values: { cpu: '300' },
    problems: [
      'Input "cpu" is "300": give 256, 512, 1024, 2048, 4096, 8192 or 16384 CPU units, or a number of vCPUs, such as "0.5 vCPU".',
    ],
  },
  {
    name: 'memory in a unit that does not exist',
    values: { memory: '2 TB' },
    problems: ['Input "memory" is "2 TB": give MiB from 512 to 122880, for example 1024, or GB, such as "2 GB".'],
  },
  {
    name: 'an architecture by another name',
    values: { 'cpu-architecture': 'amd64' },
    problems: ['Input "cpu-architecture" is "amd64": give X86_64 or ARM64.'],
  },
  {
    name: 'a path as a role name',
    values: { 'task-role': '/service-role/x' },
    problems: [
      `Input "task-role" is "/service-role/x": give the role's name, or an ARN such as arn:aws:iam::123456789012:role/name.`,
    ],
  },
  {
    name: "a user's ARN as a role",
    values: { 'execution-role': 'arn:aws:iam::123456789012:user/x' },
    problems: [
      `Input "execution-role" is "arn:aws:iam::123456789012:user/x": give the role's name, or an ARN such as arn:aws:iam::123456789012:role/name.`,
    ],
  },
  {
    name: 'a variable without an equals sign, not quoted',
    values: { environment: 'PORT=8080\nKEY: secret' },
    problems: ['Input "environment" has no "=" in line 2: write NAME=value, one a line.'],
  },
  {
    name: 'a key of several lines, not quoted',
    values: { environment: 'KEY=-----BEGIN\nMIIEvQIB/ADANBgkq=' },
    problems: [
      'Input "environment" has a wrong name in line 2: a name is letters, digits and the characters _ . : -, and begins with a letter or underscore.',
    ],
  },
  {
    name: 'a variable twice',
    values: { environment: 'PORT=1\nPORT=2' },
    problems: ['Input "environment" has "PORT" more than once: give each name once.'],
  },
  {
    name: 'a variable that is a secret as well',
    values: { environment: 'KEY=1', secrets: 'KEY=prod/key' },
    problems: ['Inputs "environment" and "secrets" both set "KEY": set it in one of them.'],
  },
  {
    name: 'a secret with too many parts',
    values: { secrets: 'KEY=prod/key:a:b:c:d' },
    problems: [
      'Input "secrets" has "KEY=prod/key:a:b:c:d": after the secret come at most three parts, ":json-key:version-stage:version-id".',
    ],
  },
  {
    name: 'a secret with stage and version',
    values: { secrets: 'KEY=prod/key::AWSCURRENT:1' },
    problems: [
      'Input "secrets" has "KEY=prod/key::AWSCURRENT:1": give either a version stage or a version id, not both.',
    ],
  },
  {
    name: "another service's ARN as a secret",
    values: { secrets: 'KEY=arn:aws:s3:::bucket' },
    problems: [
      `Input "secrets" has "KEY=arn:aws:s3:::bucket": give a secret's name, "name:json-key", a secret's ARN, or a parameter as "ssm:/path" or by its ARN.`,
    ],
  },
  {
    name: 'an empty secret',
    values: { secrets: 'KEY=' },
    problems: [
      `Input "secrets" has "KEY=": give a secret's name, "name:json-key", a secret's ARN, or a parameter as "ssm:/path" or by its ARN.`,
    ],
  },
  {
    name: 'a parameter with a blank',
    values: { secrets: 'KEY=ssm:my key' },
    problems: [
      `Input "secrets" has "KEY=ssm:my key": give a secret's name, "name:json-key", a secret's ARN, or a parameter as "ssm:/path" or by its ARN.`,
    ],
  },
  {
    name: 'an environment mode that does not exist',
    values: { 'environment-mode': 'append' },
    problems: ['Input "environment-mode" is "append": give merge or replace.'],
  },
  {
    name: 'a pipe in a command, the command not quoted',
    values: { command: 'cat file | grep confidential' },
    problems: [
      'Input "command" has "|", which only a shell understands: quote it, give a JSON array of strings, or let a shell run it: ["sh", "-c", "..."].',
    ],
  },
  {
    name: 'a glob in a command',
    values: { command: 'ls *.txt' },
    problems: [
      'Input "command" has "*", which only a shell understands: quote it, give a JSON array of strings, or let a shell run it: ["sh", "-c", "..."].',
    ],
  },
  {
    name: 'a redirection in a command',
    values: { command: 'serve > log' },
    problems: [
      'Input "command" has ">", which only a shell understands: quote it, give a JSON array of strings, or let a shell run it: ["sh", "-c", "..."].',
    ],
  },
  {
    name: 'a comment in a command',
    values: { command: 'serve # all' },
    problems: [
      'Input "command" has a "#", which begins a comment in a shell: quote it, give a JSON array of strings, or let a shell run it: ["sh", "-c", "..."].',
    ],
  },
  {
    name: 'an open quotation mark in a command',
    values: { command: 'echo "hello' },
    problems: ['Input "command" has a quotation mark that is not closed: close it, or give a JSON array of strings.'],
  },
  {
    name: 'a JSON array with a number',
    values: { 'entry-point': '["serve", 8080]' },
    problems: [
      'Input "entry-point" begins with "[" but is not a JSON array of strings: give one such as ["serve", "--port", "8080"].',
    ],
  },
  {
    name: 'an empty JSON array',
    values: { 'entry-point': '[]' },
    problems: [
      'Input "entry-point" begins with "[" but is not a JSON array of strings: give one such as ["serve", "--port", "8080"].',
    ],
  },
  {
    name: 'a broken JSON array',
    values: { 'entry-point': '[serve' },
    problems: [
      'Input "entry-point" begins with "[" but is not a JSON array of strings: give one such as ["serve", "--port", "8080"].',
    ],
  },
  {
    name: 'a log group with a blank',
    values: { 'log-group': '/ecs/my group' },
    problems: ['Input "log-group" is "/ecs/my group": give at most 512 letters, digits and the characters _ - / . #.'],
  },
  {
    name: 'a log stream prefix with a colon',
    values: { 'log-stream-prefix': 'a:b' },
    problems: ['Input "log-stream-prefix" is "a:b": give at most 256 characters, without : and *.'],
  },
  {
    name: 'a retention that CloudWatch Logs does not have',
    values: { 'log-retention-days': '31' },
    problems: [
      'Input "log-retention-days" is "31": CloudWatch Logs keeps logs for 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days.',
    ],
  },
  {
    name: 'a retention in words',
    values: { 'log-retention-days': 'forever' },
    problems: ['Input "log-retention-days" is "forever": give a whole number from 1 to 3653.'],
  },
  {
    name: 'a check interval below the range',
    values: { 'container-health-check-interval-seconds': '4' },
    problems: ['Input "container-health-check-interval-seconds" is "4": give a whole number of seconds from 5 to 300.'],
  },
  {
    name: 'a check timeout above the range',
    values: { 'container-health-check-timeout-seconds': '61' },
    problems: ['Input "container-health-check-timeout-seconds" is "61": give a whole number of seconds from 2 to 60.'],
  },
  {
    name: 'retries above the range',
    values: { 'container-health-check-retries': '11' },
    problems: ['Input "container-health-check-retries" is "11": give a whole number of failed checks from 1 to 10.'],
  },
  {
    name: 'a start period above the range',
    values: { 'container-health-check-start-period-seconds': '301' },
    problems: [
      'Input "container-health-check-start-period-seconds" is "301": give a whole number of seconds from 0 to 300.',
    ],
  },
]

describe('task definition inputs that are wrong', () => {
  test.each(CASES)('$name', bad => {
    expect(problemsOf(bad)).toEqual(bad.problems)
  })
})
