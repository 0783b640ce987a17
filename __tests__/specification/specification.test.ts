import { describe, expect, test } from '@jest/globals'
import { InvalidError } from '../../src/problem.ts'
import { type InputValues, SHA } from '../inputs/parse.ts'
import { specify } from '../planning/data.ts'
import { LISTENER } from '../resources/data.ts'

const TASK_FILE = JSON.stringify({
  family: '${IMAGE_TAG}-api',
  containerDefinitions: [{ name: 'api', image: '${IMAGE}' }],
})

describe('names', () => {
  test.each<[name: string, values: InputValues, files: Record<string, string>, expected: object]>([
    [
      'from the inputs',
      { cluster: 'main', service: 'api' },
      {},
      { cluster: 'main', service: 'api', family: undefined },
    ],
    ['the default cluster', { cluster: '' }, {}, { cluster: 'default' }],
    [
      'from the service file',
      { cluster: '', service: '', 'service-definition': 's.json' },
      { 's.json': '{"cluster": "blue", "serviceName": "web"}' },
      { cluster: 'blue', service: 'web' },
    ],
    [
      'inputs over the service file',
      { 'service-definition': 's.json' },
      { 's.json': '{"cluster": "blue", "serviceName": "web"}' },
      { cluster: 'main', service: 'api' },
    ],
    [
      'the family of the file, its variables filled in',
      { 'task-definition': 't.json', 'ecr-repository': 'api', 'image-tag': '7' },
      { 't.json': TASK_FILE },
      { family: '7-api' },
    ],
    [
      'the family of the input over that',
      { 'task-definition': 't.json', 'ecr-repository': 'api', family: 'mine' },
      { 't.json': TASK_FILE },
      { family: 'mine' },
    ],
  ])('%s', async (_name, values, files, expected) => {
    expect(await specify(values, files)).toMatchObject(expected)
  })
})

describe('variables', () => {
  test('those that are known without asking AWS', async () => {
    const { variables } = await specify({ 'ecr-repository': 'api', variables: 'STAGE=prod' })
    expect(variables).toEqual({ AWS_REGION: 'us-east-1', COMMIT_SHA: SHA, IMAGE_TAG: SHA, STAGE: 'prod' })
  })

  test.each([
    ['example.com/api:2', '2'],
    [`example.com/api@sha256:${'0'.repeat(64)}`, undefined],
  ])('the tag of the image %s', async (image, tag) => {
    expect((await specify({ image })).variables.IMAGE_TAG).toBe(tag)
  })
})

describe('the target group that is managed', () => {
  const rule = { 'listener-arn': LISTENER, 'path-patterns': '/api' }
  test.each<[name: string, values: InputValues, group: string | undefined]>([
    ['none without a listener', {}, undefined],
    ['the name of the service', rule, 'api'],
    ['the given name', { ...rule, 'target-group': 'mine' }, 'mine'],
  ])('%s', async (_name, values, group) => {
    expect((await specify(values)).targetGroupName).toBe(group)
  })
})

describe('tags', () => {
  test('ownership and provenance on creation, the given ones always', async () => {
    expect((await specify({ tags: 'Team=payments' })).tags).toEqual({
      given: { Team: 'payments' },
      onCreation: {
        'ecs-fargate-deploy:repository': 'busyb/google-workspace-mcp',
        'ecs-fargate-deploy:commit': SHA,
        'ecs-fargate-deploy:run': '42',
        'ecs-fargate-deploy:actor': 'octocat',
        'ecs-fargate-deploy:cluster': 'main',
        'ecs-fargate-deploy:service': 'api',
      },
    })
  })

  test('ownership alone without provenance, by the name of the cluster', async () => {
    const { tags } = await specify({
      'provenance-tags': 'false',
      cluster: 'arn:aws:ecs:us-east-1:123456789012:cluster/main',
    })
    expect(tags.onCreation).toEqual({ 'ecs-fargate-deploy:cluster': 'main', 'ecs-fargate-deploy:service': 'api' })
  })
})

