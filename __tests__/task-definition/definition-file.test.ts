import { describe, expect, test } from '@jest/globals'
import { outputOnlyFields, parseDefinitionFile } from '../../src/task-definition/definition-file.ts'
import { SEED_TASK_DEFINITION } from './seed-task-definition.ts'

function parse(text: string, kind: 'task-definition' | 'service-definition' = 'task-definition') {
  return parseDefinitionFile({ path: 'ecs/td.json', text, kind })
}

function parseObject(content: unknown) {
  return parse(JSON.stringify(content))
}

describe('what a task definition file may look like', () => {
  test('the task definition of a team is taken as it is written', () => {
    const { definition, tags, problems } = parse(SEED_TASK_DEFINITION)
    expect(problems).toEqual([])
    expect(tags).toBeUndefined()
    expect(definition).toEqual(JSON.parse(SEED_TASK_DEFINITION))
  })

  test('YAML means the same as JSON', () => {
    const yaml = `
family: app
containerDefinitions:
  - name: app
    image: example.com/app:1
    portMappings:
      - containerPort: 8000
    command: ["npm", "start"]
`
    expect(parse(yaml)).toEqual(
      parseObject({
        family: 'app',
        containerDefinitions: [
          {
            name: 'app',
            image: 'example.com/app:1',
            portMappings: [{ containerPort: 8000 }],
            command: ['npm', 'start'],
          },
        ],
      }),
    )
  })

  test('aliases and merge keys of YAML are resolved', () => {
    const yaml = `
family: app
containerDefinitions:
  - &base
    name: a
    image: example.com/a
  - <<: *base
    name: b
`
    expect(parse(yaml)).toEqual({
      definition: {
        family: 'app',
        containerDefinitions: [
          { name: 'a', image: 'example.com/a' },
          { name: 'b', image: 'example.com/a' },
        ],
      },
      tags: undefined,
      problems: [],
    })
  })

  test.each([
    ['a byte order mark', '\uFEFF{"family":"app"}'],
    ['Windows line ends', '{\r\n  "family": "app"\r\n}\r\n'],
    ['tabs for indentation', '{\n\t"family":\n\t\t"app"\n}\n'],
    ['everything on one line', '{"family":"app"}'],
    ['YAML with a document marker', '---\nfamily: app\n'],
    ['a comment', '# ours\nfamily: app # the service\n'],
    ['a trailing comma', '{"family":"app",}'],
  ])('%s is fine', (_, text) => {
    expect(parse(text)).toEqual({ definition: { family: 'app' }, tags: undefined, problems: [] })
  })

  test('escapes of JSON are decoded', () => {
    expect(parse('{"family":"a\\u002db\\/\\ud83d\\ude00"}').definition).toEqual({ family: 'a-b/😀' })
  })

  test.each([
    ['wrapped, tags beside it', { taskDefinition: { family: 'app' }, tags: [{ key: 'team', value: 'a' }] }],
    ['wrapped, tags inside', { taskDefinition: { family: 'app', tags: [{ key: 'team', value: 'a' }] } }],
    ['plain, tags inside', { family: 'app', tags: [{ key: 'team', value: 'a' }] }],
  ])('tags are found: %s', (_, content) => {
    expect(parseObject(content)).toEqual({
      definition: { family: 'app' },
      tags: [{ key: 'team', value: 'a' }],
      problems: [],
    })
  })

  test('the fields that only AWS writes are nine, and are dropped', () => {
    const described = {
      taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/app:3',
      revision: 3,
      status: 'ACTIVE',
      requiresAttributes: [{ name: 'com.amazonaws.ecs.capability.ecr-auth' }],
      compatibilities: ['EC2', 'FARGATE'],
      registeredAt: '2026-01-02T03:04:05Z',
      deregisteredAt: 1,
      deleteRequestedAt: 1,
      registeredBy: 'arn:aws:iam::123456789012:user/a',
    }
    expect([...outputOnlyFields()].sort()).toEqual(Object.keys(described).sort())
    expect(parseObject({ taskDefinition: { family: 'app', ...described } })).toEqual({
      definition: { family: 'app' },
      tags: undefined,
      problems: [],
    })
  })
})

