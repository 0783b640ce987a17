import { describe, expect, test } from '@jest/globals'
import { serviceFileProblems } from '../../src/specification/service-file.ts'
import { type InputValues, readValid } from '../inputs/parse.ts'
import { API_GROUP, LISTENER } from '../resources/data.ts'

function problems(definition: Record<string, unknown>, values: InputValues = {}): readonly string[] {
  return serviceFileProblems({ kind: 'service-definition', path: 's.json', definition }, readValid(values))
}

const GROUPS = { loadBalancers: [{ targetGroupArn: API_GROUP }] }
const REGISTRIES = { serviceRegistries: [{ registryArn: 'arn:x' }] }

describe('what is refused', () => {
  test.each<[sentence: string, definition: Record<string, unknown>, values?: InputValues]>([
    [
      'taskDefinition is not allowed: the service always gets the revision that this run registers. Remove it.',
      { taskDefinition: 'api' },
    ],
    [
      'clientToken is not allowed: it would make AWS treat every run as the same request. Remove it.',
      { clientToken: 'x' },
    ],
    ['role is not allowed: a service on Fargate uses the service-linked role. Remove it.', { role: 'x' }],
    ['launchType is "EC2", but this action deploys services with FARGATE only.', { launchType: 'EC2' }],
    [
      'schedulingStrategy is "DAEMON", but this action deploys services with REPLICA only.',
      { schedulingStrategy: 'DAEMON' },
    ],
    [
      'deploymentController is {"type":"CODE_DEPLOY"}, but this action deploys services with ECS only.',
      { deploymentController: { type: 'CODE_DEPLOY' } },
    ],
    [
      'loadBalancers is set, and the load balancer inputs are given too. Use one of the two.',
      GROUPS,
      { 'listener-arn': LISTENER, 'path-patterns': '/api' },
    ],
    [
      'loadBalancers is set, and the load balancer inputs are given too. Use one of the two.',
      GROUPS,
      { 'target-group-arn': API_GROUP },
    ],
    [
      'serviceRegistries is set, and the input "namespace" is given too. Use one of the two.',
      REGISTRIES,
      { namespace: 'busyb.local', 'discovery-service': 'api' },
    ],
  ])('%s', (sentence, definition, values = {}) => {
    expect(problems(definition, values)).toEqual([`service-definition file s.json: ${sentence}`])
  })

  test('all at once', () => {
    expect(problems({ role: 'x', launchType: 'EXTERNAL' })).toHaveLength(2)
  })
})

test('what is accepted', () => {
  const definition = {
    ...GROUPS,
    ...REGISTRIES,
    serviceName: 'api',
    launchType: 'FARGATE',
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: 'ECS' },
    desiredCount: 2,
  }
  expect(problems(definition)).toEqual([])
})
