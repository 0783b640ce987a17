import { readFileSync } from 'node:fs'
import { play } from '../__tests__/rollouts/play.ts'
import type { Moment } from '../__tests__/rollouts/truth/history.ts'
import { lagMs } from '../__tests__/rollouts/truth/measures.ts'
import type { Played } from '../__tests__/rollouts/truth/played.ts'
import { problemsOf } from '../__tests__/rollouts/truth/problems.ts'

/**
 * `node scripts/replay-rollout.ts < scenario.json`: plays one scenario of `npm run rollouts` again, and prints what the
 * run said, what was true, which calls it made and what is wrong.
 */
const played = await play(JSON.parse(readFileSync(0, 'utf8')))
const start = played.ours?.at ?? played.startedAt
const second = (time: number) => ((time - start) / 1000).toFixed(1).padStart(7)

print('Log', played.log)
print('Truth', truthOf(played))
print(
  'Calls',
  played.calls
    .filter(({ simulatedAt }) => simulatedAt >= start)
    .map(({ simulatedAt, operation, outcome }) => `${second(simulatedAt)} ${operation} ${outcome}`),
)
print(
  'What others did',
  played.deeds.map(({ at, kind, accepted }) => `${second(at)} ${kind}${accepted ? '' : ' (refused)'}`),
)
print(`End after ${second(played.endedAt).trim()} s: ${played.report.outcome}`, played.report.sentences)
print(`Problems (lag ${lagMs(played) ?? '-'} ms)`, problemsOf(played))

function print(title: string, lines: readonly string[]): void {
  process.stdout.write(`\n== ${title}\n${lines.map(line => `${line}\n`).join('')}`)
}

function truthOf({ history }: Played): readonly string[] {
  return history.moments.filter(({ at }) => at >= start - 1000).map(lineOf)
}

/** Ids by their last digits; of a task L for live, R for running, H for healthy. */
function lineOf({ at, status, desiredCount, deployments, serviceDeployments, tasks }: Moment): string {
  const shown = tasks.filter(({ isLive, stoppingAt = 0 }) => isLive || stoppingAt >= at - 1000)
  return [
    `${second(at)} ${status ?? 'MISSING'} ${desiredCount}`,
    deployments.map(({ id, rolloutState }) => `${id.slice(-3)} ${rolloutState}`).join(', '),
    serviceDeployments
      .map(({ arn, status: state, isTriggered }) => `${arn.slice(-4)} ${state}${isTriggered ? '!' : ''}`)
      .join(', '),
    shown
      .map(({ arn, startedBy, isLive, isRunning, isHealthy, stopCode }) => {
        const state = `${isLive ? 'L' : ''}${isRunning ? 'R' : ''}${isHealthy ? 'H' : ''}`
        return `${arn.slice(-3)}@${startedBy.slice(-3)} ${stopCode ?? state}`
      })
      .join(', '),
  ].join(' | ')
}
