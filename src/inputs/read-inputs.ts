import type { Environment } from '../context.ts'
import type { DeploymentInputs, Inputs } from '../inputs.ts'
import type { Problem } from '../problem.ts'
import { readDiscovery } from './read-discovery.ts'
import { readGeneral } from './read-general.ts'
import { readImage } from './read-image.ts'
import { readLoadBalancer } from './read-load-balancer.ts'
import { readNetwork } from './read-network.ts'
import { readService } from './read-service.ts'
import { readTags } from './read-tags.ts'
import { readTaskDefinition } from './read-task-definition.ts'
import { readVerification } from './read-verification.ts'
import { InputReader } from './values.ts'

const DEFAULT_WAIT_TIMEOUT_MINUTES = 30
/** A day: longer than any job on GitHub's own runners, and a bound on what a typing error costs. */
const MAX_WAIT_TIMEOUT_MINUTES = 1440

export interface ReadInputs {
  /** Only if there are no problems. */
  readonly inputs: Inputs | undefined
  readonly problems: readonly Problem[]
}

/**
 * All inputs as typed data, or every problem that they have, one sentence each. Pure: `get` answers the value of an
 * input by its name, and the empty text for one that is not given.
 */
export function readInputs(get: (name: string) => string, env: Environment): ReadInputs {
  const reader = new InputReader(get)
  const general = readGeneral(reader, env)
  const inputs: Inputs = {
    general,
    tags: readTags(reader),
    image: readImage(reader, env),
    taskDefinition: readTaskDefinition(reader),
    network: readNetwork(reader),
    loadBalancer: readLoadBalancer(reader, general.region || undefined),
    discovery: readDiscovery(reader),
    service: readService(reader),
    deployment: readDeployment(reader),
    verification: readVerification(reader),
    report: {
      jobSummary: reader.boolean('job-summary') ?? true,
      showEnvironmentValues: reader.boolean('show-environment-values') ?? false,
    },
  }
  const { problems } = reader
  return { inputs: problems.length > 0 ? undefined : inputs, problems }
}

function readDeployment(reader: InputReader): DeploymentInputs {
  return {
    wait: reader.boolean('wait') ?? true,
    waitTimeoutMinutes:
      reader.integer('wait-timeout-minutes', { min: 1, max: MAX_WAIT_TIMEOUT_MINUTES, unit: 'minutes' }) ??
      DEFAULT_WAIT_TIMEOUT_MINUTES,
  }
}
