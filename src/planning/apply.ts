import type { Service } from '@aws-sdk/client-ecs'
import type { Context } from '../context.ts'
import type { Observation } from '../observation/observation.ts'
import type { KnownOutputs } from '../outputs.ts'
import { duration } from '../report/markdown.ts'
import { type AppliedDiscoveryService, applyDiscoveryService } from '../resources/cloud-map/discovery-service.ts'
import { applyNamespace } from '../resources/cloud-map/namespace.ts'
import { applyRule } from '../resources/listener-rule/listener-rule.ts'
import type { AppliedRule } from '../resources/listener-rule/rule-creation.ts'
import { desiredService } from '../resources/service/desired-service.ts'
import { applyService } from '../resources/service/service.ts'
import { applyNewGroupAttributes, applyTargetGroup } from '../resources/target-group/target-group.ts'
import { applyTaskDefinition } from '../resources/task-definition.ts'
import { settleAll } from '../settle.ts'
import type { Specification } from '../specification/specification.ts'
import { runSteps, type Steps } from '../steps.ts'
import { type Plan, recordTypesOf } from './plan.ts'

/** What exists after the plan was carried out. */
export interface Applied {
  readonly logGroups: undefined
  readonly taskDefinition: string
  readonly targetGroup: string | undefined
  readonly targetGroupAttributes: undefined
  readonly rule: AppliedRule | undefined
  /** The rule that stays, after what was written at the same time has been looked at. */
  readonly settledRule: AppliedRule | undefined
  readonly namespace: string | undefined
  readonly discoveryService: AppliedDiscoveryService | undefined
  /** As AWS answered our own call, or as it was observed where nothing had to change. */
  readonly service: Service
}

/** A plan that was carried out only in part. What was done stays: the next run goes on from there. */
export class ApplyError extends Error {
  readonly done: Partial<Applied>
  readonly failures: readonly unknown[]

  constructor(done: Partial<Applied>, failures: readonly unknown[]) {
    super('The plan was carried out only in part', { cause: failures[0] })
    this.name = 'ApplyError'
    this.done = done
    this.failures = failures
  }
}

export interface Application {
  readonly specification: Specification
  readonly observation: Observation
  readonly plan: Plan
  /** Told of every ARN as soon as it is known. */
  readonly publish: (outputs: KnownOutputs) => void
}

/**
 * Carries the plan out, side by side where nothing needs the other. It decides nothing.
 *
 * @throws ApplyError where a call was refused
 */
export async function apply(context: Context, application: Application): Promise<Applied> {
  const { done, failures } = await runSteps<Applied>(steps(context, application))
  if (failures.length > 0) throw new ApplyError(done, failures)
  return done as Applied
}

