import { describe, expect, test } from '@jest/globals'
import type { Observation } from '../../src/observation/observation.ts'
import { credentialMinutes } from '../../src/observation/preflight-steps.ts'
import type { ObservedLogGroup } from '../../src/resources/log-group/plan-log-group.ts'
import { serviceFile } from '../planning/data.ts'
import { LISTENER } from '../resources/data.ts'
import { type CheckCase, existing, GROUP_ARN, renderedWith } from './data.ts'
import { describeChecks } from './describe-checks.ts'

const FILE = { inputs: { 'service-definition': 'service.json' }, files: { 'service.json': '{}' } } as const
const BALANCED = { 'listener-arn': LISTENER, 'path-patterns': '/api' } as const
const TASK_ROLE = 'arn:aws:iam::123456789012:role/task'
const IN_GROUP = { targetGroupArn: GROUP_ARN, containerName: 'api', containerPort: 8000 }
const REGISTRY = { registryArn: 'arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1' }

function logGroups(...groups: readonly (ObservedLogGroup | undefined)[]): Pick<Observation, 'logGroups'> {
  return { logGroups: new Map(groups.map((group, index) => [group?.name ?? `/ecs/missing-${index}`, group])) }
}

const CONNECTIONS: readonly CheckCase[] = [
  {
    name: 'of the file, as the task definition has them',
    ...FILE,
    observed: {
      ...renderedWith(),
      files: serviceFile({
        loadBalancers: [IN_GROUP],
        serviceRegistries: [{ ...REGISTRY, containerName: 'api', containerPort: 8000 }],
      }),
    },
  },
  {
    name: 'of the file, a container that does not exist and a port that is not mapped',
    ...FILE,
    observed: {
      ...renderedWith(),
      files: serviceFile({
        loadBalancers: [{ ...IN_GROUP, containerName: 'web' }],
        serviceRegistries: [{ ...REGISTRY, containerName: 'api', containerPort: 9000 }],
      }),
    },
    problems: [
      'service-definition file service.json, loadBalancers: there is no container "web" in the task definition, which has "api". Use one of these names in both.',
      'service-definition file service.json, serviceRegistries: container "api" has no port 9000 in the task definition (it has 8000). Use the same port in both.',
    ],
  },
  {
    name: 'that the service keeps, where the container maps no port any more',
    observed: {
      ...renderedWith({ portMappings: [] }),
      ...existing({ loadBalancers: [IN_GROUP], serviceRegistries: [REGISTRY] }),
    },
    problems: [
      'Service "api" is in target group "team": container "api" has no port 8000 in the task definition (it maps none). Use the same port in both.',
    ],
  },
  {
    name: 'that the service keeps in a discovery service, of a container that is gone',
    observed: {
      ...renderedWith(),
      ...existing({ serviceRegistries: [{ ...REGISTRY, containerName: 'old', containerPort: 8000 }] }),
    },
    problems: [
      'Service "api" is in a discovery service: there is no container "old" in the task definition, which has "api". Use one of these names in both.',
    ],
  },
  {
    name: 'a group that the given one takes the place of',
    inputs: BALANCED,
    observed: { ...renderedWith(), ...existing({ loadBalancers: [{ ...IN_GROUP, containerName: 'old' }] }) },
  },
  {
    name: 'a port in a range',
    observed: {
      ...renderedWith({ portMappings: [{ containerPortRange: '8000-8010' }] }),
      ...existing({ loadBalancers: [{ ...IN_GROUP, containerPort: 8010 }] }),
    },
  },
]

const EXECUTE_COMMAND_PROBLEM =
  'Execute-command is on, but the task definition has no task role, and AWS refuses that. Give "task-role" (a role that allows the four ssmmessages actions), or "enable-execute-command: false".'

const EXECUTE_COMMAND: readonly CheckCase[] = [
  {
    name: 'on without a task role',
    inputs: { 'enable-execute-command': 'true' },
    observed: renderedWith(),
    problems: [EXECUTE_COMMAND_PROBLEM],
  },
  {
    name: 'on in the file',
    ...FILE,
    observed: { ...renderedWith(), files: serviceFile({ enableExecuteCommand: true }) },
    problems: [EXECUTE_COMMAND_PROBLEM],
  },
  {
    name: 'on already, and the role is taken away',
    observed: { ...renderedWith(), ...existing({ enableExecuteCommand: true }) },
    problems: [EXECUTE_COMMAND_PROBLEM],
  },
  {
    name: 'switched off together with the role',
    inputs: { 'enable-execute-command': 'false' },
    observed: { ...renderedWith(), ...existing({ enableExecuteCommand: true }) },
  },
  {
    name: 'on with a task role',
    inputs: { 'enable-execute-command': 'true' },
    observed: renderedWith({}, { taskRoleArn: TASK_ROLE }),
  },
]

