import type { Task } from '@aws-sdk/client-ecs'
import type { Listener, LoadBalancer, Rule } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Context } from '../context.ts'
import type { PreflightFacts } from '../preflight/facts.ts'
import { tellFindings } from '../preflight/findings.ts'
import type { ImageFacts } from '../preflight/image-facts.ts'
import { preflight } from '../preflight/preflight.ts'
import { lookUpRole, preflightReads } from '../preflight/reads.ts'
import { InvalidError, type Problem } from '../problem.ts'
import { unreadableWarning } from '../resources/log-group.ts'
import { type Account, findAccount } from '../resources/look-ups/account.ts'
import { findListener, findListenerByArn, findLoadBalancer } from '../resources/look-ups/load-balancer.ts'
import type { RoleFacts } from '../resources/look-ups/roles.ts'
import type { ObservedNamespace } from '../resources/namespace.ts'
import type { FoundDiscoveryService, ObservedDiscoveryService } from '../resources/observed-discovery-service.ts'
import { forwardsToGroup, type ObservedRule, observeOwnRule, observeRules } from '../resources/observed-rule.ts'
import { type ObservedService, observeService } from '../resources/observed-service.ts'
import {
  type FoundTargetGroup,
  findTargetGroup,
  type ObservedTargetGroup,
  observeTargetGroupDetails,
} from '../resources/observed-target-group.ts'
import type { RegistryTags } from '../resources/registry-tags.ts'
import { type ObservedTaskDefinition, observeTaskDefinition } from '../resources/task-definition.ts'
import { runSteps, type Steps } from '../steps.ts'
import { describeServiceTasks } from '../verification/tasks.ts'
import { discoverySteps } from './discovery-steps.ts'
import { type FilledFiles, fillFiles } from './filled-files.ts'
import { findImage, findVpcId, guessLogGroups, type LogGroups, observeLogGroups } from './look-ups.ts'
import { type Rendering, render } from './rendering.ts'
import { resolveSecrets, type SecretArns } from './secret-look-ups.ts'
import type { Specification } from './specification.ts'

