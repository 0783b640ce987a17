import type { Invoke } from '../../simulator/direct.ts'
import { isWrite } from '../../simulator/journal.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import type { HttpAnswer } from '../../src/http/http-get.ts'
import { createLog } from '../../src/report/log.ts'
import type { Host } from '../../src/run.ts'
import { createDirectAws } from './direct-aws.ts'
import type { Scenario } from './scenario.ts'
import type { Stage } from './stage.ts'
import type { RunCall } from './truth/played.ts'
import type { VirtualClock } from './virtual-clock.ts'

const ANSWERS: Readonly<Record<Scenario['inputs']['http'], Awaited<ReturnType<Host['httpGet']>>>> = {
  none: { kind: 'answer', status: 200, headers: {}, body: 'OK', isCut: false },
  right: { kind: 'answer', status: 200, headers: {}, body: 'OK', isCut: false },
  wrong: { kind: 'answer', status: 404, headers: {}, body: 'Not Found', isCut: false },
  unreachable: { kind: 'unreachable', stage: 'tcp', message: 'connection refused' },
}

/** What ECR hands out: an image's layers. */
function downloaded(simulator: Simulator, url: string): HttpAnswer | undefined {
  const body = simulator.services.ecr.download(url.replace(/^https?:\/\/[^/]*/, ''))
  return body === undefined ? undefined : { kind: 'answer', status: 200, headers: {}, body, isCut: false }
}

function keepingCalls(invoke: Invoke, calls: RunCall[], clock: VirtualClock): Invoke {
  return async call => {
    const { operation } = call
    const input = call.input as Readonly<Record<string, unknown>>
    const entry: RunCall = { operation, input, write: isWrite(operation), simulatedAt: clock.now(), outcome: 'pending' }
    calls.push(entry)
    try {
      const output = await invoke(call)
      entry.outcome = 'ok'
      return output
    } catch (error) {
      entry.outcome = error instanceof Error ? error.name : 'error'
      throw error
    }
  }
}

export interface HostParts {
  readonly stage: Stage
  readonly clock: VirtualClock
  readonly lines: string[]
  readonly inputs: Readonly<Record<string, string>>
  readonly scenario: Scenario
  /** Its calls are added to these. */
  readonly calls?: RunCall[]
  readonly onCall?: (operation: string, output: Record<string, unknown>) => void
}

/** What a runner is to the action, on virtual time and with the simulator as the world. */
export function createHost({ stage, clock, lines, inputs, scenario, calls = [], onCall }: HostParts): Host {
  const { simulator, files } = stage
  const wayMs = scenario.aws.wayMs
  return {
    env: {
      AWS_REGION: simulator.world.region,
      GITHUB_REPOSITORY: 'example/api',
      GITHUB_RUN_ID: '4711',
      GITHUB_ACTOR: 'octocat',
      GITHUB_SHA: 'a'.repeat(40),
    },
    inputs: { get: name => inputs[name]?.trim() ?? '', names: () => Object.keys(inputs) },
    clock,
    signal: new AbortController().signal,
    log: createLog({
      info: line => lines.push(line),
      warning: line => lines.push(`warning: ${line}`),
      debug: () => undefined,
      startGroup: title => lines.push(`group: ${title}`),
      endGroup: () => undefined,
    }),
    httpGet: ({ url }) => Promise.resolve(downloaded(simulator, url) ?? ANSWERS[scenario.inputs.http]),
    readFile: async path => {
      const text = files[path]
      if (text === undefined) throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' })
      return text
    },
    onOutputs: () => undefined,
    createAws: settings =>
      createDirectAws(settings, {
        invoke: keepingCalls(simulator.invoke, calls, clock),
        clock,
        ...(wayMs > 0 && { wayMs: () => wayMs }),
        onCall: ({ operation }, output) => onCall?.(operation, output),
      }),
  }
}
