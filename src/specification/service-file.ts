import type { Inputs } from '../inputs.ts'
import type { Problem } from '../problem.ts'
import { subjectOf } from '../task-definition/definition-file.ts'
import type { DefinitionContent } from '../task-definition/variables.ts'

/** Members of CreateService that the file must not have, and why. */
const REFUSED: Readonly<Record<string, string>> = {
  taskDefinition: 'the service always gets the revision that this run registers. Remove it.',
  clientToken: 'it would make AWS treat every run as the same request. Remove it.',
  role: 'a service on Fargate uses the service-linked role. Remove it.',
}

/** What the service definition file says that cannot be done, or that does not go together with the inputs. */
export function serviceFileProblems(file: DefinitionContent, inputs: Inputs): Problem[] {
  const subject = subjectOf(file.kind, file.path)
  const { definition } = file
  const problems: Problem[] = []
  for (const [field, reason] of Object.entries(REFUSED)) {
    if (definition[field] !== undefined) problems.push(`${subject}: ${field} is not allowed: ${reason}`)
  }
  problems.push(...unsupported(subject, definition))
  const { loadBalancer, discovery } = inputs
  if (definition.loadBalancers !== undefined && (loadBalancer.listener || loadBalancer.targetGroupArn)) {
    problems.push(`${subject}: loadBalancers is set, and the load balancer inputs are given too. Use one of the two.`)
  }
  if (definition.serviceRegistries !== undefined && discovery.namespace) {
    problems.push(`${subject}: serviceRegistries is set, and the input "namespace" is given too. Use one of the two.`)
  }
  return problems
}

/** Values that would make another kind of service than this action deploys. */
const ONLY: readonly (readonly [field: string, read: (value: unknown) => unknown, allowed: string])[] = [
  ['launchType', value => value, 'FARGATE'],
  ['schedulingStrategy', value => value, 'REPLICA'],
  ['deploymentController', value => (value as { type?: unknown }).type, 'ECS'],
]

function unsupported(subject: string, definition: DefinitionContent['definition']): Problem[] {
  return ONLY.flatMap(([field, read, allowed]) => {
    const value = definition[field]
    if (value === undefined || read(value) === allowed) return []
    return [`${subject}: ${field} is ${JSON.stringify(value)}, but this action deploys services with ${allowed} only.`]
  })
}