const SLOW = renderedWith({ healthCheck: { command: ['CMD-SHELL', 'true'], startPeriod: 60 } })
const graceWarning = (seconds: number) =>
  `The health check grace period is ${seconds} seconds, but container "api" is given 60 seconds to start: ECS may stop a task for failing the load balancer's checks while it still starts. Give "health-check-grace-period-seconds: 60" or more.`

const GRACE_PERIOD: readonly CheckCase[] = [
  {
    name: 'shorter than the start period',
    inputs: { ...BALANCED, 'health-check-grace-period-seconds': '59' },
    observed: SLOW,
    warnings: [graceWarning(59)],
  },
  {
    name: 'as long as the start period',
    inputs: { ...BALANCED, 'health-check-grace-period-seconds': '60' },
    observed: SLOW,
  },
  { name: 'none on a new service', inputs: BALANCED, observed: SLOW, warnings: [graceWarning(0)] },
  {
    name: 'that of the service',
    observed: { ...SLOW, ...existing({ loadBalancers: [IN_GROUP], healthCheckGracePeriodSeconds: 10 }) },
    warnings: [graceWarning(10)],
  },
  { name: 'none needed without a load balancer', observed: SLOW },
]

const ENVIRONMENT: readonly CheckCase[] = [
  {
    name: 'values that say off where only the presence counts, and a protection that is off',
    observed: renderedWith({
      environment: [
        { name: 'OAUTHLIB_INSECURE_TRANSPORT', value: '0' },
        { name: 'OAUTHLIB_RELAX_TOKEN_SCOPE', value: 'False' },
        { name: 'GIT_SSL_NO_VERIFY', value: 'no' },
        { name: 'NODE_TLS_REJECT_UNAUTHORIZED', value: '0' },
      ],
    }),
    warnings: [
      'Container "api": the variable OAUTHLIB_INSECURE_TRANSPORT is "0", but oauthlib only checks whether it is empty: OAuth over plain HTTP is allowed. Remove it.',
      'Container "api": the variable OAUTHLIB_RELAX_TOKEN_SCOPE is "False", but oauthlib only checks whether it is empty: tokens with other scopes than asked for are accepted. Remove it.',
      'Container "api": the variable GIT_SSL_NO_VERIFY is "no", but git only checks whether it is set: certificates are not verified. Remove it.',
      'Container "api": the variable NODE_TLS_REJECT_UNAUTHORIZED is "0", and Node.js then verifies no certificate on any TLS connection. Remove it.',
    ],
  },
  {
    name: 'values that mean what they say, and names that every object inherits',
    observed: renderedWith({
      environment: [
        { name: 'OAUTHLIB_INSECURE_TRANSPORT', value: '1' },
        { name: 'OAUTHLIB_RELAX_TOKEN_SCOPE', value: '' },
        { name: 'NODE_TLS_REJECT_UNAUTHORIZED', value: '1' },
        { name: 'toString', value: '0' },
      ],
    }),
  },
]

const CREDENTIALS: readonly CheckCase[] = [
  {
    name: 'that end before the step may',
    inputs: { 'wait-timeout-minutes': '30' },
    observed: { credentialMinutes: 12 },
    warnings: [
      'The credentials expire in 12 minutes, but the step may wait for 30 ("wait-timeout-minutes"). It would then lose sight of the deployment. Give aws-actions/configure-aws-credentials a longer "role-duration-seconds" (at most what the role allows), or wait for less.',
    ],
  },
  { name: 'that last as long', inputs: { 'wait-timeout-minutes': '30' }, observed: { credentialMinutes: 30 } },
  { name: 'of which no end is known', observed: { credentialMinutes: undefined } },
]

