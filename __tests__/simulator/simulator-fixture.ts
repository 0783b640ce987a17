import { afterEach, beforeEach } from '@jest/globals'
import type { SimulatorOptions } from '../../simulator/options.ts'
import { createSimulator, type Simulator } from '../../simulator/simulator.ts'
import { createClients } from './clients.ts'

export interface RunningSimulator {
  readonly simulator: Simulator
  readonly clients: ReturnType<typeof createClients>
}

/**
 * Starts a simulator with the SDK's clients before each test of a file (or of the `describe` that calls this), and
 * stops them after it. The members are those of the test that runs: read them there, and do not keep them.
 */
export function simulatorForEachTest(options: SimulatorOptions = {}): RunningSimulator {
  let running: RunningSimulator | undefined

  beforeEach(async () => {
    const simulator = await createSimulator(options)
    running = { simulator, clients: createClients(simulator.url) }
  })

  afterEach(async () => {
    running?.clients.destroy()
    await running?.simulator.close()
    running = undefined
  })

  function current(): RunningSimulator {
    if (!running) throw new Error('The simulator runs only while a test does.')
    return running
  }
  return {
    get simulator() {
      return current().simulator
    },
    get clients() {
      return current().clients
    },
  }
}

/** The error of a call as text, for assertions. */
export const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    error => `${error.name}: ${error.message}`,
  )
