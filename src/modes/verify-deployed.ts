import type { Service, Task, TaskDefinition } from '@aws-sdk/client-ecs'
import type { Context } from '../context.ts'
import type { Observation } from '../observation/observation.ts'
import type { Specification } from '../specification/specification.ts'
import type { CheckResult } from '../verification/check-result.ts'
import { verifyService } from '../verification/verification.ts'
import { askedLoadBalancer } from './observed-outputs.ts'
import type { RunRecord } from './run-record.ts'

export interface Deployed {
  readonly specification: Specification
  readonly observation: Observation
  /** As AWS returned it last. */
  readonly service: Service
  readonly taskDefinitionArn: string
  /** Tasks that were read for the plan, where nothing was deployed since. */
  readonly tasks: readonly Task[] | undefined
}

/** Verifies what was deployed, prints what was found, and returns the sentences of what is wrong. */
export async function verifyDeployed(
  context: Context,
  record: RunRecord,
  deployed: Deployed,
): Promise<readonly string[]> {
  const { specification, observation, service } = deployed
  const checks = await record.phase('Verify', async () => {
    const checks = await verifyService(context, {
      cluster: specification.cluster,
      service: specification.service,
      taskDefinitionArn: deployed.taskDefinitionArn,
      desiredCount: service.desiredCount ?? 0,
      targetGroupArns: (service.loadBalancers ?? []).flatMap(balancer => balancer.targetGroupArn ?? []),
      registryArns: (service.serviceRegistries ?? []).flatMap(registry => registry.registryArn ?? []),
      loadBalancer: askedLoadBalancer(specification, observation),
      inputs: specification.inputs.verification,
      tasks: deployed.tasks,
      taskDefinition: knownRevision(observation, deployed.taskDefinitionArn),
    })
    for (const check of checks) {
      context.log.info(`${check.state}  ${check.check}: ${check.detail}`)
    }
    return checks
  })
  record.verified(checks)
  // Green means that tasks and targets were seen to be healthy: what could not be looked at was not.
  return checks.filter(check => check.state !== 'passed').map(check => sentenceOf(check))
}

function sentenceOf({ check, state, detail }: CheckResult): string {
  if (state !== 'not-checked') return detail
  return `${check}: ${detail} Add it to the role of this workflow: without it the step cannot be green.`
}

function knownRevision({ currentRevision, newestRevision }: Observation, arn: string): TaskDefinition | undefined {
  return [currentRevision, newestRevision].find(revision => revision?.arn === arn)?.taskDefinition
}
