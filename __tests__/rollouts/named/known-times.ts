import { failureShownAt } from '../truth/own-failure.ts'
import type { OurDeployment, Played } from '../truth/played.ts'
import { firstTime, shownAt, sinceWhen } from '../truth/truths.ts'

const FINAL = ['SUCCESSFUL', 'STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED']

/** Moments of what truly happened, ms since the epoch. Each throws {@link NeverHappened} where there was none. */
export interface KnownTimes {
  /** So many seconds after our deployment began. */
  after(seconds: number): number
  /** Our service deployment has ended. */
  ended(): number
  /** It has ended, and its tasks and targets are healthy since. */
  completed(): number
  /** Its tasks and targets are healthy since. */
  serving(): number
  /** Another deployment has begun after ours. */
  replaced(): number
  /** Its tasks have shown that it fails. */
  failing(): number
  /** The deployment that updates the service back has ended. */
  reverted(): number
  /** The service is no longer active. */
  deleted(): number
  /** The newest service deployment has ended, whoever began it. */
  newestEnded(): number
  /** What somebody did, so many seconds ago. */
  deed(seconds?: number): number
  /** When a read of these could first show what is true from that time on. */
  shown(time: number, ...operations: readonly string[]): number
}

export class NeverHappened extends Error {}

export function knownTimes(played: Played): KnownTimes {
  const { ours, history, deeds, startedAt } = played
  const need = (time: number | undefined, what: string): number => {
    if (time === undefined) throw new NeverHappened(`It has not happened: ${what}.`)
    return time
  }
  const own = (): OurDeployment => {
    if (!ours) throw new NeverHappened('The run deployed nothing.')
    return ours
  }
  const ended = () =>
    need(
      firstTime(played, own(), ({ status }) => FINAL.includes(status ?? '')),
      'the end of the deployment',
    )
  const serving = () =>
    need(
      sinceWhen(played, own(), ({ isUp }) => isUp),
      'healthy tasks and targets',
    )
  return {
    after: seconds => (ours?.at ?? startedAt) + seconds * 1000,
    ended,
    serving,
    completed: () => Math.max(ended(), serving()),
    replaced: () =>
      need(
        firstTime(played, own(), ({ isSuperseded }) => isSuperseded),
        'another deployment',
      ),
    failing: () => need(failureShownAt(played), 'failing tasks'),
    reverted() {
      const last = history.moments.findLast(({ serviceDeployments }) => serviceDeployments.length > 0)
      const newest = last?.serviceDeployments[0]?.arn
      const moment = history.moments.find(({ serviceDeployments }) =>
        serviceDeployments.some(({ arn, status }) => arn === newest && FINAL.includes(status)),
      )
      return need(newest === own().serviceDeployment ? undefined : moment?.at, 'the end of the way back')
    },
    deleted: () =>
      need(
        firstTime(played, own(), ({ isActive }) => !isActive),
        'the end of the service',
      ),
    newestEnded() {
      const newest = history.at(played.endedAt).serviceDeployments[0]?.arn
      const moment = history.moments.find(({ serviceDeployments }) =>
        serviceDeployments.some(({ arn, status }) => arn === newest && FINAL.includes(status)),
      )
      return need(moment?.at, 'the end of a deployment')
    },
    deed: (seconds = 0) => need(deeds.at(-1)?.at, 'a deed') + seconds * 1000,
    shown: (time, ...operations) => shownAt(played, operations, time),
  }
}