const COUNT: readonly CheckCase[] = [
  { name: 'that nothing else owns', inputs: { 'desired-count': '3' }, observed: { scaling: { kind: 'none' } } },
  {
    name: 'that auto scaling owns',
    inputs: { 'desired-count': '3' },
    observed: { scaling: { kind: 'scaled', minCount: 1, maxCount: 5 } },
    warnings: [
      'The given count of tasks ("desired-count") is 3, but Application Auto Scaling owns the count of service "api" (1 to 5): it is left as it is.',
    ],
  },
  {
    name: 'of which it cannot be known who owns it',
    ...FILE,
    observed: { files: serviceFile({ desiredCount: 2 }), scaling: { kind: 'unreadable' } },
    warnings: [
      'Whether Application Auto Scaling owns the count of service "api" could not be checked: the permission application-autoscaling:DescribeScalableTargets is missing. The given count is applied.',
    ],
  },
]

const LOG_GROUP: ObservedLogGroup = { name: '/ecs/api', readable: true, retentionDays: undefined }

const LOG_GROUPS: readonly CheckCase[] = [
  { name: 'that are there, and that are not', observed: logGroups(LOG_GROUP, undefined) },
  {
    name: 'that may not be looked for',
    observed: logGroups({ ...LOG_GROUP, readable: false }),
    warnings: [
      'Whether log group "/ecs/api" exists could not be checked: the permission logs:DescribeLogGroups is missing. It is assumed to exist.',
    ],
  },
  {
    name: 'whose tags may not be read',
    observed: logGroups({ ...LOG_GROUP, areTagsUnreadable: true }),
    warnings: [
      'The tags of log group "/ecs/api" could not be checked: the permission logs:ListTagsForResource is missing. They are left as they are.',
    ],
  },
]

const SERVING = { inputs: { 'wait-until': 'serving' } } as const
const refused = (reason: string) => ({
  problems: [`"wait-until: serving" cannot be used with this service: ${reason}. Give "wait-until: completed".`],
})
const ALARMS_ROLL_BACK = 'deployment alarms can still roll the deployment back while its tasks are healthy'
const ALARMS = { alarms: { enable: true, rollback: true, alarmNames: ['errors'] } }

const SERVING_CASES: readonly CheckCase[] = [
  { name: 'a rolling update without alarms', ...SERVING },
  {
    name: 'deployment alarms that the service has',
    ...SERVING,
    observed: { ...renderedWith(), ...existing({ deploymentConfiguration: ALARMS }) },
    ...refused(ALARMS_ROLL_BACK),
  },
  {
    name: 'the same, with wait-until: completed',
    inputs: { 'wait-until': 'completed' },
    observed: { ...renderedWith(), ...existing({ deploymentConfiguration: ALARMS }) },
  },
  {
    name: 'a strategy that the file gives',
    ...FILE,
    inputs: { ...FILE.inputs, ...SERVING.inputs },
    observed: {
      ...renderedWith(),
      files: serviceFile({ deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 5 } }),
    },
    ...refused('with the strategy BLUE_GREEN, tasks are healthy before they get any traffic'),
  },
]

describeChecks([
  ['wait-until: serving', SERVING_CASES],
  ['the count of tasks', COUNT],
  ['log groups', LOG_GROUPS],
  ['load balancers and discovery services', CONNECTIONS],
  ['execute-command', EXECUTE_COMMAND],
  ['the grace period', GRACE_PERIOD],
  ['variables', ENVIRONMENT],
  ['credentials', CREDENTIALS],
])

describe('minutes until the credentials expire', () => {
  const clock = { now: () => Date.parse('2026-01-01T12:00:00Z'), sleep: () => Promise.resolve() }
  const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' }

  test.each([
    { name: 'whole minutes', env: { AWS_CREDENTIAL_EXPIRATION: '2026-01-01T12:34:59Z' }, minutes: 34 },
    { name: 'already expired', env: { AWS_CREDENTIAL_EXPIRATION: '2026-01-01T11:00:00Z' }, minutes: 0 },
    { name: 'not set', env: {}, minutes: undefined },
    { name: 'not a time', env: { AWS_CREDENTIAL_EXPIRATION: 'soon' }, minutes: undefined },
    {
      name: 'a profile is used, which the SDK renews',
      env: { AWS_CREDENTIAL_EXPIRATION: '2026-01-01T12:34:59Z', AWS_PROFILE: 'team' },
      minutes: undefined,
    },
  ])('$name', ({ env, minutes }) => {
    expect(credentialMinutes({ clock, env: { ...KEYS, ...env } })).toBe(minutes)
  })
})
