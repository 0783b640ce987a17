import type { Context } from '../context.ts'
import type { RoleFacts } from '../look-ups/roles.ts'
import { DEFAULT_RULE_LIMIT, ruleCount } from '../look-ups/rule-limit.ts'
import { lookForParameters } from '../secrets/parameters.ts'
import type { Specification } from '../specification/specification.ts'
import type { Steps } from '../steps.ts'
import { subjectOf } from '../task-definition/definition-file.ts'
import { credentialMinutes } from './credentials.ts'
import type { ContainerImage, GivenTargetGroup, PreflightFacts } from './facts.ts'
import { ecrImageOf } from './look-ups.ts'
import type { Observation } from './observation.ts'
import { wantedNetwork } from './wanted-network.ts'

type Reads = Pick<Steps<Observation>, keyof PreflightFacts>

/** What is read for the checks alone: side by side with the reads of the plan, and on no longer path than theirs. */
export function preflightReads(context: Context, specification: Specification): Reads {
  const { inputs, taskDefinitionFile } = specification
  return {
    credentialMinutes: {
      needs: [],
      run: () => (inputs.deployment.wait && inputs.general.mode === 'deploy' ? credentialMinutes(context) : undefined),
    },
    fileRoles: { needs: ['files'], run: ({ files }) => findFileRoles(context, specification, files) },
    otherImages: {
      // Without a file, the containers are those that the service runs.
      needs: taskDefinitionFile ? ['account', 'files'] : ['account', 'files', 'currentRevision'],
      run: done => findOtherImages(context, specification, done),
    },
    parameters: { needs: ['account', 'files'], run: done => lookForParameters(context, specification, done) },
    network: {
      needs: ['service', 'files', 'subnets', 'securityGroups'],
      run: async done => {
        const wanted = wantedNetwork(done)
        if (!wanted) return undefined
        const { readNetwork } = await import('../look-ups/read-network.ts')
        return await readNetwork(context, wanted)
      },
    },
    givenTargetGroups: {
      needs: ['service', 'files', 'subnets', 'securityGroups'],
      run: done => findGivenTargetGroups(context, specification, done),
    },
    ruleLimit: {
      needs: ['rules', 'ownRule'],
      run: async ({ rules, ownRule }) => {
        if (!inputs.loadBalancer.listener || ownRule || ruleCount(rules) < DEFAULT_RULE_LIMIT) return undefined
        const { readRuleLimit } = await import('../look-ups/account-limits.ts')
        return await readRuleLimit(context)
      },
    },
  }
}

export async function lookUpRole(context: Context, nameOrArn: string | undefined): Promise<RoleFacts | undefined> {
  if (nameOrArn === undefined) return undefined
  const { findRole } = await import('../look-ups/roles.ts')
  return await findRole(context, nameOrArn)
}

async function findFileRoles(
  context: Context,
  { inputs }: Specification,
  { taskDefinition }: Observation['files'],
): Promise<Observation['fileRoles']> {
  const { executionRole, taskRole } = inputs.taskDefinition
  const [execution, task] = await Promise.all([
    executionRole === undefined ? lookUpRole(context, taskDefinition?.executionRoleArn) : undefined,
    taskRole === undefined ? lookUpRole(context, taskDefinition?.taskRoleArn) : undefined,
  ])
  return { execution, task }
}

async function findOtherImages(
  context: Context,
  { inputs, taskDefinitionFile }: Specification,
  done: Pick<Observation, 'account' | 'files' | 'currentRevision'>,
): Promise<readonly ContainerImage[]> {
  const definition = taskDefinitionFile ? done.files.taskDefinition : done.currentRevision?.taskDefinition
  const containers = definition?.containerDefinitions ?? []
  // The only container is the one that the inputs are about.
  if (containers.length < 2) return []
  const others = containers.flatMap(({ name = '', image: reference = '' }) => {
    const image = ecrImageOf(reference)
    const isOwn = name === inputs.taskDefinition.containerName || reference === done.files.image
    // Of other accounts, not even whether an image exists can be asked without a permission of theirs.
    return !isOwn && image?.registry?.account === done.account.id ? [{ container: name, reference, image }] : []
  })
  if (others.length === 0) return []
  const { findEcrImage } = await import('../image/find-image.ts')
  return await Promise.all(
    others.map(async ({ image, ...other }) => ({ ...other, facts: await findEcrImage(context, image) })),
  )
}

async function findGivenTargetGroups(
  context: Context,
  { inputs, serviceFile }: Specification,
  done: Pick<Observation, 'service' | 'files' | 'subnets' | 'securityGroups'>,
): Promise<readonly GivenTargetGroup[]> {
  const { targetGroupArn } = inputs.loadBalancer
  const file = subjectOf('service-definition', serviceFile?.path ?? '')
  const given =
    targetGroupArn === undefined
      ? (done.files.service?.loadBalancers ?? []).map(balancer => ({
          arn: balancer.targetGroupArn,
          source: `${file}, loadBalancers`,
        }))
      : [{ arn: targetGroupArn, source: 'Input "target-group-arn"' }]
  const observed = done.service?.service
  const attached = observed?.status === 'DRAINING' ? [] : (observed?.loadBalancers ?? [])
  const isNew = (arn: string) => !attached.some(balancer => balancer.targetGroupArn === arn)
  const networkChanges = wantedNetwork(done) !== undefined
  const wanted = given.flatMap(({ arn, source }) =>
    arn !== undefined && (networkChanges || isNew(arn)) ? [{ arn, source }] : [],
  )
  if (wanted.length === 0) return []
  const { readTargetGroup } = await import('../look-ups/target-groups.ts')
  return await Promise.all(wanted.map(group => readTargetGroup(context, group)))
}
