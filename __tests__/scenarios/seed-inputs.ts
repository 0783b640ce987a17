import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EXAMPLE_FOLDER, readExampleInputs } from '../../scripts/example-inputs.ts'
import type { GoogleWorkspaceAccount } from '../../simulator/seeds/google-workspace.ts'
import { INPUT_NAMES, type InputName } from '../../src/inputs/names.ts'

/** Inputs of the action as the runner hands them over: text by name. */
export type InputTexts = Readonly<Record<string, string>>

const TEMPLATE = 'ecs/task-definition-google-workspace-mcp.json'

/** The seed's service as the example's workflow deploys it. The tag of its image is the commit SHA of the run. */
export const SEED_INPUTS: InputTexts = without(readExampleInputs({ imageTag: '' }), 'image-tag')

/** The same service from inputs alone. */
export const SEED_INPUTS_WITHOUT_FILE: InputTexts = {
  ...without(SEED_INPUTS, 'task-definition'),
  family: 'busyb-google-workspace-mcp',
  cpu: '512',
  memory: '1024',
  environment: [
    'PORT=8000',
    'WORKSPACE_MCP_PORT=8000',
    'WORKSPACE_MCP_BASE_URI=http://google-workspace.busyb.local',
    'MCP_ENABLE_OAUTH21=true',
    'MCP_SINGLE_USER_MODE=0',
  ].join('\n'),
  secrets: [
    'MCP_GOOGLE_OAUTH_CLIENT_ID=busyb/google-oauth-client-id',
    'MCP_GOOGLE_OAUTH_CLIENT_SECRET=busyb/google-oauth-client-secret',
    'MCP_GOOGLE_CREDENTIALS_DIR=busyb/s3-credentials-bucket',
  ].join('\n'),
  'container-health-check': 'curl -f http://localhost:8000/health || exit 1',
  'container-health-check-interval-seconds': '30',
  'container-health-check-timeout-seconds': '5',
  'container-health-check-retries': '3',
  'container-health-check-start-period-seconds': '60',
}

/** The same, with nothing to look up: ids and ARNs for names and tags. */
export function seedInputsById(seed: GoogleWorkspaceAccount): InputTexts {
  return { ...without(SEED_INPUTS, ...NAMED), ...idsOf(seed) }
}

/** The same from inputs alone, with ARNs for names of secrets too. */
export function seedInputsByIdWithoutFile(seed: GoogleWorkspaceAccount): InputTexts {
  const secrets = Object.entries(seed.secretArns).reduce(
    (text, [name, arn]) => text.replace(new RegExp(`=${name}$`, 'm'), `=${arn}`),
    SEED_INPUTS_WITHOUT_FILE.secrets ?? '',
  )
  return { ...without(SEED_INPUTS_WITHOUT_FILE, ...NAMED), ...idsOf(seed), secrets }
}

/** Inputs that look something up by name or tag, where another takes an id. */
const NAMED = ['load-balancer', 'listener-port', 'vpc']

function idsOf(seed: GoogleWorkspaceAccount): InputTexts {
  return {
    'listener-arn': seed.httpsListenerArn,
    subnets: seed.privateSubnetIds.join('\n'),
    'security-groups': seed.securityGroupId,
    'execution-role': seed.executionRoleArn,
    'task-role': seed.taskRoleArn,
  }
}

/** The inputs about a load balancer, its target group and its rule, and those that need one. */
export const LOAD_BALANCER_INPUTS: readonly InputName[] = [
  ...inputsBetween('load-balancer', 'strip-path-prefix'),
  'health-check-grace-period-seconds',
  'verify-url',
  'verify-body',
]

export const DISCOVERY_INPUTS: readonly InputName[] = inputsBetween('namespace', 'discovery-ttl-seconds')

/** In the order of action.yml, both included. */
function inputsBetween(first: InputName, last: InputName): readonly InputName[] {
  return INPUT_NAMES.slice(INPUT_NAMES.indexOf(first), INPUT_NAMES.indexOf(last) + 1)
}

/** Files of the workspace: those of the example. */
export const SEED_FILES: Readonly<Record<string, string>> = {
  [TEMPLATE]: readFileSync(join(EXAMPLE_FOLDER, TEMPLATE), 'utf8'),
}

/** `inputs` without some of them. */
export function without(inputs: InputTexts, ...names: readonly string[]): InputTexts {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !names.includes(name)))
}
