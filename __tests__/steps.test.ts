import { describe, expect, test } from '@jest/globals'
import { runSteps, type Steps } from '../src/steps.ts'

interface Results {
  readonly first: string
  readonly second: string
  readonly third: string
  readonly fourth: string
}

/** A step that ends on demand, and a list of what has happened. */
function createStage() {
  const happened: string[] = []
  const open = new Map<string, { resolve: (value: string) => void; reject: (error: unknown) => void }>()
  const step = <Name extends keyof Results>(name: Name, needs: readonly Name[] = []) => ({
    needs,
    run: () => {
      happened.push(`${name} starts`)
      return new Promise<string>((resolve, reject) => open.set(name, { resolve, reject }))
    },
  })
  const settle = async () => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
  }
  return {
    happened,
    step,
    settle,
    async end(name: keyof Results) {
      open.get(name)?.resolve(`${name} done`)
      await settle()
    },
    async fail(name: keyof Results, error: unknown) {
      open.get(name)?.reject(error)
      await settle()
    },
  }
}

function chained({ step }: ReturnType<typeof createStage>): Steps<Results> {
  return {
    fourth: step('fourth', ['second', 'third']),
    first: step('first'),
    second: step('second', ['first']),
    third: step('third', ['first']),
  }
}

describe('order', () => {
  test('a step starts as soon as what it needs is there, beside all that it does not need', async () => {
    const stage = createStage()
    const run = runSteps(chained(stage))
    await stage.settle()
    expect(stage.happened).toEqual(['first starts'])
    await stage.end('first')
    expect(stage.happened).toEqual(['first starts', 'second starts', 'third starts'])
    await stage.end('third')
    expect(stage.happened).toHaveLength(3)
    await stage.end('second')
    expect(stage.happened.at(-1)).toBe('fourth starts')
    await stage.end('fourth')
    expect(await run).toEqual({
      done: { first: 'first done', second: 'second done', third: 'third done', fourth: 'fourth done' },
      failures: [],
      problems: [],
    })
  })

  test('a step that two others need runs once', async () => {
    let runs = 0
    await runSteps<Results>({
      first: {
        needs: [],
        run: () => {
          runs += 1
          return 'first'
        },
      },
      second: { needs: ['first'], run: done => done.first },
      third: { needs: ['first'], run: done => done.first },
      fourth: { needs: ['second', 'third'], run: done => done.second + done.third },
    })
    expect(runs).toBe(1)
  })
})

describe('failure', () => {
  test('what needs a failed step is not started, what does not goes on to its end', async () => {
    const stage = createStage()
    const run = runSteps(chained(stage))
    await stage.settle()
    await stage.end('first')
    const error = new Error('refused')
    await stage.fail('second', error)
    let ended = false
    void run.then(() => {
      ended = true
    })
    await stage.settle()
    expect(ended).toBe(false)
    await stage.end('third')
    expect(await run).toEqual({ done: { first: 'first done', third: 'third done' }, failures: [error], problems: [] })
    expect(stage.happened).not.toContain('fourth starts')
  })

  test('all failures, in the order of the table', async () => {
    const stage = createStage()
    const run = runSteps<Pick<Results, 'first' | 'second'>>({
      second: stage.step('second'),
      first: stage.step('first'),
    })
    await stage.settle()
    await stage.fail('first', 'one')
    await stage.fail('second', 'two')
    expect((await run).failures).toEqual(['two', 'one'])
  })

  test('a step that throws at once is a failure like any other', async () => {
    const { failures } = await runSteps<Pick<Results, 'first'>>({
      first: {
        needs: [],
        run: () => {
          throw new Error('at once')
        },
      },
    })
    expect(failures).toEqual([new Error('at once')])
  })
})

test('a step sees only what it declares as needed', async () => {
  const { failures } = await runSteps<Pick<Results, 'first' | 'second'>>({
    first: { needs: [], run: () => 'first' },
    second: { needs: [], run: done => done.first },
  })
  expect(failures).toEqual([new Error('Step "second" reads "first" but does not list it among its needs.')])
})
