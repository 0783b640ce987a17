import type { Service } from '@aws-sdk/client-ecs'
import type { SentWrite } from '../aws/writes.ts'
import type { KnownOutputs } from '../outputs.ts'
import { type DeploymentIdentity, identifyDeployment } from '../resources/service/deployment-identity.ts'
import { service } from '../resources/service/service.ts'
import { targetGroup } from '../resources/target-group/target-group.ts'
import { taskDefinition } from '../resources/task-definition/task-definition.ts'

type Answer = (output: never) => KnownOutputs

/**
 * What the response to a write makes known at once, by API and operation. Whoever sent it publishes the same later, and
 * more; a run that is cancelled in between has at least this.
 */
const ANSWERS: Readonly<Record<string, Answer>> = {
  'ecs:RegisterTaskDefinition': ({ taskDefinition: made }: { taskDefinition?: { taskDefinitionArn?: string } }) =>
    made?.taskDefinitionArn === undefined ? {} : taskDefinition.outputs(made.taskDefinitionArn),
  'ecs:CreateService': ({ service: made }: { service?: Service }) => (made ? service.outputs(made) : {}),
  'ecs:UpdateService': ({ service: made }: { service?: Service }) => (made ? service.outputs(made) : {}),
  'elasticloadbalancingv2:CreateTargetGroup': ({ TargetGroups }: { TargetGroups?: { TargetGroupArn?: string }[] }) => {
    const arn = TargetGroups?.[0]?.TargetGroupArn
    return arn === undefined ? {} : targetGroup.outputs(arn)
  },
  'elasticloadbalancingv2:CreateRule': ({ Rules }: { Rules?: { RuleArn?: string }[] }) => ({
    listenerRuleArn: Rules?.[0]?.RuleArn,
  }),
  'servicediscovery:CreateService': ({ Service }: { Service?: { Arn?: string } }) => ({
    discoveryServiceArn: Service?.Arn,
  }),
}

/** Pure. */
export function outputsOfWrite({ api, operation }: SentWrite, output: object): KnownOutputs {
  return ANSWERS[`${api}:${operation}`]?.(output as never) ?? {}
}

/** The task definition that a CreateService or UpdateService deploys; undefined: it starts no deployment. Pure. */
export function deployedBy({ api, operation, input }: SentWrite): string | undefined {
  if (api !== 'ecs' || (operation !== 'CreateService' && operation !== 'UpdateService')) return undefined
  return (input as { readonly taskDefinition?: string }).taskDefinition
}

/**
 * Pure. The deployment that a write has started, by its response; undefined: none, or somebody else's is PRIMARY.
 *
 * @param before ids of the deployments that were there before
 */
export function deploymentOfWrite(
  write: SentWrite,
  output: object,
  before: readonly string[],
): DeploymentIdentity | undefined {
  const wanted = deployedBy(write)
  const { service: answered } = output as { readonly service?: Service }
  const identity = answered && wanted !== undefined ? identifyDeployment(answered) : undefined
  if (!identity || identity.taskDefinitionArn !== wanted || before.includes(identity.deploymentId)) return undefined
  return identity
}
