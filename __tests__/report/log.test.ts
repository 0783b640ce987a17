import { describe, expect, test } from '@jest/globals'
import { createLog, type LogSink, withoutCommands } from '../../src/report/log.ts'

function createSink() {
  const lines: string[] = []
  const write = (kind: string) => (text?: string) => {
    lines.push(text === undefined ? kind : `${kind} ${text}`)
  }
  const sink: LogSink = {
    info: write('info'),
    warning: write('warning'),
    debug: write('debug'),
    startGroup: write('group'),
    endGroup: write('end'),
  }
  return { lines, sink }
}

describe('text from elsewhere is not a command of the step', () => {
  test.each([
    ['::error::stolen', ': :error::stolen'],
    ['  ::add-mask::x', '  : :add-mask::x'],
    ['ok\n::set-output name=x::y', 'ok\n: :set-output name=x::y'],
    ['ok\r::stop-commands::x', 'ok\r: :stop-commands::x'],
    ['\u0085::error::x', '\u0085: :error::x'],
    ['##[error]x', '## [error]x'],
    ['text ##[group]x', 'text ## [group]x'],
    ['std::vector and a: b', 'std::vector and a: b'],
  ])('%j', (text, harmless) => {
    expect(withoutCommands(text)).toBe(harmless)
  })

  test('in lines and debug lines', () => {
    const { lines, sink } = createSink()
    const log = createLog(sink)
    log.info('::error::x')
    log.debug('##[error]x')
    expect(lines).toEqual(['info : :error::x', 'debug ## [error]x'])
  })
})

test('a warning is written once, and kept for the summary', () => {
  const { lines, sink } = createSink()
  const log = createLog(sink)
  log.warning('one')
  log.warning('two')
  log.warning('one')
  expect(lines).toEqual(['warning one', 'warning two'])
  expect(log.warnings).toEqual(['one', 'two'])
})

describe('a group', () => {
  test('is closed at its end, and returns what its body returns', async () => {
    const { lines, sink } = createSink()
    const log = createLog(sink)
    const result = await log.group('Plan', async () => {
      log.info('inside')
      return 7
    })
    expect(result).toBe(7)
    expect(lines).toEqual(['group Plan', 'info inside', 'end'])
  })

  test('is closed even where its body fails', async () => {
    const { lines, sink } = createSink()
    const error = new Error('x')
    await expect(createLog(sink).group('Plan', () => Promise.reject(error))).rejects.toBe(error)
    expect(lines).toEqual(['group Plan', 'end'])
  })
})
