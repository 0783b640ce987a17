import type { Account } from './account.ts'
import { type InputTexts, SEED_FILES, SEED_INPUTS, without } from './seed-inputs.ts'

/** A request that must be refused, before anything is written, in exactly these sentences. */
export interface BadRequest {
  readonly name: string
  readonly inputs: InputTexts
  readonly files?: Readonly<Record<string, string>>
  /** What is different in the account. */
  readonly prepare?: (account: Account) => void
  /** Ids of the network as `vpc-...`, `subnet-...` and `sg-...`. */
  readonly sentences: readonly string[]
}

const TEMPLATE = 'ecs/task-definition-google-workspace-mcp.json'

/** The example's template file, with a mistake in it. */
export function template(change: (text: string) => string): Readonly<Record<string, string>> {
  return { [TEMPLATE]: change(SEED_FILES[TEMPLATE] ?? '') }
}

export const BAD_INPUTS: readonly BadRequest[] = [
  {
    name: 'nothing at all',
    inputs: {},
    sentences: [`Input "service" is not given: give the service's name, or a "service-definition" that names it.`],
  },
  {
    name: 'three wrong values at once',
    inputs: { ...SEED_INPUTS, 'desired-count': 'two', wait: 'yes', 'rule-priority': '0' },
    sentences: [
      'Input "rule-priority" is "0": give a whole number from 1 to 50000, or auto.',
      'Input "desired-count" is "two": give a whole number from 0 to 5000.',
      'Input "wait" is "yes": give true or false.',
    ],
  },
  {
    name: 'an unknown mode',
    inputs: { ...SEED_INPUTS, mode: 'destory' },
    sentences: ['Input "mode" is "destory": give deploy or plan.'],
  },
  {
    name: 'an image and a repository',
    inputs: { ...SEED_INPUTS, image: 'registry.example.com/api:1' },
    sentences: ['Inputs "image" and "ecr-repository" are both given: give one of them.'],
  },
  {
    name: 'a rule without a listener',
    inputs: without(SEED_INPUTS, 'load-balancer', 'listener-port'),
    sentences: [
      'Inputs "target-group", "target-group-protocol", "target-group-port", "health-check-path", "health-check-interval-seconds", "health-check-timeout-seconds", "healthy-threshold-count", "unhealthy-threshold-count", "health-check-matcher", "deregistration-delay-seconds", "path-patterns", "rule-priority" and "strip-path-prefix" need a listener: give "load-balancer" or "listener-arn".',
    ],
  },
  {
    name: 'a pattern that does not begin with the prefix',
    inputs: { ...SEED_INPUTS, 'strip-path-prefix': '/other' },
    sentences: [
      'Input "path-patterns" has "/google-workspace": every pattern begins with "strip-path-prefix", which is "/other".',
      'Input "path-patterns" has "/google-workspace/*": every pattern begins with "strip-path-prefix", which is "/other".',
    ],
  },
  {
    name: 'a discovery service without a namespace',
    inputs: without(SEED_INPUTS, 'namespace'),
    sentences: ['Input "discovery-service" is "google-workspace": it needs "namespace", so give that too.'],
  },
  {
    name: 'a cluster of another service',
    inputs: { ...SEED_INPUTS, cluster: 'arn:aws:eks:us-east-1:123456789012:cluster/a' },
    sentences: [
      `Input "cluster" is "arn:aws:eks:us-east-1:123456789012:cluster/a": give the cluster's name (at most 255 letters, digits, hyphens and underscores) or an ARN such as arn:aws:ecs:us-east-1:123456789012:cluster/name.`,
    ],
  },
]

export const BAD_FILES: readonly BadRequest[] = [
  {
    name: 'a file that does not exist',
    inputs: SEED_INPUTS,
    files: {},
    sentences: [
      'Input "task-definition": task-definition file ecs/task-definition-google-workspace-mcp.json cannot be read: there is no such file. Give its path from the root of the repository, and check the repository out in an earlier step.',
    ],
  },
  {
    name: 'a file that is neither JSON nor YAML',
    inputs: SEED_INPUTS,
    files: { [TEMPLATE]: '{ "family": [' },
    sentences: [
      'task-definition file ecs/task-definition-google-workspace-mcp.json, line 1, column 14: Flow sequence in block collection must be sufficiently indented and end with a ].',
      'task-definition file ecs/task-definition-google-workspace-mcp.json, line 1, column 14: Flow map must end with a }.',
    ],
  },
  {
    name: 'an unknown key',
    inputs: SEED_INPUTS,
    files: template(text => text.replace('"networkMode"', '"networkmode"')),
    sentences: [
      `task-definition file ecs/task-definition-google-workspace-mcp.json: networkmode is not a field of AWS's shape. Did you mean "networkMode"?`,
    ],
  },
  {
    name: 'an unknown key deep inside',
    inputs: SEED_INPUTS,
    files: template(text => text.replace('"retries"', '"retrys"')),
    sentences: [
      `task-definition file ecs/task-definition-google-workspace-mcp.json: containerDefinitions[0].healthCheck.retrys is not a field of AWS's shape. Did you mean "retries"?`,
    ],
  },
  {
    name: 'a placeholder that nothing fills',
    inputs: SEED_INPUTS,
    files: template(text => text.replace('<ACCOUNT_ID>:role', '<ACCOUNT>:role')),
    sentences: [
      'task-definition file ecs/task-definition-google-workspace-mcp.json: executionRoleArn has <ACCOUNT>, which is not a known variable. Known: ACCOUNT_ID, AWS_REGION, COMMIT_SHA, IMAGE, IMAGE_TAG. Give it in the input "variables".',
    ],
  },
  {
    name: 'a variable that nothing fills',
    inputs: SEED_INPUTS,
    files: template(text => text.replace('${IMAGE}', '${IMAGES}')),
    sentences: [
      'task-definition file ecs/task-definition-google-workspace-mcp.json: containerDefinitions[0].image has ${IMAGES}, which is not a known variable. Known: ACCOUNT_ID, AWS_REGION, COMMIT_SHA, IMAGE, IMAGE_TAG. Give it in the input "variables", or write $${IMAGES} if the text itself is meant.',
    ],
  },
  {
    name: 'cpu and memory that Fargate does not have together',
    inputs: SEED_INPUTS,
    files: template(text => text.replace('"1024"', '"512"')),
    sentences: [
      'task definition: memory is "512", which Fargate does not offer with cpu "512". Valid: 1024, 2048, 3072, 4096 (MiB).',
    ],
  },
  {
    name: 'a network mode that Fargate does not have',
    inputs: SEED_INPUTS,
    files: template(text => text.replace('"awsvpc"', '"bridge"')),
    sentences: [
      'task definition: networkMode is "bridge": each Fargate task has its own network interface, so give "awsvpc".',
    ],
  },
]
