import type { Task } from '@aws-sdk/client-ecs'
import type { Listener, LoadBalancer, Rule } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Context } from '../context.ts'
import type { ImageFacts } from '../preflight/image.ts'
import { InvalidError, type Problem } from '../problem.ts'
import { type ObservedDiscoveryService, observeDiscoveryService } from '../resources/discovery-service.ts'
import { unreadableWarning } from '../resources/log-group.ts'
import { type Account, findAccount } from '../resources/look-ups/account.ts'
import { findListener, findListenerByArn, findLoadBalancer } from '../resources/look-ups/load-balancer.ts'
import { type ObservedNamespace, observeNamespace } from '../resources/namespace.ts'
import { type ObservedRule, observeOwnRule, observeRules } from '../resources/observed-rule.ts'
import { type ObservedService, observeService } from '../resources/observed-service.ts'
import { type ObservedTargetGroup, observeTargetGroup } from '../resources/target-group.ts'
import { type ObservedTaskDefinition, observeTaskDefinition } from '../resources/task-definition.ts'
import { runSteps, type Steps } from '../steps.ts'
import { describeServiceTasks } from '../verification/tasks.ts'
import { type FilledFiles, fillFiles } from './filled-files.ts'
import { findImage, findVpcId, guessLogGroups, type LogGroups, observeLogGroups } from './look-ups.ts'
import { type Rendering, render } from './rendering.ts'
import { resolveSecrets, type SecretArns } from './secret-look-ups.ts'
import type { Specification } from './specification.ts'

/** What AWS has of everything that is described, and what the look-ups found. Plain data. */
export interface Observation {
  readonly account: Account
  readonly files: FilledFiles
  readonly loadBalancer: LoadBalancer | undefined
  readonly listener: (Listener & { readonly ListenerArn: string }) | undefined
  readonly rules: readonly Rule[]
  readonly targetGroup: ObservedTargetGroup | undefined
  readonly ownRule: ObservedRule | undefined
  readonly vpcId: string | undefined
  readonly subnets: readonly string[] | undefined
  readonly securityGroups: readonly string[] | undefined
  readonly namespace: ObservedNamespace | undefined
  readonly discoveryService: ObservedDiscoveryService | undefined
  readonly executionRole: string | undefined
  readonly taskRole: string | undefined
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
  const { done, failures } = await runSteps<Observation>(steps(context, specification))
  const problems: Problem[] = []
  for (const failure of failures) {
    if (!(failure instanceof InvalidError)) throw failure
    problems.push(...failure.problems)
  }
  if (problems.length > 0) throw new InvalidError(problems)
  return done as Observation
}

function steps(context: Context, specification: Specification): Steps<Observation> {
  const { cluster, service, inputs, tags, targetGroupName } = specification
  const { listener, rule, targetGroup } = inputs.loadBalancer
  const { namespace, service: discoveryService } = inputs.discovery
  const readTags = Object.keys(tags.given).length > 0
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
    targetGroup: {
      needs: [],
      run: async () =>
        targetGroupName === undefined
          ? undefined
          : await observeTargetGroup(context, {
              name: targetGroupName,
              readDelay: targetGroup.deregistrationDelaySeconds !== undefined,
              readTags,
            }),
    },
    ownRule: {
      needs: ['rules', 'targetGroup'],
      run: async done =>
        done.targetGroup &&
        (await observeOwnRule(context, done.rules, {
          targetGroupArn: done.targetGroup.arn,
          match: { paths: rule.pathPatterns, hosts: rule.hostHeaders },
          priority: rule.priority ?? 'auto',
          readTags,
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

    namespace: {
      needs: [],
      run: async () => (namespace === undefined ? undefined : await observeNamespace(context, namespace)),
    },
    discoveryService: {
      needs: ['namespace'],
      run: async done =>
        done.namespace && discoveryService !== undefined
          ? await observeDiscoveryService(context, { namespaceId: done.namespace.id, name: discoveryService, readTags })
          : undefined,
    },

    executionRole: { needs: [], run: () => findRole(context, 'execution-role', inputs.taskDefinition.executionRole) },
    taskRole: { needs: [], run: () => findRole(context, 'task-role', inputs.taskDefinition.taskRole) },
    image: {
      needs: inputs.image.source ? [] : ['files', 'currentRevision'],
      run: done => findImage(context, specification, inputs.image.source ? undefined : done),
    },
    secrets: { needs: ['account', 'files'], run: done => resolveSecrets(context, specification, done) },

    service: { needs: [], run: () => observeService(context, { cluster, name: service }) },
    scaledBy: { needs: ['service', 'files'], run: done => findScaling(context, specification, done) },
    tasks: { needs: [], run: () => describeServiceTasks(context, { cluster, service }) },
    newestRevision: { needs: [], run: () => observeTaskDefinition(context, specification.family ?? service) },
    currentRevision: {
      needs: ['service', 'newestRevision'],
      run: async done => {
        const arn = done.service?.service.taskDefinition
        if (arn === undefined) return undefined
        return arn === done.newestRevision?.arn ? done.newestRevision : await observeTaskDefinition(context, arn)
      },
    },

    guessedLogGroups: { needs: [], run: () => observeLogGroups(context, guessLogGroups(specification)) },
    rendering: {
      needs: ['account', 'files', 'executionRole', 'taskRole', 'image', 'secrets', 'currentRevision'],
      run: done => render(specification, done),
    },
    logGroups: {
      needs: ['rendering', 'guessedLogGroups'],
      run: async done => {
        const groups = await observeLogGroups(context, done.rendering.logGroups, done.guessedLogGroups)
        // Said of the groups that are wanted, not of those that were only guessed.
        for (const group of groups.values()) if (group && !group.readable) context.log.warning(unreadableWarning(group))
        return groups
      },
    },
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
  const { findScalableTarget } = await import('../resources/look-ups/scaling.ts')
  return await findScalableTarget(context, { cluster, service, desiredCount })
}

async function findRole(context: Context, input: string, name: string | undefined): Promise<string | undefined> {
  if (name === undefined || name.startsWith('arn:')) return name
  const { findRoleArn } = await import('../resources/look-ups/roles.ts')
  return await findRoleArn(context, { input, name })
}
