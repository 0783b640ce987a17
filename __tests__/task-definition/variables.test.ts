import { describe, expect, test } from '@jest/globals'
import type { DefinitionKind } from '../../src/task-definition/definition-file.ts'
import {
  BUILT_IN_VARIABLES,
  fillVariables,
  findUnknownVariables,
  usesVariable,
} from '../../src/task-definition/variables.ts'

const VALUES = { ACCOUNT_ID: '123456789012', PORT: '8000', stage: 'test', EMPTY: '', TRICK: '${PORT}<PORT>' }

function file(definition: Readonly<Record<string, unknown>>, kind: DefinitionKind = 'task-definition') {
  return { kind, path: 'ecs/td.json', definition }
}

function fillText(text: string): unknown {
  return fillVariables(file({ family: text }), VALUES).definition.family
}

describe('filling a text', () => {
  test.each([
    ['braces', 'arn:aws:iam::${ACCOUNT_ID}:role/a', 'arn:aws:iam::123456789012:role/a'],
    ['brackets', 'arn:aws:iam::<ACCOUNT_ID>:role/a', 'arn:aws:iam::123456789012:role/a'],
    ['several', '${stage}-<PORT>-${PORT}', 'test-8000-8000'],
    ['a given name in lower case is not a placeholder in brackets', '<stage>', '<stage>'],
    ['two dollars write the text itself', '$${PORT}', '${PORT}'],
    ['two dollars also for what is not a name', '$${sys:a}', '${sys:a}'],
    ['three dollars', '$$${PORT}', '$${PORT}'],
    ['a dollar alone', '$PORT $', '$PORT $'],
    ['an empty value inside a text', 'a${EMPTY}b', 'ab'],
    ['a text that is empty in the end is not given', '${EMPTY}', undefined],
    ['what a variable brings in is not filled again', '${TRICK}', '${PORT}<PORT>'],
    ['names that every object inherits are not variables', '${constructor}', '${constructor}'],
  ])('%s', (_, text, filled) => {
    expect(fillText(text)).toBe(filled)
  })

  test('keys are left alone', () => {
    const definition = { containerDefinitions: [{ name: 'a', dockerLabels: { '${PORT}': '${PORT}' } }] }
    expect(fillVariables(file(definition), VALUES).definition).toEqual({
      containerDefinitions: [{ name: 'a', dockerLabels: { '${PORT}': '8000' } }],
    })
  })

  test('a number comes from a variable', () => {
    const definition = { containerDefinitions: [{ portMappings: [{ containerPort: '${PORT}' }] }] }
    expect(fillVariables(file(definition), VALUES)).toEqual({
      definition: { containerDefinitions: [{ portMappings: [{ containerPort: 8000 }] }] },
      tags: undefined,
      problems: [],
    })
  })

  test('a number field that is not a number after filling is a problem', () => {
    const definition = { containerDefinitions: [{ portMappings: [{ containerPort: '${stage}' }] }] }
    expect(fillVariables(file(definition), VALUES).problems).toEqual([
      'task-definition file ecs/td.json: containerDefinitions[0].portMappings[0].containerPort must be a number, not "test".',
    ])
  })

  test('tags and service definitions are filled too', () => {
    const filled = fillVariables(
      { ...file({ serviceName: 'api-${stage}' }, 'service-definition'), tags: [{ key: 'stage', value: '${stage}' }] },
      VALUES,
    )
    expect(filled).toEqual({
      definition: { serviceName: 'api-test' },
      tags: [{ key: 'stage', value: 'test' }],
      problems: [],
    })
  })

  test('in a command line ours are filled, and the rest is left to the shell', () => {
    const container = {
      command: ['sh', '-c', 'echo ${PORT} ${HOME:-/} ${USER} <PORT> cat <INPUT $${PORT}'],
      entryPoint: ['${stage}'],
      healthCheck: { command: ['CMD-SHELL', 'curl localhost:${PORT} ${X}'] },
    }
    expect(fillVariables(file({ containerDefinitions: [container] }), VALUES).definition).toEqual({
      containerDefinitions: [
        {
          command: ['sh', '-c', 'echo 8000 ${HOME:-/} ${USER} 8000 cat <INPUT ${PORT}'],
          entryPoint: ['test'],
          healthCheck: { command: ['CMD-SHELL', 'curl localhost:8000 ${X}'] },
        },
      ],
    })
  })
})

describe('variables that nothing fills', () => {
  const known = new Set(['ACCOUNT_ID', 'IMAGE'])
  const subject = 'task-definition file ecs/td.json'

  test.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['none', { family: '${IMAGE}<IMAGE>$${X}$X<div><b>' }, []],
    [
      'braces',
      { family: '${IMGE}' },
      [
        `${subject}: family has \${IMGE}, which is not a known variable. Known: ACCOUNT_ID, IMAGE. Give it in the input ` +
          '"variables", or write $${IMGE} if the text itself is meant.',
      ],
    ],
    [
      'brackets',
      { containerDefinitions: [{ image: 'a:<TAG>' }] },
      [
        `${subject}: containerDefinitions[0].image has <TAG>, which is not a known variable. Known: ACCOUNT_ID, IMAGE. Give it ` +
          'in the input "variables".',
      ],
    ],
    [
      'what a shell would understand, but not in a command line',
      { containerDefinitions: [{ environment: [{ name: 'A', value: '${B:-c}' }] }] },
      [
        `${subject}: containerDefinitions[0].environment[0].value has \${B:-c}, which is not a known variable. Known: ` +
          'ACCOUNT_ID, IMAGE. Give it in the input "variables", or write $${B:-c} if the text itself is meant.',
      ],
    ],
    [
      'in a command line the shell fills them',
      {
        containerDefinitions: [{ command: ['${A}', '<B>'], entryPoint: ['${A}'], healthCheck: { command: ['${A}'] } }],
      },
      [],
    ],
    ['in a key they are not variables', { containerDefinitions: [{ dockerLabels: { '${A}': 'b' } }] }, []],
  ])('%s', (_, definition, problems) => {
    expect(findUnknownVariables(file(definition), known)).toEqual(problems)
  })

  test('in a tag', () => {
    const content = { ...file({}), tags: [{ key: 'a', value: '${A}' }] }
    expect(findUnknownVariables(content, new Set(BUILT_IN_VARIABLES))).toEqual([
      `${subject}: tags[0].value has \${A}, which is not a known variable. Known: ACCOUNT_ID, AWS_REGION, COMMIT_SHA, IMAGE, ` +
        'IMAGE_TAG. Give it in the input "variables", or write $${A} if the text itself is meant.',
    ])
  })
})

describe('usesVariable', () => {
  test.each([
    ['in braces', { a: [{ b: 'x ${IMAGE}' }] }, true],
    ['in brackets', ['<IMAGE>'], true],
    ['in a command line', { command: ['${IMAGE}'] }, true],
    ['another one', { a: '${IMAGE_TAG}' }, false],
    ['written literally', { a: '$${IMAGE}' }, false],
    ['as a key', { '${IMAGE}': 'a' }, false],
    ['as a word', { a: 'IMAGE' }, false],
  ])('%s', (_, value, used) => {
    expect(usesVariable(value, 'IMAGE')).toBe(used)
  })
})