const PROBLEMS: readonly {
  name: string
  values: InputValues
  files?: Record<string, string>
  problems: readonly string[]
}[] = [
  {
    name: 'no service anywhere',
    values: { service: '', 'service-definition': 's.json' },
    files: { 's.json': '{"desiredCount": 1}' },
    problems: [
      'Input "service" is not given, and the service definition file has no "serviceName". Give the name of the service.',
    ],
  },
  {
    name: 'a file that does not exist',
    values: { 'task-definition': 'ecs/t.json' },
    problems: [
      'Input "task-definition": task-definition file ecs/t.json cannot be read: there is no such file. Give its path from the root of the repository, and check the repository out in an earlier step.',
    ],
  },
  {
    name: 'a variable that nothing fills',
    values: { 'service-definition': 's.json' },
    files: { 's.json': '{"platformVersion": "${VERSION}"}' },
    problems: [
      'service-definition file s.json: platformVersion has ${VERSION}, which is not a known variable. Known: ACCOUNT_ID, AWS_REGION, COMMIT_SHA. Give it in the input "variables", or write $${VERSION} if the text itself is meant.',
    ],
  },
  {
    name: 'IMAGE, where no image is given',
    values: { 'task-definition': 't.json' },
    files: { 't.json': '{"containerDefinitions": [{"name": "api", "image": "<IMAGE>"}]}' },
    problems: [
      'task-definition file t.json: containerDefinitions[0].image has <IMAGE>, which is not a known variable. Known: ACCOUNT_ID, AWS_REGION, COMMIT_SHA. Give it in the input "variables".',
    ],
  },
  {
    name: 'an account id in names that are needed before it is known',
    values: { service: '', 'service-definition': 's.json' },
    files: { 's.json': '{"serviceName": "api-${ACCOUNT_ID}"}' },
    problems: [
      'Definition file: serviceName is "api-${ACCOUNT_ID}", but ACCOUNT_ID cannot be part of it. Write the name out, or give it as an input.',
    ],
  },
  {
    name: 'a path to verify, and no load balancer for it',
    values: { 'verify-url': '/health' },
    problems: [
      'Input "verify-url" has the path "/health", but no listener is given that could be asked for it. Give a whole URL, or "load-balancer" or "listener-arn".',
    ],
  },
  {
    name: 'two paths beside a URL',
    values: { 'verify-url': '/health\nhttps://api.example.com/health\n/ready 204' },
    problems: ['/health', '/ready'].map(
      path =>
        `Input "verify-url" has the path "${path}", but no listener is given that could be asked for it. Give a whole URL, or "load-balancer" or "listener-arn".`,
    ),
  },
  {
    name: 'a path to verify beside an existing target group',
    values: {
      'verify-url': '/health',
      'target-group-arn': 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/api/0123456789abcdef',
    },
    problems: [
      'Input "verify-url" has the path "/health", but no listener is given that could be asked for it. Give a whole URL, or "load-balancer" or "listener-arn".',
    ],
  },
  {
    name: 'several at once',
    values: { 'task-definition': 't.json', 'service-definition': 's.json', 'verify-url': '/health' },
    files: { 's.json': '{"launchType": "EC2"}' },
    problems: [
      'Input "task-definition": task-definition file t.json cannot be read: there is no such file. Give its path from the root of the repository, and check the repository out in an earlier step.',
      'service-definition file s.json: launchType is "EC2", but this action deploys services with FARGATE only.',
      'Input "verify-url" has the path "/health", but no listener is given that could be asked for it. Give a whole URL, or "load-balancer" or "listener-arn".',
    ],
  },
]

describe('problems', () => {
  test.each(PROBLEMS)('$name', async ({ values, files, problems }) => {
    const error = await specify(values, files).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(InvalidError)
    expect((error as InvalidError).problems).toEqual(problems)
  })

  test('do not include a path to verify beside a listener, or a URL without one', async () => {
    const listener = { 'listener-arn': LISTENER, 'path-patterns': '/api' }
    await expect(specify({ ...listener, 'verify-url': '/health' })).resolves.toBeDefined()
    await expect(specify({ 'verify-url': 'https://api.example.com/health' })).resolves.toBeDefined()
  })
})
