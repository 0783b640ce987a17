import type { DeploymentConfiguration, DeploymentLifecycleHook } from '@aws-sdk/client-ecs'
import { invalidParameter } from './refusals.ts'
import type { Ecs, RevisionSettings } from './state.ts'

/** Refuses a deployment configuration that AWS's documentation rules out. Wordings are assumed throughout. */
export function validateStrategy(
  ecs: Ecs,
  { loadBalancers }: RevisionSettings,
  configuration: DeploymentConfiguration,
): void {
  const { strategy = 'ROLLING', linearConfiguration, canaryConfiguration } = configuration
  if (linearConfiguration && strategy !== 'LINEAR') refuse('linearConfiguration is only valid for the LINEAR strategy.')
  if (canaryConfiguration && strategy !== 'CANARY') refuse('canaryConfiguration is only valid for the CANARY strategy.')
  inRange('stepPercent', linearConfiguration?.stepPercent, [3, 100])
  inRange('stepBakeTimeInMinutes', linearConfiguration?.stepBakeTimeInMinutes, [0, 1_440])
  inRange('canaryPercent', canaryConfiguration?.canaryPercent, [0.1, 100])
  inRange('canaryBakeTimeInMinutes', canaryConfiguration?.canaryBakeTimeInMinutes, [0, 1_440])
  inRange('bakeTimeInMinutes', configuration.bakeTimeInMinutes, [0, 1_440])
  validateEarlySuccess(configuration)
  for (const hook of configuration.lifecycleHooks ?? []) validateHook(hook)
  if (strategy !== 'ROLLING') for (const balancer of loadBalancers) validateShift(ecs, balancer)
}

/** BLUE_GREEN needs a bake time that is given (SDK documentation, bakeTimeInMinutes). */
export function requireBakeTime(given: DeploymentConfiguration | undefined, before?: DeploymentConfiguration): void {
  if (given?.strategy !== 'BLUE_GREEN' || before?.strategy === 'BLUE_GREEN') return
  if (given.bakeTimeInMinutes === undefined) refuse('bakeTimeInMinutes is required for the BLUE_GREEN strategy.')
}

/** SDK documentation, DeploymentEarlySuccessCriteria. */
function validateEarlySuccess({
  strategy = 'ROLLING',
  earlySuccessCriteria,
  minimumHealthyPercent = 100,
}: DeploymentConfiguration): void {
  if (!earlySuccessCriteria?.enable) return
  const { healthyPercent, sourceServiceRevisionCleanup } = earlySuccessCriteria
  if (strategy !== 'ROLLING') refuse('earlySuccessCriteria is only valid for the ROLLING strategy.')
  if (healthyPercent === undefined || sourceServiceRevisionCleanup === undefined) {
    throw invalidParameter('earlySuccessCriteria requires healthyPercent and sourceServiceRevisionCleanup.')
  }
  inRange('healthyPercent', healthyPercent, [0, 100])
  if (healthyPercent < minimumHealthyPercent) refuse('healthyPercent must not be less than minimumHealthyPercent.')
}

/** SDK documentation, DeploymentLifecycleHook. */
function validateHook({ targetType, hookTargetArn, roleArn, lifecycleStages = [] }: DeploymentLifecycleHook): void {
  if (lifecycleStages.length === 0) refuse('lifecycleStages is required for a lifecycle hook.')
  if (targetType !== 'PAUSE') {
    if (!hookTargetArn || !roleArn) refuse('hookTargetArn and roleArn are required for an AWS_LAMBDA lifecycle hook.')
    return
  }
  const shift = lifecycleStages.find(stage => stage === 'TEST_TRAFFIC_SHIFT' || stage === 'PRODUCTION_TRAFFIC_SHIFT')
  if (shift) refuse(`PAUSE lifecycle hooks are not supported at ${shift}.`)
}

function validateShift(ecs: Ecs, { advancedConfiguration }: RevisionSettings['loadBalancers'][number]): void {
  const { alternateTargetGroupArn, productionListenerRule, testListenerRule, roleArn } = advancedConfiguration ?? {}
  if (!alternateTargetGroupArn || !productionListenerRule || !roleArn) {
    throw invalidParameter(
      'advancedConfiguration with alternateTargetGroupArn, productionListenerRule and roleArn is required for this deployment strategy.',
    )
  }
  const { targets } = ecs.world.ports
  if (!targets.exists(alternateTargetGroupArn)) {
    refuse(`The specified target group does not exist: ${alternateTargetGroupArn}`)
  }
  for (const rule of [productionListenerRule, testListenerRule]) {
    if (rule && targets.hasRule?.(rule) === false) refuse(`The specified listener rule does not exist: ${rule}`)
  }
}

function inRange(name: string, value: number | undefined, [least, most]: readonly [number, number]): void {
  if (value !== undefined && (value < least || value > most)) refuse(`${name} must be between ${least} and ${most}.`)
}

function refuse(message: string): never {
  throw invalidParameter(message)
}
