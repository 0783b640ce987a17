import { mistake } from './mistake.ts'

const SIGHTING = 'verification/judge-sighting.ts'
const FOLLOW = 'modes/watch-and-verify.ts'

/** In the verification, and in what becomes of a verdict. */
export const OUTCOME_MISTAKES = [
  mistake('what replaced ours during verification is taken for ours', 'reads at different times', {
    file: SIGHTING,
    search: 'if (primary.id === identity.deploymentId)',
    replace: 'if (primary.id !== undefined)',
    scenarios: ['another deployment at the moment of completion', 'another deployment during verification'],
  }),
  mistake('a service that is deleted during verification is not noticed', 'reads at different times', {
    file: SIGHTING,
    search: "if (service.status !== 'ACTIVE') return",
    replace: "if (service.status === 'unknown') return",
    scenarios: ['the service is deleted during verification'],
  }),
  mistake('the tasks are not checked again at the end', 'reads at different times', {
    file: SIGHTING,
    search: 'if (ours.length < desiredCount) {',
    replace: 'if (ours.length < 0) {',
    scenarios: [
      'the only task dies at the moment of completion, and is replaced',
      'the only task dies after completion, and its replacement is not healthy in time',
    ],
  }),
  mistake('a task is healthy as soon as it runs', 'one read at one moment', {
    file: 'tasks/task-health.ts',
    search: 'return livedMs < stableMs',
    replace: 'return livedMs < 0',
    scenarios: ['containers die after ECS has completed the deployment, and before stable-seconds'],
  }),
  mistake("somebody else's targets are not mentioned", "somebody else's targets", {
    file: 'verification/foreign-targets.ts',
    search: 'if (strange.length === 0) return undefined',
    replace: 'return undefined',
    scenarios: ["somebody else's target is in the group"],
  }),
  mistake('one read of a strange target is enough', "somebody else's targets", {
    file: 'verification/foreign-targets.ts',
    search: 'export const FOREIGN_AFTER_MS = ',
    replace: 'export const FOREIGN_AFTER_MS = 0 * ',
    scenarios: ["somebody else's target is in the group for ten seconds from completion on"],
  }),
  mistake('on-failure is always rollback', 'on-failure', {
    file: FOLLOW,
    search: "if (request.inputs.deployment.onFailure === 'leave') {",
    replace: 'if (request.inputs.deployment.onFailure === undefined) {',
    scenarios: ['a crash loop without a circuit breaker'],
  }),
  mistake('on-failure is always leave', 'on-failure', {
    file: FOLLOW,
    search: "if (request.inputs.deployment.onFailure === 'leave') {",
    replace: '{',
    scenarios: ['a crash loop without a circuit breaker, on-failure: rollback'],
  }),
  mistake('a deployment that has ended is not updated back', 'on-failure', {
    file: FOLLOW,
    search: 'const ended = stopped ?? (await updateBack(context, roll, to))',
    replace: 'const ended = stopped ?? (to ? verdict : verdict)',
    scenarios: ['containers exit; the circuit breaker only fails it; on-failure: rollback'],
  }),
  mistake('a time-out is a failure, and rolls back', 'on-failure', {
    file: FOLLOW,
    search: 'const { failure } = verdict\n',
    replace:
      "const failure = verdict.failure ?? ({ state: 'under-way', sentence: verdict.reason } as const)\n  if (verdict.outcome === 'timed-out') verdict = { ...verdict, outcome: 'failed' }\n",
    scenarios: ['the time runs out while images are pulled'],
  }),
  mistake('on-unverified rolls back what could not be reached', 'on-failure', {
    file: FOLLOW,
    search: 'if (!isServiceToBlame(verification.checks)) {',
    replace: 'if (isServiceToBlame(verification.checks)) {',
    scenarios: ['verify-url cannot be reached, on-unverified: rollback'],
  }),
  mistake('a second run does not see the deployment that goes on', 'adoption', {
    file: 'resources/service/deployment-reason.ts',
    search: ': { ...NONE, adopted: ongoing.identity }',
    replace: ': NONE',
    scenarios: ['a second run, while the deployment is in progress, adopts it'],
  }),
  mistake('what was seen before the last reads is the result', 'reads at different times', {
    file: 'verification/next-read.ts',
    search: 'if (wrong.length === 0) {',
    replace: 'if (wrong.length === 0 || parts === ALL_PARTS) {',
    scenarios: ['the only task dies at the moment of completion, and is replaced'],
  }),
] as const
