import type { Logger } from '../runtime.ts'

/** The part of @actions/core that writes to the log. */
export interface LogSink {
  info(message: string): void
  warning(message: string): void
  debug(message: string): void
  startGroup(name: string): void
  endGroup(): void
}

/** The log of the step, and the warnings that were written to it. */
export interface StepLog extends Logger {
  readonly warnings: readonly string[]
}

export function createLog(sink: LogSink): StepLog {
  const warnings: string[] = []
  return {
    warnings,
    info: line => sink.info(withoutCommands(line)),
    debug: line => sink.debug(withoutCommands(line)),
    warning(sentence) {
      // The same finding can come up for several resources; said once it is enough.
      if (warnings.includes(sentence)) return
      warnings.push(sentence)
      sink.warning(sentence)
    },
    async group(title, body) {
      sink.startGroup(title)
      try {
        return await body()
      } finally {
        sink.endGroup()
      }
    },
  }
}

/**
 * Events and container logs are other people's text. The runner takes a line that begins with `::`, or has `##[`
 * anywhere, for a command of the step (actions/runner, ActionCommand): such a line is broken up.
 */
export function withoutCommands(text: string): string {
  return text.replaceAll(/^([\s\u0085]*):(?=:)/gm, '$1: ').replaceAll('##[', '## [')
}
