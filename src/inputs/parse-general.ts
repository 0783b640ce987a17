import { ECS_NAME } from '../aws/limits.ts'
import { partitionOfRegion } from '../aws/partition.ts'
import { type GeneralInputs, MODE_NAMES } from '../inputs.ts'
import type { Environment } from '../runtime.ts'
import { BUILT_IN_VARIABLES } from '../task-definition/variables.ts'
import { quote } from '../text/sentences.ts'
import { checkArn } from './arns.ts'
import { parseAssignments, toRecord } from './assignments.ts'
import type { InputReader } from './values.ts'

const ECS_NAME_RULE = 'at most 255 letters, digits, hyphens and underscores'

export function parseGeneral(reader: InputReader, env: Environment): GeneralInputs {
  const region = parseRegion(reader, env)
  const serviceDefinitionPath = reader.text('service-definition')
  return {
    mode: reader.choice('mode', MODE_NAMES) ?? 'deploy',
    region: region ?? '',
    cluster: parseCluster(reader, region),
    service: parseService(reader, serviceDefinitionPath),
    taskDefinitionPath: reader.text('task-definition'),
    serviceDefinitionPath,
    variables: parseVariables(reader),
  }
}

function parseRegion(reader: InputReader, env: Environment): string | undefined {
  const given = reader.text('aws-region')
  if (given !== undefined) {
    return isRegion(given) ? given : reader.refuse('aws-region', 'give a region such as us-east-1')
  }
  const source = env.AWS_REGION ? 'AWS_REGION' : 'AWS_DEFAULT_REGION'
  const region = env[source]
  if (!region) {
    return reader.complain(
      'Input "aws-region" is not given, and the environment has neither AWS_REGION nor AWS_DEFAULT_REGION: ' +
        'give a region such as us-east-1, or run aws-actions/configure-aws-credentials before this step.',
    )
  }
  if (isRegion(region)) return region
  return reader.complain(`Environment variable ${source} is ${quote(region)}: give a region such as us-east-1.`)
}

/** Of any partition; `aws-global` and the like are only names for endpoints. */
function isRegion(text: string): boolean {
  return /-\d+$/.test(text) && partitionOfRegion(text) !== undefined
}

function parseCluster(reader: InputReader, region: string | undefined): string | undefined {
  const valid = `the cluster's name (${ECS_NAME_RULE}) or an ARN such as arn:aws:ecs:us-east-1:123456789012:cluster/name`
  if (!reader.text('cluster')?.startsWith('arn:')) return reader.matching('cluster', ECS_NAME, `give ${valid}`)
  return checkArn(reader, 'cluster', { service: 'ecs', resource: /^cluster\/[A-Za-z0-9_-]{1,255}$/, valid, region })
}

function parseService(reader: InputReader, serviceDefinitionPath: string | undefined): string | undefined {
  if (reader.given('service')) return reader.matching('service', ECS_NAME, `give the service's name: ${ECS_NAME_RULE}`)
  if (serviceDefinitionPath !== undefined) return undefined
  return reader.complain(
    'Input "service" is not given: give the service\'s name, or a "service-definition" that names it.',
  )
}

function parseVariables(reader: InputReader): Readonly<Record<string, string>> {
  const variables = parseAssignments(reader, 'variables', {
    placeholder: 'NAME',
    name: /^[A-Za-z_][A-Za-z0-9_]*$/,
    nameRule: 'a name is letters, digits and underscores, and does not begin with a digit',
    confidential: true,
  })
  for (const { name } of variables ?? []) {
    // A second meaning for a name that the action fills in by itself would be a surprise.
    if (!BUILT_IN_VARIABLES.some(builtIn => builtIn === name)) continue
    reader.complain(`Input "variables" has "${name}", which the action fills in: give the value another name.`)
  }
  return toRecord(variables ?? [])
}
