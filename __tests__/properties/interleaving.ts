import { setImmediate } from 'node:timers/promises'
import { createAws } from '../../src/aws/create-aws.ts'
import type { Host } from '../../src/run.ts'

/** A run's next step that waits for its turn: a call, or the end of a pause. */
interface Waiting {
  readonly run: number
  readonly what: string
  readonly go: () => Promise<void>
}

/** Lets runs take turns, one call at a time, in an order that is chosen from outside. */
export interface Interleaving {
  /** Put between a run and the world: each of its calls and pauses then waits to be chosen. */
  through(run: number): (host: Host) => Host
  /** Until all runs have ended, picks one of the waiting steps and carries it out to its end. Returns the order. */
  drive(runs: readonly Promise<unknown>[]): Promise<readonly string[]>
}

/** After so many turns of the event loop without anything new, nothing is on its way any more. */
const QUIET_TURNS = 4

/** @param choose a number from 0 to one less than the given one: which of the waiting steps comes next */
export function createInterleaving(choose: (count: number) => number): Interleaving {
  const waiting: Waiting[] = []
  let activity = 0

  function turn<Result>(run: number, what: string, body: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      activity += 1
      // The response is handed on only once it is there: between two steps of the order nothing is under way.
      const go = async () => {
        try {
          resolve(await body())
        } catch (error) {
          reject(error)
        }
      }
      waiting.push({ run, what, go })
    })
  }

  /** Waits until the runs have sent everything that they send before they get another response. */
  async function settle(): Promise<void> {
    for (let quiet = 0, seen = activity; quiet < QUIET_TURNS; quiet += 1) {
      await setImmediate()
      if (activity !== seen) {
        seen = activity
        quiet = 0
      }
    }
  }

  return {
    through: run => host => ({
      ...host,
      createAws(settings) {
        const aws = createAws({ ...settings, clock: host.clock })
        return {
          ...aws,
          send: (client, command, options) =>
            turn(run, command.constructor.name, () => aws.send(client, command, options)),
        }
      },
      httpGet: request => turn(run, 'GET', () => host.httpGet(request)),
      clock: {
        now: host.clock.now,
        sleep: (ms, signal) => turn(run, `${ms} ms`, () => host.clock.sleep(ms, signal)),
      },
    }),
    async drive(runs) {
      let open = runs.length
      const order: string[] = []
      for (const run of runs) {
        const end = () => {
          open -= 1
          activity += 1
        }
        run.then(end, end)
      }
      while (open > 0) {
        await settle()
        // In an order that does not depend on how fast the machine was.
        waiting.sort((one, other) => one.run - other.run)
        const [next] = waiting.splice(choose(waiting.length), 1)
        if (!next) continue
        order.push(`${next.run}: ${next.what}`)
        await next.go()
      }
      return order
    },
  }
}
