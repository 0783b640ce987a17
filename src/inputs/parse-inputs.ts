import type { Inputs, ReportInputs } from '../inputs.ts'
import type { Problem } from '../problem.ts'
import type { Environment } from '../runtime.ts'
import { parseDeployment } from './parse-deployment.ts'
import { parseDiscovery } from './parse-discovery.ts'
import { parseGeneral } from './parse-general.ts'
import { parseImage } from './parse-image.ts'
import { parseLoadBalancer } from './parse-load-balancer.ts'
import { parseNetwork } from './parse-network.ts'
import { parseService } from './parse-service.ts'
import { parseTags } from './parse-tags.ts'
import { parseTaskDefinition } from './parse-task-definition.ts'
import { parseVerification } from './parse-verification.ts'
import { InputReader } from './values.ts'

export interface ParsedInputs {
  /** Only if there are no problems. */
  readonly inputs: Inputs | undefined
  readonly problems: readonly Problem[]
  /** How the run is reported, also where other inputs are not valid. */
  readonly report: ReportInputs
  /** undefined where it is not valid. */
  readonly region: string | undefined
}

/**
 * All inputs as typed data, or every problem that they have, one sentence each. Pure: `get` returns the value of an
 * input by its name, and the empty text for one that is not given.
 */
export function parseInputs(get: (name: string) => string, env: Environment): ParsedInputs {
  const reader = new InputReader(get)
  const general = parseGeneral(reader, env)
  const inputs: Inputs = {
    general,
    tags: parseTags(reader),
    image: parseImage(reader, env),
    taskDefinition: parseTaskDefinition(reader),
    network: parseNetwork(reader),
    loadBalancer: parseLoadBalancer(reader, general.region || undefined),
    discovery: parseDiscovery(reader),
    service: parseService(reader),
    deployment: parseDeployment(reader),
    verification: parseVerification(reader),
    report: {
      jobSummary: reader.boolean('job-summary') ?? true,
      showEnvironmentValues: reader.boolean('show-environment-values') ?? false,
    },
  }
  const { problems } = reader
  return {
    inputs: problems.length > 0 ? undefined : inputs,
    problems,
    report: inputs.report,
    region: general.region || undefined,
  }
}