describe('what counts as given', () => {
  test('null, empty strings, lists and objects are not given; 0 and false are', () => {
    const { definition, problems } = parseObject({
      family: 'app',
      taskRoleArn: null,
      executionRoleArn: '',
      volumes: [],
      runtimePlatform: {},
      containerDefinitions: [
        { name: 'app', cpu: 0, essential: false, healthCheck: { command: [] }, user: '0', links: [null, ''] },
      ],
    })
    expect(problems).toEqual([])
    expect(definition).toEqual({
      family: 'app',
      containerDefinitions: [{ name: 'app', cpu: 0, essential: false, user: '0' }],
    })
  })

  test('an empty environment value, tag value, label and word of a command are values', () => {
    const container = {
      name: 'app',
      environment: [{ name: 'EMPTY', value: '' }],
      dockerLabels: { 'com.example.Empty_Label': '' },
      command: ['printf', ''],
    }
    const content = { containerDefinitions: [container], tags: [{ key: 'empty', value: '' }] }
    expect(parseObject(content)).toEqual({
      definition: { containerDefinitions: [container] },
      tags: [{ key: 'empty', value: '' }],
      problems: [],
    })
  })

  test('keys of labels and of log options stay as they are written', () => {
    const container = {
      name: 'app',
      dockerLabels: { 'Com.Example_X': 'a', dockerLabel: 'b', __proto__x: 'c' },
      logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/ecs/app', AnyThing: 'x=y=z' } },
    }
    expect(parseObject({ containerDefinitions: [container] }).definition).toEqual({ containerDefinitions: [container] })
  })
})

describe('conversion to what AWS wants', () => {
  test('numbers and booleans become strings with the spelling of the file', () => {
    const yaml = `
cpu: 256
memory: 512
containerDefinitions:
  - name: 8000
    user: 0
    environment:
      - { name: VERSION, value: 1.10 }
      - { name: DEBUG, value: true }
      - { name: BIG, value: 12345678901234567890 }
      - { name: PADDED, value: 007 }
    logConfiguration:
      logDriver: awslogs
      options: { awslogs-create-group: true }
`
    expect(parse(yaml)).toEqual({
      definition: {
        cpu: '256',
        memory: '512',
        containerDefinitions: [
          {
            name: '8000',
            user: '0',
            environment: [
              { name: 'VERSION', value: '1.10' },
              { name: 'DEBUG', value: 'true' },
              { name: 'BIG', value: '12345678901234567890' },
              { name: 'PADDED', value: '007' },
            ],
            logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-create-group': 'true' } },
          },
        ],
      },
      tags: undefined,
      problems: [],
    })
  })

  test('texts become numbers and booleans', () => {
    const { definition, problems } = parseObject({
      ephemeralStorage: { sizeInGiB: '30' },
      containerDefinitions: [{ essential: 'False', cpu: ' 128 ', portMappings: [{ containerPort: '8000' }] }],
    })
    expect(problems).toEqual([])
    expect(definition).toEqual({
      ephemeralStorage: { sizeInGiB: 30 },
      containerDefinitions: [{ essential: false, cpu: 128, portMappings: [{ containerPort: 8000 }] }],
    })
  })

  test('a variable may take the place of a number', () => {
    const { definition, problems } = parseObject({
      containerDefinitions: [{ portMappings: [{ containerPort: '${PORT}' }], essential: '<ESSENTIAL>' }],
    })
    expect(problems).toEqual([])
    expect(definition).toEqual({
      containerDefinitions: [{ portMappings: [{ containerPort: '${PORT}' }], essential: '<ESSENTIAL>' }],
    })
  })
})

