import type { Context } from '../context.ts'
import { findAccount } from '../look-ups/account.ts'
import { tellFindings } from '../preflight/findings.ts'
import { preflight } from '../preflight/preflight.ts'
import { InvalidError, type Problem } from '../problem.ts'
import { unreadableWarning } from '../resources/log-group.ts'
import { observeService } from '../resources/service/observed-service.ts'
import { observeTaskDefinition } from '../resources/task-definition.ts'
import { resolveSecrets } from '../secrets/resolve-secrets.ts'
import { fillFiles } from '../specification/filled-files.ts'
import type { Specification } from '../specification/specification.ts'
import { runSteps, type Steps } from '../steps.ts'
import { render } from '../task-definition/rendering.ts'
import { describeServiceTasks } from '../verification/tasks.ts'
import { discoverySteps } from './discovery-steps.ts'
import { findEarlierRevisions } from './earlier-revisions.ts'
import { loadBalancingSteps } from './load-balancing-steps.ts'
import { findImage, guessLogGroups, observeLogGroups } from './look-ups.ts'
import { networkSteps } from './network-steps.ts'
import type { Observation } from './observation.ts'
import { lookUpRole, preflightReads } from './preflight-reads.ts'

/**
 * Reads everything that the plan needs, in as few round trips as its dependencies allow.
 *
 * @throws InvalidError with every problem that the look-ups found; the first other error otherwise
 */
export async function observe(context: Context, specification: Specification): Promise<Observation> {
  const wrong: Problem[] = []
  const { done, failures } = await runSteps<Observation>(steps(context, specification, wrong))
  const problems: Problem[] = []
  for (const failure of failures) {
    if (!(failure instanceof InvalidError)) throw failure
    problems.push(...failure.problems)
  }
  problems.push(...wrong)
  if (problems.length === 0) return done as Observation
  // What can be checked without the rest is said at once, too.
  const findings = preflight(specification, done)
  tellFindings(context.log, findings)
  throw new InvalidError([...new Set([...problems, ...findings.problems])])
}

/** `wrong` takes what is wrong with what the later steps can do without: they go on, and find what else is wrong. */
function steps(context: Context, specification: Specification, wrong: Problem[]): Steps<Observation> {
  const { cluster, service, inputs, tags } = specification
  const readTags = Object.keys(tags.given).length > 0
  // They come with the answer: no call more.
  const revisionTags = { readTags: readTags || (specification.taskDefinitionFile?.tags ?? []).length > 0 }
  return {
    account: { needs: [], run: () => findAccount(context) },
    files: { needs: ['account'], run: ({ account }) => fillFiles(specification, account) },

    ...loadBalancingSteps(context, specification),
    ...networkSteps(context, specification),
    ...discoverySteps(context, specification),

    executionRole: { needs: [], run: () => lookUpRole(context, inputs.taskDefinition.executionRole) },
    taskRole: { needs: [], run: () => lookUpRole(context, inputs.taskDefinition.taskRole) },
    image: {
      needs: inputs.image.source ? [] : ['files', 'currentRevision'],
      run: done => findImage(context, specification, inputs.image.source ? undefined : done),
    },
    secrets: {
      needs: ['account', 'files'],
      run: async done => {
        try {
          return await resolveSecrets(context, specification, done)
        } catch (error) {
          if (!(error instanceof InvalidError)) throw error
          wrong.push(...error.problems)
          return { inputs: {}, file: {}, guessed: [] }
        }
      },
    },

    service: { needs: [], run: () => observeService(context, { cluster, name: service }) },
    scaledBy: { needs: ['service', 'files'], run: done => findScaling(context, specification, done) },
    tasks: { needs: [], run: () => describeServiceTasks(context, { cluster, service }) },
    guessedRevision: {
      needs: [],
      run: () => observeTaskDefinition(context, specification.family ?? service, revisionTags),
    },
    newestRevision: {
      needs: ['service', 'guessedRevision'],
      run: async done => {
        // Where no family is given, it is that of what the service runs: known only now.
        const running = familyOf(done.service?.service.taskDefinition)
        if (specification.family !== undefined || running === undefined || running === service) {
          return done.guessedRevision
        }
        return await observeTaskDefinition(context, running, revisionTags)
      },
    },
    currentRevision: {
      needs: ['service', 'guessedRevision'],
      run: async done => {
        const arn = done.service?.service.taskDefinition
        if (arn === undefined) return undefined
        return arn === done.guessedRevision?.arn
          ? done.guessedRevision
          : await observeTaskDefinition(context, arn, revisionTags)
      },
    },

    guessedLogGroups: { needs: [], run: () => observeLogGroups(context, guessLogGroups(specification), { readTags }) },
    rendering: {
      needs: ['account', 'files', 'executionRole', 'taskRole', 'image', 'secrets', 'currentRevision'],
      run: done => {
        const { rendering, problems } = render(specification, done)
        wrong.push(...problems)
        return rendering
      },
    },
    earlierRevisions: {
      needs: ['rendering', 'currentRevision', 'newestRevision'],
      run: done => findEarlierRevisions(context, specification, done, revisionTags),
    },
    logGroups: {
      needs: ['rendering', 'guessedLogGroups'],
      run: async done => {
        const groups = await observeLogGroups(context, done.rendering.logGroups, {
          readTags,
          known: done.guessedLogGroups,
        })
        // Said of the groups that are wanted, not of those that were only guessed.
        for (const group of groups.values()) if (group && !group.readable) context.log.warning(unreadableWarning(group))
        return groups
      },
    },

    ...preflightReads(context, specification),
  }
}

/** Asked only where it matters: a count is given, and the service that exists has another. */
async function findScaling(
  context: Context,
  { inputs, cluster, service }: Specification,
  { service: observed, files }: Pick<Observation, 'service' | 'files'>,
): Promise<string | undefined> {
  const desiredCount = inputs.service.desiredCount ?? files.service?.desiredCount
  if (desiredCount === undefined || !observed || observed.service.desiredCount === desiredCount) return undefined
  const { findScalableTarget } = await import('../look-ups/scaling.ts')
  return await findScalableTarget(context, { cluster, service, desiredCount })
}

/** The family of a revision's ARN. */
function familyOf(arn: string | undefined): string | undefined {
  return arn?.split('/').at(-1)?.replace(/:\d+$/, '')
}
