import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import fc from 'fast-check'
import { createSimulator, type Simulator } from '../../simulator/simulator.ts'
import { createAws } from '../../src/aws/create-aws.ts'
import type { Context } from '../../src/context.ts'
import { createLog } from '../../src/report/log.ts'
import { applyTaskDefinition } from '../../src/resources/task-definition/apply-task-definition.ts'
import {
  type ObservedTaskDefinition,
  observeTaskDefinition,
} from '../../src/resources/task-definition/observed-task-definition.ts'
import { planTaskDefinition } from '../../src/resources/task-definition/plan-task-definition.ts'
import { parseDefinitionFile } from '../../src/task-definition/definition-file.ts'
import { renderTaskDefinition } from '../../src/task-definition/render.ts'
import type { TaskDefinitionSpec } from '../../src/task-definition/task-definition-spec.ts'
import { validateTaskDefinition } from '../../src/task-definition/validate.ts'
import { createInputs } from '../task-definition/data.ts'
import { arbitraryTaskDefinition } from './arbitrary-task-definition.ts'
import { CHANGING, PRESERVING, type Rewrite } from './rewrites.ts'

/** fast-check prints seed and path of a failure: give them here to see it again. */
const RUNS = { numRuns: 100 } as const
const FEWER_RUNS = { numRuns: 8 } as const

/** Shrinking a failure takes longer than finding none. */
jest.setTimeout(120_000)

let simulator: Simulator
let context: Context

beforeAll(async () => {
  simulator = await createSimulator()
  const ignore = () => undefined
  const log = createLog({ info: ignore, warning: ignore, debug: ignore, startGroup: ignore, endGroup: ignore })
  const clock = { now: () => simulator.clock.now(), sleep: (ms: number) => simulator.clock.sleep(ms) }
  const env = { AWS_ENDPOINT_URL: simulator.url, AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' }
  const { signal } = new AbortController()
  const httpGet: Context['httpGet'] = async () => {
    throw new Error('Nothing is requested over HTTP here.')
  }
  context = { aws: createAws({ env, region: 'us-east-1', clock, signal, log }), httpGet, clock, log, env, signal }
})
afterAll(() => simulator.close())

/** From the text of a file to what is registered. */
function render(file: TaskDefinitionSpec, current?: ObservedTaskDefinition): TaskDefinitionSpec {
  const parsed = parseDefinitionFile({ path: 'task.json', text: JSON.stringify(file), kind: 'task-definition' })
  expect(parsed.problems).toEqual([])
  return rendered({ template: parsed.definition as TaskDefinitionSpec, family: file.family ?? '', current })
}

/** Without a file: from what the service runs. */
function renderAgain(current: ObservedTaskDefinition): TaskDefinitionSpec {
  return rendered({ family: current.taskDefinition.family ?? '', current, template: undefined })
}

function rendered({
  template,
  family,
  current,
}: {
  readonly template: TaskDefinitionSpec | undefined
  readonly family: string
  readonly current: ObservedTaskDefinition | undefined
}): TaskDefinitionSpec {
  const containers = (template ?? current?.taskDefinition)?.containerDefinitions ?? []
  const { taskDefinition, problems } = renderTaskDefinition({
    template,
    current: current?.taskDefinition,
    // The same one, whatever their order.
    inputs: createInputs({ containerName: containers.map(({ name }) => name).toSorted()[0] }),
    family,
    secretArns: {},
    region: 'us-east-1',
  })
  expect([...problems, ...validateTaskDefinition(taskDefinition)]).toEqual([])
  return taskDefinition
}

async function register(spec: TaskDefinitionSpec): Promise<ObservedTaskDefinition> {
  const arn = await applyTaskDefinition(context, {
    kind: 'create',
    desired: { spec, tags: { given: {}, onCreation: {} } },
  })
  const observed = await observeTaskDefinition(context, arn)
  if (!observed) throw new Error(`${arn} is not there.`)
  return observed
}

function plan(spec: TaskDefinitionSpec, current: ObservedTaskDefinition) {
  const change = planTaskDefinition({ spec, tags: { given: {}, onCreation: {} } }, { current, newest: current })
  return 'fields' in change ? change.fields : change.kind
}

describe('a task definition that was rendered and registered', () => {
  test('is unchanged when it is rendered once more, from its file or from what the service runs', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryTaskDefinition(), async file => {
        const current = await register(render(file))
        expect(plan(render(file), current)).toBe('unchanged')
        expect(plan(render(file, current), current)).toBe('unchanged')
        expect(plan(renderAgain(current), current)).toBe('unchanged')
      }),
      RUNS,
    )
  })
})

/** A task definition with rewrites that apply to it, by their place in the list. */
const file = arbitraryTaskDefinition()
const choice = fc.infiniteStream(fc.nat())

describe('the plan between two task definitions is empty', () => {
  test('where they are written in other ways but mean the same', async () => {
    await fc.assert(
      fc.asyncProperty(file, fc.subarray([...PRESERVING], { minLength: 1 }), async (one, rewrites) => {
        const other = applyAll(rewrites, one)
        expect(plan(render(other), await register(render(one)))).toBe('unchanged')
        expect(plan(render(one), await register(render(other)))).toBe('unchanged')
      }),
      RUNS,
    )
  })

  test('and not where one thing means something else, however the rest is written', async () => {
    await fc.assert(
      fc.asyncProperty(file, choice, fc.subarray([...PRESERVING]), async (one, chosen, rewrites) => {
        const applicable = CHANGING.filter(({ apply }) => apply(one) !== undefined)
        const change = applicable[(chosen.next().value ?? 0) % applicable.length]
        const other = applyAll(rewrites, change?.apply(one) ?? one)
        const there = plan(render(other), await register(render(one)))
        const back = plan(render(one), await register(render(other)))
        for (const fields of [there, back]) {
          expect(Array.isArray(fields) ? fields.length : `${change?.name}: ${fields}`).toBeGreaterThan(0)
        }
      }),
      RUNS,
    )
  })
})

describe.each(CHANGING)('$name', ({ apply }) => {
  test('is a difference wherever it can be', async () => {
    await fc.assert(
      fc.asyncProperty(file, async one => {
        const other = apply(one)
        // Where it changes nothing, another one is drawn.
        fc.pre(other !== undefined)
        expect(plan(render(other), await register(render(one)))).not.toBe('unchanged')
      }),
      FEWER_RUNS,
    )
  })
})

function applyAll(rewrites: readonly Rewrite[], spec: TaskDefinitionSpec): TaskDefinitionSpec {
  return rewrites.reduce((written, { apply }) => apply(written) ?? written, spec)
}
