import { expect, test } from '@jest/globals'
import { readDefinitionFiles } from '../../src/specification/definition-files.ts'
import { readValid } from '../inputs/parse.ts'
import { createFiles } from '../planning/data.ts'

async function readFiles(files: Readonly<Record<string, string | Error>>) {
  const texts = Object.entries(files).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  const read = createFiles(Object.fromEntries(texts))
  const inputs = readValid({ 'task-definition': 't.yaml', 'service-definition': 's.json' })
  return await readDefinitionFiles(inputs, new Set(['STAGE']), path =>
    files[path] instanceof Error ? Promise.reject(files[path]) : read(path),
  )
}

test('both files, with their tags separate and their variables as written', async () => {
  expect(
    await readFiles({
      't.yaml': 'family: api-${STAGE}\ncpu: 256\ntags:\n  - key: Team\n    value: payments\n',
      's.json': '{"desiredCount": 2}',
    }),
  ).toEqual({
    files: {
      taskDefinition: {
        kind: 'task-definition',
        path: 't.yaml',
        definition: { family: 'api-${STAGE}', cpu: '256' },
        tags: [{ key: 'Team', value: 'payments' }],
      },
      service: { kind: 'service-definition', path: 's.json', definition: { desiredCount: 2 }, tags: undefined },
    },
    problems: [],
  })
})

test('what is wrong with both is reported at once', async () => {
  const isFolder = Object.assign(new Error('EISDIR'), { code: 'EISDIR' })
  const { problems } = await readFiles({ 't.yaml': isFolder, 's.json': '{"desiredCounts": 2}' })
  expect(problems).toEqual([
    'Input "task-definition": task-definition file t.yaml cannot be read: it is a folder. Give its path from the root of the repository, and check the repository out in an earlier step.',
    expect.stringContaining('service-definition file s.json'),
  ])
  expect(problems[1]).toContain('desiredCount')
})

test('no file is read where none is given', async () => {
  const readFile = () => Promise.reject(new Error('Nothing is to be read.'))
  expect(await readDefinitionFiles(readValid({}), new Set(), readFile)).toEqual({
    files: { taskDefinition: undefined, service: undefined },
    problems: [],
  })
})