function steps(context: Context, { specification, observation, plan, publish }: Application): Steps<Applied> {
  const told = tellOf(context, () => publish({ changed: true }))
  return {
    logGroups: {
      needs: [],
      run: async () => {
        // Loaded only for a change: most runs find the group as it is.
        if (plan.logGroups.every(change => change.kind === 'unchanged')) return undefined
        const { applyLogGroup } = await import('../resources/log-group.ts')
        await settleAll(plan.logGroups.map(change => told('log group', change, () => applyLogGroup(context, change))))
        return undefined
      },
    },
    taskDefinition: {
      // A task whose log group is missing does not start.
      needs: ['logGroups'],
      run: async () => {
        const { taskDefinition } = plan
        const arn = await told('task definition', taskDefinition, () => applyTaskDefinition(context, taskDefinition))
        publish({ taskDefinitionArn: arn, ...revisionOutputs(arn) })
        return arn
      },
    },
    targetGroup: {
      needs: [],
      run: async () => {
        const change = plan.targetGroup
        const arn = change
          ? await told('target group', change, () => applyTargetGroup(context, change))
          : specification.inputs.loadBalancer.targetGroupArn
        publish({ targetGroupArn: arn, targetGroupName: arn?.split('/')[1] })
        return arn
      },
    },
    targetGroupAttributes: {
      // Beside the rule.
      needs: ['targetGroup'],
      run: async ({ targetGroup }) => {
        if (plan.targetGroup && targetGroup !== undefined)
          await applyNewGroupAttributes(context, plan.targetGroup, targetGroup)
        return undefined
      },
    },
    rule: {
      needs: ['targetGroup'],
      run: async ({ targetGroup }) => {
        const change = plan.rule
        if (!change || targetGroup === undefined) return undefined
        const rule = await told('listener rule', change, () => applyRule(context, change, targetGroup))
        publish({ listenerRuleArn: rule.arn, listenerRulePriority: Number(rule.priority) })
        return rule
      },
    },
    settledRule: {
      // Beside the service and not before it: no call waits for it.
      needs: ['targetGroup', 'rule', 'discoveryService'],
      run: async ({ targetGroup, rule }) => {
        if (plan.rule?.kind !== 'create' || targetGroup === undefined || !rule) return rule
        const { settleRule } = await import('../resources/listener-rule/rule-conflicts.ts')
        const settled = await settleRule(context, {
          desired: plan.rule.desired,
          targetGroupArn: targetGroup,
          made: rule,
        })
        publish({ listenerRuleArn: settled.arn, listenerRulePriority: Number(settled.priority) })
        return settled
      },
    },
    namespace: {
      needs: [],
      run: async () => {
        const change = plan.namespace
        const id = change && (await told('namespace', change, () => applyNamespace(context, change)))
        publish({ namespaceId: id })
        return id
      },
    },
    discoveryService: {
      needs: ['namespace'],
      run: async ({ namespace }) => {
        const change = plan.discoveryService
        if (!change || namespace === undefined) return undefined
        const service = await told('discovery service', change, () => applyDiscoveryService(context, change, namespace))
        publish({ discoveryServiceArn: service.arn })
        return service
      },
    },
    service: {
      // The rule first: AWS refuses a service whose target group belongs to no load balancer.
      needs: ['taskDefinition', 'targetGroup', 'targetGroupAttributes', 'rule', 'discoveryService'],
      run: async done => {
        const desired = desiredService(specification, observation, {
          taskDefinitionArn: done.taskDefinition,
          targetGroupArn: done.targetGroup,
          registry: done.discoveryService && {
            arn: done.discoveryService.arn,
            recordTypes: recordTypesOf(specification.inputs.discovery.recordTypes, observation.discoveryService),
          },
        })
        const forced = plan.service.kind === 'update' ? plan.service.desired.forced : undefined
        const service = await told('service', plan.service, () =>
          applyService(context, plan.service, { ...desired, forced }),
        )
        publish({ serviceArn: service.serviceArn, clusterArn: service.clusterArn })
        return service
      },
    },
  }
}

type Tell = <Result>(
  resource: string,
  change: { readonly kind: string },
  body: () => Promise<Result>,
) => Promise<Result>

const DONE: Readonly<Record<string, string>> = { create: 'created', update: 'updated', replace: 'replaced' }

/** Says what was done to each resource, and how long it took. */
function tellOf({ log, clock }: Context, onChange: () => void): Tell {
  return async (resource, { kind }, body) => {
    if (kind === 'unchanged') return await body()
    const startedAt = clock.now()
    const result = await body()
    onChange()
    log.info(`${resource}: ${DONE[kind] ?? kind} (${duration(clock.now() - startedAt)})`)
    return result
  }
}

/** `family:revision` and the number, from a revision's ARN. */
export function revisionOutputs(arn: string): Pick<KnownOutputs, 'taskDefinitionName' | 'taskDefinitionRevision'> {
  const name = arn.split('/').at(-1) ?? arn
  return { taskDefinitionName: name, taskDefinitionRevision: Number(name.split(':').at(-1)) }
}
