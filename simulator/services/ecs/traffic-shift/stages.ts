import type {
  DeploymentConfiguration,
  DeploymentLifecycleHookStage,
  ServiceDeploymentLifecycleStage,
} from '@aws-sdk/client-ecs'

/** The SDK's list of a deployment's stages lacks PRE_PRODUCTION_TRAFFIC_SHIFT, which its text and that of the hooks have. */
export type Stage = ServiceDeploymentLifecycleStage | DeploymentLifecycleHookStage

/** One stage on the way of a deployment that shifts traffic. LINEAR and CANARY pass some stages more than once. */
export interface StageStep {
  readonly stage: Stage
  /** Percent of the production traffic that the new revision gets from this stage on. */
  readonly productionWeight?: number
  /** Percent of the test traffic that the new revision gets from this stage on. */
  readonly testWeight?: number
  /** The least time (simulated ms) that the stage lasts. */
  readonly lastsMs: number
}

/** How long a stage lasts in which nothing has to be waited for. Not documented: long enough to be seen. */
const STAGE_MS = 5_000
const MINUTE_MS = 60_000

/**
 * The stages of a deployment, in order (SDK documentation, ServiceDeployment.lifecycleStage). It is assumed that stages
 * without hooks or traffic are passed too. A first deployment gets all production traffic at once: nothing else could
 * have it.
 * @param replaces whether an earlier revision serves
 * @param reconciles whether more than one earlier revision has tasks
 */
export function stagesOf(
  configuration: DeploymentConfiguration,
  { replaces, reconciles }: { readonly replaces: boolean; readonly reconciles: boolean },
): readonly StageStep[] {
  const brief = (stage: Stage): StageStep => ({ stage, lastsMs: STAGE_MS })
  return [
    ...(reconciles ? [brief('RECONCILE_SERVICE')] : []),
    brief('PRE_SCALE_UP'),
    brief('SCALE_UP'),
    brief('POST_SCALE_UP'),
    { ...brief('TEST_TRAFFIC_SHIFT'), testWeight: 100 },
    brief('POST_TEST_TRAFFIC_SHIFT'),
    ...(replaces ? productionShifts(configuration) : [{ weight: 100, waitMs: 0 }]).flatMap(({ weight, waitMs }) => [
      brief('PRE_PRODUCTION_TRAFFIC_SHIFT'),
      { stage: 'PRODUCTION_TRAFFIC_SHIFT' as const, productionWeight: weight, lastsMs: Math.max(STAGE_MS, waitMs) },
    ]),
    brief('POST_PRODUCTION_TRAFFIC_SHIFT'),
    { stage: 'BAKE_TIME', lastsMs: Math.max(STAGE_MS, (configuration.bakeTimeInMinutes ?? 0) * MINUTE_MS) },
    brief('CLEAN_UP'),
  ]
}

/** The percentages that the new revision gets, and how long each lasts. The last is followed by the bake time. */
function productionShifts({
  strategy,
  linearConfiguration,
  canaryConfiguration,
}: DeploymentConfiguration): readonly { readonly weight: number; readonly waitMs: number }[] {
  const last = { weight: 100, waitMs: 0 }
  if (strategy === 'CANARY') {
    const { canaryPercent = 5, canaryBakeTimeInMinutes = 10 } = canaryConfiguration ?? {}
    return canaryPercent >= 100
      ? [last]
      : [{ weight: canaryPercent, waitMs: canaryBakeTimeInMinutes * MINUTE_MS }, last]
  }
  if (strategy === 'LINEAR') {
    const { stepPercent = 10, stepBakeTimeInMinutes = 6 } = linearConfiguration ?? {}
    const steps = Math.ceil(100 / stepPercent) - 1
    const waitMs = stepBakeTimeInMinutes * MINUTE_MS
    return [...Array.from({ length: steps }, (_, index) => ({ weight: stepPercent * (index + 1), waitMs })), last]
  }
  return [last]
}
