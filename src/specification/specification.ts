import type { CreateServiceCommandInput } from '@aws-sdk/client-ecs'
import { clusterName } from '../aws/arn.ts'
import type { Run } from '../github/run.ts'
import { imageTag } from '../image/image-reference.ts'
import type { Inputs } from '../inputs.ts'
import { type Problem, throwProblems } from '../problem.ts'
import { ownershipTags, provenanceTags, type WantedTags } from '../tags.ts'
import { type DefinitionContent, fillVariables, usesVariable } from '../task-definition/variables.ts'
import { type ReadFile, readDefinitionFiles } from './definition-files.ts'
import { serviceFileProblems } from './service-file.ts'
import { defaultTargetGroupName } from './target-group-name.ts'

/** What is wanted, as far as it can be known without asking AWS. */
export interface Specification {
  readonly inputs: Inputs
  readonly run: Run
  /** False for a plan that is only shown. */
  readonly writes: boolean
  /** Name or ARN. */
  readonly cluster: string
  readonly service: string
  /** undefined: the family of what the service runs now, or the service's name. */
  readonly family: string | undefined
  readonly taskDefinitionFile: DefinitionContent | undefined
  readonly serviceFile: DefinitionContent | undefined
  /** Every variable that is known without asking AWS; `ACCOUNT_ID` and `IMAGE` come later. */
  readonly variables: Readonly<Record<string, string>>
  /** Name of the target group that the action manages; undefined where it manages none. */
  readonly targetGroupName: string | undefined
  readonly tags: WantedTags
}

/**
 * Joins inputs and files.
 *
 * @throws InvalidError with every problem of the files, and of inputs that do not go together with them
 */
export async function readSpecification(inputs: Inputs, run: Run, readFile: ReadFile): Promise<Specification> {
  const variables = knownVariables(inputs, run)
  const names = new Set([...Object.keys(variables), 'ACCOUNT_ID', ...(inputs.image.source ? ['IMAGE'] : [])])
  const { files, problems: fileProblems } = await readDefinitionFiles(inputs, names, readFile)
  const problems = [...fileProblems]
  const serviceNames = files.service && (fillVariables(files.service, variables).definition as ServiceNames)
  const family =
    files.taskDefinition && (fillVariables(files.taskDefinition, variables).definition as FamilyName).family
  problems.push(...accountProblems({ ...serviceNames, family }))
  if (files.service) problems.push(...serviceFileProblems(files.service, inputs))

  const cluster = inputs.general.cluster ?? serviceNames?.cluster ?? 'default'
  const service = inputs.general.service ?? serviceNames?.serviceName
  if (service === undefined && problems.length === 0) {
    problems.push(
      'Input "service" is not given, and the service definition file has no "serviceName". Give the name of the service.',
    )
  }
  problems.push(...verificationProblems(inputs))
  throwProblems(problems)
  const name = service ?? ''
  return {
    inputs,
    run,
    writes: inputs.general.mode !== 'plan',
    cluster,
    service: name,
    family: inputs.taskDefinition.task.family ?? family,
    taskDefinitionFile: files.taskDefinition,
    serviceFile: files.service,
    variables,
    targetGroupName: inputs.loadBalancer.listener
      ? (inputs.loadBalancer.targetGroup.name ?? defaultTargetGroupName(cluster, name))
      : undefined,
    tags: {
      given: inputs.tags.tags,
      onCreation: {
        ...(inputs.tags.provenanceTags ? provenanceTags(run) : {}),
        ...ownershipTags({ cluster: clusterName(cluster), service: name }),
      },
    },
  }
}

type ServiceNames = Pick<Partial<CreateServiceCommandInput>, 'cluster' | 'serviceName'>
interface FamilyName {
  readonly family?: string
}

function knownVariables(inputs: Inputs, run: Run): Readonly<Record<string, string>> {
  const variables: Record<string, string> = { AWS_REGION: inputs.general.region }
  if (run.sha) variables.COMMIT_SHA = run.sha
  const tag = imageTag(inputs.image.source)
  if (tag) variables.IMAGE_TAG = tag
  return { ...variables, ...inputs.general.variables }
}

/** A path is requested from the load balancer of the given listener: without one there is none to ask. */
function verificationProblems({ verification, loadBalancer }: Inputs): Problem[] {
  if (loadBalancer.listener) return []
  return verification.urls.flatMap(url =>
    url.kind !== 'path'
      ? []
      : `Input "verify-url" has the path "${url.path}", but no listener is given that could be asked for it. Give a whole URL, or "load-balancer" or "listener-arn".`,
  )
}

/** The names decide what is asked first: they cannot wait for the account id, which has to be asked for too. */
function accountProblems(names: Readonly<Record<string, string | undefined>>): Problem[] {
  return ['cluster', 'serviceName', 'family']
    .filter(field => usesVariable(names[field], 'ACCOUNT_ID'))
    .map(
      field =>
        `Definition file: ${field} is "${names[field]}", but ACCOUNT_ID cannot be part of it. Write the name out, or give it as an input.`,
    )
}
