import { effectiveOnFailure } from './claims.ts'
import { failureShownAt } from './own-failure.ts'
import type { Played } from './played.ts'
import { truthAt } from './truths.ts'

/** The writes of the run that nobody asked for. Empty: none. */
export function unwantedWrites(played: Played): readonly string[] {
  const { ours, calls, scenario } = played
  if (!ours) return []
  const later = calls.filter(({ write, simulatedAt, operation, input }) => {
    if (!write || simulatedAt < ours.at) return false
    return operation === 'StopServiceDeployment' || (operation === 'UpdateService' && simulatedAt > ours.at && input)
  })
  return later.flatMap(({ operation, simulatedAt, input }) => {
    const said = (problem: string) => [
      `${operation} ${(simulatedAt - ours.at) / 1000} s after our deployment began: ${problem}`,
    ]
    if (played.report.outcome === 'timed-out') return said('a time-out never stops anything')
    const before = truthAt(played, ours, played.history.at(simulatedAt - 1))
    const truth = truthAt(played, ours, played.history.at(simulatedAt))
    if (operation === 'StopServiceDeployment' && input.serviceDeploymentArn !== ours.serviceDeployment) {
      return said('it is not ours')
    }
    if (before.isSuperseded || (operation === 'UpdateService' && !before.isPrimary)) {
      return said('ours had been replaced')
    }
    const isAskedForFailure = effectiveOnFailure(played) === 'rollback'
    const shownAt = failureShownAt(played)
    if (isAskedForFailure && shownAt !== undefined && shownAt <= simulatedAt) return []
    if (isAskedForFailure && truth.status === 'STOPPED' && truth.isTriggered) return []
    const isUnverified = scenario.inputs.onUnverified === 'rollback' && scenario.inputs.http !== 'none'
    if (scenario.inputs.onUnverified === 'rollback' && (isUnverified || !truth.isUp)) return []
    return said('no failure was decided for which a rollback is wanted')
  })
}