describe('problems, each one sentence', () => {
  const file = 'task-definition file ecs/td.json'

  test.each<[string, unknown, string]>([
    [
      'a misspelled member',
      { containerDefinitions: [{ portMapping: [] }] },
      `${file}: containerDefinitions[0].portMapping is not a field of AWS's shape. Did you mean "portMappings"?`,
    ],
    [
      'a member in the wrong case',
      { TaskRoleArn: 'x' },
      `${file}: TaskRoleArn is not a field of AWS's shape. Did you mean "taskRoleArn"?`,
    ],
    [
      'a misspelled member deep inside',
      { containerDefinitions: [{ name: 'a' }, { healthCheck: { command: ['NONE'], startPeriods: 3 } }] },
      `${file}: containerDefinitions[1].healthCheck.startPeriods is not a field of AWS's shape. Did you mean "startPeriod"?`,
    ],
    ['a member like no other', { zzzzzzzzzzzz: 1 }, `${file}: zzzzzzzzzzzz is not a field of AWS's shape.`],
    [
      'something beside the wrapped task definition',
      { taskDefinition: { family: 'app' }, tag: [] },
      `${file}: tag is not a field of AWS's shape. Did you mean "tags"?`,
    ],
    [
      'an object where a list belongs',
      { containerDefinitions: { name: 'app' } },
      `${file}: containerDefinitions must be a list, not an object.`,
    ],
    [
      'a list where an object belongs',
      { containerDefinitions: [['app']] },
      `${file}: containerDefinitions[0] must be an object, not a list.`,
    ],
    [
      'a text where a list belongs',
      { containerDefinitions: [{ command: 'npm start' }] },
      `${file}: containerDefinitions[0].command must be a list, not a string.`,
    ],
    ['a list where a text belongs', { family: ['app'] }, `${file}: family must be a string, not a list.`],
    [
      'environment as an object',
      { containerDefinitions: [{ environment: { PORT: '1' } }] },
      `${file}: containerDefinitions[0].environment must be a list, not an object.`,
    ],
    [
      'a number in words',
      { containerDefinitions: [{ cpu: 'much' }] },
      `${file}: containerDefinitions[0].cpu must be a number, not "much".`,
    ],
    [
      'a boolean in words',
      { containerDefinitions: [{ essential: 'yes' }] },
      `${file}: containerDefinitions[0].essential must be true or false, not "yes".`,
    ],
    [
      'a number where a boolean belongs',
      { containerDefinitions: [{ essential: 1 }] },
      `${file}: containerDefinitions[0].essential must be true or false, not 1.`,
    ],
    ['a list as the whole file', [{ family: 'app' }], `${file}: the file must be an object, not a list.`],
  ])('%s', (_, content, problem) => {
    expect(parseObject(content).problems).toEqual([problem])
  })

  test.each([
    ['a text as the whole file', 'family', `${file}: the file must be an object, not a string.`],
    ['an empty file', '', `${file} is empty.`],
    ['only a comment', '# nothing\n', `${file} is empty.`],
    ['null', 'null', `${file} is empty.`],
    [
      'a key that occurs twice',
      '{\n  "cpu": "1",\n  "cpu": "2"\n}',
      `${file}, line 3, column 3: Map keys must be unique.`,
    ],
    ['a tag that means nothing here', 'family: !Ref Family\n', `${file}, line 1, column 9: Unresolved tag.`],
    ['an unknown alias', 'family: *name\n', `${file}: Unresolved alias (the anchor must be set before the alias).`],
    [
      'too large a file',
      `family: ${'x'.repeat(1024 * 1024)}`,
      `${file} is larger than 1 MiB, far more than AWS accepts.`,
    ],
  ])('%s', (_, text, problem) => {
    expect(parse(text).problems).toEqual([problem])
  })

  test('broken JSON names the line, and quotes nothing of the file', () => {
    const { problems } = parse('{\n  "family": "app"\n  "cpu": "secret-value"\n}')
    expect(problems.length).toBeGreaterThan(0)
    expect(problems[0]).toMatch(/^task-definition file ecs\/td\.json, line [23], column \d+: /)
    expect(problems.join()).not.toContain('secret-value')
  })

  test('an alias that multiplies without end is refused', () => {
    const levels = Array.from({ length: 12 }, (_, level) =>
      level === 0 ? 'a0: &a0 [x, x, x, x, x, x, x, x, x]' : `a${level}: &a${level} [${`*a${level - 1}, `.repeat(9)}]`,
    )
    expect(parse(levels.join('\n')).problems).toEqual([
      `${file}: Excessive alias count indicates a resource exhaustion attack.`,
    ])
  })

  test('all problems at once', () => {
    const { problems } = parseObject({ famly: 'app', containerDefinitions: [{ nme: 'a', cpu: 'x' }, 'b'] })
    expect(problems).toEqual([
      `${file}: famly is not a field of AWS's shape. Did you mean "family"?`,
      `${file}: containerDefinitions[0].nme is not a field of AWS's shape. Did you mean "name"?`,
      `${file}: containerDefinitions[0].cpu must be a number, not "x".`,
      `${file}: containerDefinitions[1] must be an object, not a string.`,
    ])
  })
})

describe('a service definition file', () => {
  test('has the shape of CreateService, its tags separate', () => {
    const yaml = `
cluster: busyb-cluster
serviceName: api
taskDefinition: api
desiredCount: "2"
enableExecuteCommand: "true"
networkConfiguration:
  awsvpcConfiguration: { subnets: [subnet-1], assignPublicIp: DISABLED }
tags:
  - { key: team, value: a }
`
    expect(parse(yaml, 'service-definition')).toEqual({
      definition: {
        cluster: 'busyb-cluster',
        serviceName: 'api',
        taskDefinition: 'api',
        desiredCount: 2,
        enableExecuteCommand: true,
        networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], assignPublicIp: 'DISABLED' } },
      },
      tags: [{ key: 'team', value: 'a' }],
      problems: [],
    })
  })

  test('the output of DescribeServices is refused', () => {
    expect(parse('{"serviceName":"api","runningCount":1}', 'service-definition').problems).toEqual([
      `service-definition file ecs/td.json: runningCount is not a field of AWS's shape. Did you mean "desiredCount"?`,
    ])
  })
})
