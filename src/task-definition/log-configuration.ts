import type { ContainerDefinition, LogConfiguration } from '@aws-sdk/client-ecs'
import type { ContainerInputs } from '../inputs.ts'

const GROUP = 'awslogs-group'
const REGION = 'awslogs-region'
const STREAM_PREFIX = 'awslogs-stream-prefix'

/**
 * Where the container logs to: what it has, overlaid with the inputs, and with defaults for what CloudWatch Logs needs
 * on Fargate (group, region, stream prefix). A container with another log driver is left alone.
 */
export function renderLogConfiguration(
  base: LogConfiguration | undefined,
  inputs: Pick<ContainerInputs, 'logGroup' | 'logStreamPrefix'>,
  defaults: { readonly family: string; readonly region: string },
): LogConfiguration {
  if (base && base.logDriver !== 'awslogs') return base
  const options = base?.options ?? {}
  return {
    ...base,
    logDriver: 'awslogs',
    options: {
      ...options,
      [GROUP]: inputs.logGroup ?? options[GROUP] ?? `/ecs/${defaults.family}`,
      [REGION]: options[REGION] ?? defaults.region,
      [STREAM_PREFIX]: inputs.logStreamPrefix ?? options[STREAM_PREFIX] ?? 'ecs',
    },
  }
}

/** The CloudWatch Logs groups of this region that containers log to, each once. */
export function logGroupsOf(containers: readonly ContainerDefinition[], region: string): readonly string[] {
  const groups = containers.flatMap(({ logConfiguration }) => {
    const options = logConfiguration?.logDriver === 'awslogs' ? logConfiguration.options : undefined
    const group = options?.[GROUP]
    return group !== undefined && (options?.[REGION] ?? region) === region ? [group] : []
  })
  return [...new Set(groups)]
}
