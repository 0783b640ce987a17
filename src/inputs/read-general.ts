import type { Environment } from '../context.ts'
import type { GeneralInputs } from '../inputs.ts'
import { BUILT_IN_VARIABLES } from '../task-definition/variables.ts'
import { checkArn } from './arns.ts'
import { readAssignments, toRecord } from './assignments.ts'
import type { InputReader } from './values.ts'
import { quote } from './values.ts'

const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/
const ECS_NAME = /^[A-Za-z0-9_-]{1,255}$/
const ECS_NAME_RULE = 'at most 255 letters, digits, hyphens and underscores'

export function readGeneral(reader: InputReader, env: Environment): GeneralInputs {
  const region = readRegion(reader, env)
  const serviceDefinitionPath = reader.text('service-definition')
  return {
    mode: reader.choice('mode', ['deploy', 'plan']) ?? 'deploy',
    region: region ?? '',
    cluster: readCluster(reader, region),
    service: readService(reader, serviceDefinitionPath),
    taskDefinitionPath: reader.text('task-definition'),
    serviceDefinitionPath,
    variables: readVariables(reader),
  }
}

function readRegion(reader: InputReader, env: Environment): string | undefined {
  if (reader.given('aws-region')) return reader.matching('aws-region', REGION, 'give a region such as us-east-1')
  const source = env.AWS_REGION ? 'AWS_REGION' : 'AWS_DEFAULT_REGION'
  const region = env[source]
  if (!region) {
    return reader.complain(
      'Input "aws-region" is not given, and the environment has neither AWS_REGION nor AWS_DEFAULT_REGION: ' +
        'give a region such as us-east-1, or run aws-actions/configure-aws-credentials before this step.',
    )
  }
  if (REGION.test(region)) return region
  return reader.complain(`Environment variable ${source} is ${quote(region)}: give a region such as us-east-1.`)
}

function readCluster(reader: InputReader, region: string | undefined): string | undefined {
  const valid = `the cluster's name (${ECS_NAME_RULE}) or an ARN such as arn:aws:ecs:us-east-1:123456789012:cluster/name`
  if (!reader.text('cluster')?.startsWith('arn:')) return reader.matching('cluster', ECS_NAME, `give ${valid}`)
  return checkArn(reader, 'cluster', { service: 'ecs', resource: /^cluster\/[A-Za-z0-9_-]{1,255}$/, valid, region })
}

function readService(reader: InputReader, serviceDefinitionPath: string | undefined): string | undefined {
  if (reader.given('service')) return reader.matching('service', ECS_NAME, `give the service's name: ${ECS_NAME_RULE}`)
  if (serviceDefinitionPath !== undefined) return undefined
  return reader.complain(
    'Input "service" is not given: give the service\'s name, or a "service-definition" that names it.',
  )
}

function readVariables(reader: InputReader): Readonly<Record<string, string>> {
  const variables = readAssignments(reader, 'variables', {
    placeholder: 'NAME',
    name: /^[A-Za-z_][A-Za-z0-9_]*$/,
    nameRule: 'a name is letters, digits and underscores, and does not begin with a digit',
    confidential: true,
  })
  for (const { name } of variables ?? []) {
    // A second meaning for a name that the action fills in by itself would be a surprise.
    if (!BUILT_IN_VARIABLES.some(builtIn => builtIn === name)) continue
    reader.complain(`Input "variables" has "${name}", which is filled in by itself: give the value another name.`)
  }
  return toRecord(variables ?? [])
}