/** What AWS has of everything that is described, and what the look-ups found. Plain data. */
export interface Observation extends PreflightFacts {
  readonly account: Account
  readonly files: FilledFiles
  readonly loadBalancer: LoadBalancer | undefined
  readonly listener: (Listener & { readonly ListenerArn: string }) | undefined
  readonly rules: readonly Rule[]
  /** At the first look, which is not after that at the rules. */
  readonly firstTargetGroup: FoundTargetGroup | undefined
  readonly foundTargetGroup: FoundTargetGroup | undefined
  readonly targetGroup: ObservedTargetGroup | undefined
  readonly ownRule: ObservedRule | undefined
  readonly vpcId: string | undefined
  readonly subnets: readonly string[] | undefined
  readonly securityGroups: readonly string[] | undefined
  /** Without its tags. */
  readonly foundNamespace: ObservedNamespace | undefined
  readonly namespace: ObservedNamespace | undefined
  readonly foundDiscoveryService: FoundDiscoveryService | undefined
  readonly registryTags: RegistryTags | undefined
  readonly discoveryService: ObservedDiscoveryService | undefined
  /** Of the roles that inputs give. */
  readonly executionRole: RoleFacts | undefined
  readonly taskRole: RoleFacts | undefined
  readonly image: ImageFacts | undefined
  readonly secrets: SecretArns
  readonly service: ObservedService | undefined
  /** Who owns the service's count beside this action; undefined: nobody, or nobody asked. */
  readonly scaledBy: string | undefined
  /** undefined where reading them is not allowed. */
  readonly tasks: readonly Task[] | undefined
  readonly newestRevision: ObservedTaskDefinition | undefined
  readonly currentRevision: ObservedTaskDefinition | undefined
  readonly guessedLogGroups: LogGroups
  readonly rendering: Rendering
  readonly logGroups: LogGroups
}

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
  const { cluster, service, inputs, tags, targetGroupName } = specification
  const { listener, rule, targetGroup } = inputs.loadBalancer
  const readTags = Object.keys(tags.given).length > 0
  // They come with the answer: no call more.
  const revisionTags = { readTags: readTags || (specification.taskDefinitionFile?.tags ?? []).length > 0 }
  return {
    account: { needs: [], run: () => findAccount(context) },
    files: { needs: ['account'], run: ({ account }) => fillFiles(specification, account) },

    loadBalancer: { needs: [], run: async () => listener && (await findLoadBalancer(context, listener)) },
    listener: {
      needs: listener?.kind === 'load-balancer' ? ['loadBalancer'] : [],
      run: async done => {
        if (!listener) return undefined
        if (listener.kind === 'arn') return await findListenerByArn(context, listener.listenerArn)
        return done.loadBalancer && (await findListener(context, done.loadBalancer, listener.port))
      },
    },
    rules: {
      needs: listener?.kind === 'load-balancer' ? ['listener'] : [],
      run: async done => {
        if (!listener) return []
        return await observeRules(
          context,
          listener.kind === 'arn' ? listener.listenerArn : (done.listener?.ListenerArn ?? ''),
        )
      },
    },
    firstTargetGroup: {
      needs: [],
      run: async () => (targetGroupName === undefined ? undefined : await findTargetGroup(context, targetGroupName)),
    },
    foundTargetGroup: {
      needs: ['firstTargetGroup', 'rules'],
      run: async ({ firstTargetGroup, rules }) => {
        if (firstTargetGroup || targetGroupName === undefined) return firstTargetGroup
        // Another run has made both since: without the group, its rule would look like somebody else's.
        return forwardsToGroup(rules, targetGroupName) ? await findTargetGroup(context, targetGroupName) : undefined
      },
    },
    targetGroup: {
      needs: ['foundTargetGroup', 'service'],
      run: async ({ foundTargetGroup, service: observed }) =>
        foundTargetGroup &&
        (await observeTargetGroupDetails(context, foundTargetGroup, {
          readDelay: targetGroup.deregistrationDelaySeconds !== undefined,
          // Whose a group is that the service is not in: its tags say.
          readTags: readTags || !isInGroup(observed, foundTargetGroup.arn),
        })),
    },
    ownRule: {
      needs: ['rules', 'foundTargetGroup'],
      run: async done =>
        done.foundTargetGroup &&
        (await observeOwnRule(context, done.rules, {
          targetGroupArn: done.foundTargetGroup.arn,
          match: { paths: rule.pathPatterns, hosts: rule.hostHeaders },
          priority: rule.priority ?? 'auto',
          readTags,
          tags,
        })),
    },

    vpcId: {
      needs: inputs.network.vpc ? [] : ['loadBalancer'],
      run: done => findVpcId(context, specification, inputs.network.vpc ? undefined : done.loadBalancer),
    },
    subnets: {
      needs: ['vpcId'],
      run: async ({ vpcId }) => {
        const { subnets } = inputs.network
        if (!subnets) return undefined
        const { findSubnets } = await import('../resources/look-ups/network.ts')
        return await findSubnets(context, subnets, vpcId)
      },
    },
    securityGroups: {
      needs: ['vpcId'],
      run: async ({ vpcId }) => {
        const { securityGroups } = inputs.network
        if (!securityGroups) return undefined
        const { findSecurityGroups } = await import('../resources/look-ups/network.ts')
        return await findSecurityGroups(context, securityGroups, vpcId)
      },
    },

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
          return { inputs: {}, file: {} }
        }
      },
    },

    service: { needs: [], run: () => observeService(context, { cluster, name: service }) },
    scaledBy: { needs: ['service', 'files'], run: done => findScaling(context, specification, done) },
    tasks: { needs: [], run: () => describeServiceTasks(context, { cluster, service }) },
    newestRevision: {
      needs: [],
      run: () => observeTaskDefinition(context, specification.family ?? service, revisionTags),
    },
    currentRevision: {
      needs: ['service', 'newestRevision'],
      run: async done => {
        const arn = done.service?.service.taskDefinition
        if (arn === undefined) return undefined
        return arn === done.newestRevision?.arn
          ? done.newestRevision
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

function isInGroup(observed: ObservedService | undefined, targetGroupArn: string): boolean {
  return (observed?.service.loadBalancers ?? []).some(balancer => balancer.targetGroupArn === targetGroupArn)
}

/** Asked only where it matters: a count is given, and the service that exists has another. */
async function findScaling(
  context: Context,
  { inputs, cluster, service }: Specification,
  { service: observed, files }: Pick<Observation, 'service' | 'files'>,
): Promise<string | undefined> {
  const desiredCount = inputs.service.desiredCount ?? files.service?.desiredCount
  if (desiredCount === undefined || !observed || observed.service.desiredCount === desiredCount) return undefined
  const { findScalableTarget } = await import('../resources/look-ups/scaling.ts')
  return await findScalableTarget(context, { cluster, service, desiredCount })
}
