import { expect, test } from '@jest/globals'
import type { Observation } from '../../../src/observation/observation.ts'
import { movedTag } from '../../../src/resources/service/moved-tag.ts'
import { createObservation, createRendering, IMAGE } from '../../planning/data.ts'
import { API_6, API_7, handMadeService } from '../data.ts'

const digest = (digit: string) => `sha256:${digit.repeat(64)}`
const INDEX = digest('1')
const MANIFEST = digest('2')
const OLD = digest('9')

const task = (imageDigest: string | undefined, taskDefinitionArn = API_6, name = 'api') => ({
  taskDefinitionArn,
  containers: [{ name, imageDigest }],
})

function moved(overrides: Partial<Observation>): string | undefined {
  return movedTag(
    createObservation({
      service: { service: handMadeService(), tags: {} },
      image: { name: 'api:1', digest: INDEX, digests: [INDEX, MANIFEST], architectures: ['amd64'] },
      ...overrides,
    }),
  )
}

test.each<[name: string, overrides: Partial<Observation>]>([
  ['tasks run the index', { tasks: [task(INDEX)] }],
  ["tasks run the platform's manifest", { tasks: [task(MANIFEST), task(INDEX)] }],
  ['no tasks run', { tasks: [] }],
  ['tasks may not be read', { tasks: undefined }],
  ['AWS says no digest yet', { tasks: [task(undefined)] }],
  ['tasks of another revision run the old image', { tasks: [task(OLD, API_7), task(INDEX)] }],
  ['another container has another image', { tasks: [{ ...task(OLD, API_6, 'sidecar') }] }],
  ['the image is not in ECR', { tasks: [task(OLD)], image: undefined }],
  [
    "the platforms' manifests could not be read",
    { tasks: [task(MANIFEST)], image: { name: 'api:1', digest: INDEX, digests: [], architectures: undefined } },
  ],
  [
    'the digest could not be read',
    { tasks: [task(OLD)], image: { name: 'api:1', digest: undefined, digests: [], architectures: undefined } },
  ],
  ['the image is given by digest', { tasks: [task(OLD)], rendering: createRendering({ image: `${IMAGE}@${OLD}` }) }],
])('%s: not known to have moved', (_name, overrides) => {
  expect(moved(overrides)).toBeUndefined()
})

test('a task that runs another image than the tag means now', () => {
  expect(moved({ tasks: [task(INDEX), task(OLD)] })).toBe(
    'tag "1" now means sha256:111111111111, and sha256:999999999999 runs',
  )
})

test('an image without a tag is the latest', () => {
  const rendering = createRendering({ image: IMAGE.replace(':1', '') })
  expect(moved({ tasks: [task(OLD)], rendering })).toContain('tag "latest" now means')
})
