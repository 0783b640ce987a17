import { mistake } from './mistake.ts'

const JUDGE = 'deployment/judge/judge-deployment.ts'
const LEARN = 'deployment/judge/learn.ts'
const FAILURES = 'deployment/judge/task-failures.ts'
const SCHEDULE = 'deployment/reads/read-schedule.ts'

/** In the watch and its judge. */
export const WATCH_MISTAKES = [
  mistake('an earlier deployment as PRIMARY counts as a replacement', 'late reads', {
    file: LEARN,
    search: 'if (!isRollingBack(facts)) return true',
    replace: 'if (!isRollingBack(facts)) return false',
    scenarios: ['DescribeServices shows the state before the write for a minute', 'every read is ten seconds late'],
  }),
  mistake('the count is whatever the last read shows', 'late reads', {
    file: LEARN,
    search: 'desiredCount: isCountShown ? snapshot.service.desiredCount : facts.identity.desiredCount,',
    replace: 'desiredCount: snapshot.service.desiredCount, isCountShown: true,',
    scenarios: ['only the count changes, and reads are eight seconds late'],
  }),
  mistake('COMPLETED counts while the service deployment bakes', 'contradicting sources', {
    file: JUDGE,
    search: "if (serviceDeployment && isReadSince(facts, completedAt)) return undecided('baking')",
    replace: 'if (serviceDeployment && isReadSince(facts, completedAt)) return judgeCompletion(facts)',
    scenarios: ['an alarm fires during the bake time'],
  }),
  mistake('FAILED is the end, although the rollback begins later', 'contradicting sources', {
    file: JUDGE,
    search: 'if (mayRollBack(facts, failedAt))',
    replace: 'if (facts.at < 0)',
    scenarios: ['containers exit; the rollback begins a minute late'],
  }),
  mistake('without permission for service deployments nothing is decided', 'contradicting sources', {
    file: JUDGE,
    search: 'function isServiceDeploymentSilent(facts: RolloutFacts): boolean {',
    replace: 'function isServiceDeploymentSilent(facts: RolloutFacts): boolean {\n  if (facts.at > 0) return false',
    scenarios: ['service deployments may not be read'],
  }),
  mistake('one refusal of every source ends the watch', 'giving up too early', {
    file: 'deployment/judge/failed-reads.ts',
    search: 'return failing.last - failing.deniedSince >= DENIED_FOR_MS',
    replace: 'return true',
    scenarios: ['neither service nor deployments may be read for thirty seconds'],
  }),
  mistake('a fault of AWS counts as lost credentials', 'giving up too early', {
    file: 'deployment/judge/failed-reads.ts',
    search: "lost: cause === 'credentials' ? problem : failed.lost,",
    replace: "lost: cause === 'credentials' || cause === 'fault' ? problem : failed.lost,",
    scenarios: ['AWS returns 500 for five minutes, while the deployment completes'],
  }),
  mistake('a service that is MISSING once no longer exists', 'giving up too early', {
    file: 'deployment/judge/judge-end.ts',
    search: 'const MISSING_MS = ',
    replace: 'const MISSING_MS = 0 + 0 * ',
    scenarios: ['a first deployment that DescribeServices does not show for twenty seconds'],
  }),
  mistake('a stop by a user is called a failure', 'untrue sentences', {
    file: 'deployment/judge/rollbacks.ts',
    search: "TRIGGER_TEXT.test(text ?? '')",
    replace: 'text !== undefined',
    scenarios: ['a user stops it while targets become healthy'],
  }),
  mistake('a rollback that failed is called a rollback', 'untrue sentences', {
    file: JUDGE,
    search: "case 'ROLLBACK_SUCCESSFUL':\n      return",
    replace: "case 'ROLLBACK_SUCCESSFUL':\n    case 'ROLLBACK_FAILED':\n      return",
    scenarios: ['an alarm fires, and the revision that is rolled back to no longer starts'],
  }),
  mistake('a stop is waited out, in case a replacement is shown later', 'too late', {
    file: JUDGE,
    search: 'if (listedAt !== undefined && listedAt >= since && serviceReadAt >= since) return true',
    replace: '',
    scenarios: ['a user stops a first deployment'],
  }),
  mistake('quiet phases are polled every fifteen seconds', 'too late', {
    file: SCHEDULE,
    search: 'const QUIET_MS = ',
    replace: 'const QUIET_MS = 15_000 + 0 * ',
    scenarios: ['old tasks drain for five minutes', 'no capacity for three minutes'],
  }),
  mistake('quiet phases are read like busy ones', 'silence and reads', {
    file: SCHEDULE,
    search: 'const QUIET_AFTER_MS = ',
    replace: 'const QUIET_AFTER_MS = 600_000 + 0 * ',
    scenarios: ['old tasks drain for five minutes'],
  }),
  mistake('nothing is printed for minutes', 'silence and reads', {
    file: 'deployment/signs-of-life.ts',
    search: 'const SILENCE_MS = ',
    replace: 'const SILENCE_MS = 300_000 + 0 * ',
    scenarios: ['old tasks drain for five minutes'],
  }),
  mistake('failures of one round of starts decide', 'early decision', {
    file: FAILURES,
    search: 'return threshold === 1 || startRounds(failed) >= 2 ? failed : undefined',
    replace: 'return failed',
    scenarios: ['the first tasks crash all at once, and the next ones live'],
  }),
  mistake('what passes by itself counts as a failure', 'early decision', {
    file: 'deployment/judge/stop-reasons.ts',
    search: 'return !texts.some(text => PASSING.some(pattern => pattern.test(text)))',
    replace: 'return texts.length > 0',
    scenarios: ['network interfaces cannot be attached for two minutes', 'pulls time out for two minutes'],
  }),
  mistake('what Spot takes back counts as a failure', 'early decision', {
    file: 'deployment/judge/stop-reasons.ts',
    search: "if (NOT_ITS_OWN_END.has(task.stopCode ?? '')",
    replace:
      "if (task.stopCode === 'SpotInterruption' || task.stopCode === 'UserInitiated') return true\n  if (NOT_ITS_OWN_END.has(task.stopCode ?? '')",
    scenarios: ['Spot takes a new task back', 'somebody stops one of the new tasks'],
  }),
  mistake('a role that cannot be assumed decides at once', 'early decision', {
    file: 'deployment/judge/lasting-causes.ts',
    search: 'forMs: 2 * 60_000,',
    replace: 'forMs: 10_000,',
    scenarios: ['ECS cannot assume the execution role for a minute and a half'],
  }),
  mistake('tasks that die before stable-seconds are not counted', 'one read at one moment', {
    file: FAILURES,
    search: 'if (!checks.hasContainerCheck && !checks.hasTargets) return livedMs < checks.stableMs',
    replace: 'if (!checks.hasContainerCheck && !checks.hasTargets) return false',
    scenarios: ['containers die nine seconds after RUNNING, max-task-failures: 5'],
  }),
  mistake('wait-until: serving waits for completion', 'wait-until', {
    file: JUDGE,
    search: "if (options.waitUntil === 'serving') return judgeServing(facts)",
    replace: '',
    scenarios: ['old tasks drain for five minutes, wait-until: serving'],
  }),
] as const
