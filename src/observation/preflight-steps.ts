import { DEFAULT_MAX_RULES } from '../aws/limits.ts'
import type { Context } from '../context.ts'
import type { ContainerImage } from '../image/image-facts.ts'
import { ecrImageOf } from '../image/image-reference.ts'
import type { GivenTargetGroup } from '../look-ups/target-groups.ts'
import { ruleCount } from '../resources/listener-rule/rule.ts'
import { livingService } from '../resources/service/observed-service.ts'
import { NO_PARAMETERS, type ParameterFacts } from '../secrets/parameter-facts.ts'
import { secretsOfFile, secretsOfInputs } from '../secrets/wanted-secrets.ts'
import type { Specification } from '../specification/specification.ts'
import type { StepsOf } from '../steps.ts'
import { subjectOf } from '../task-definition/definition-file.ts'
import { findRoleIfGiven } from './look-up-steps.ts'
import type { LookUpReads, PreflightReads, ResourceReads } from './observation.ts'
import { containersOf, ownContainer } from './own-container.ts'
import { wantedNetwork } from './wanted-network.ts'

type Others = LookUpReads & ResourceReads

/** What is read for the checks alone: side by side with the reads of the plan, and on no longer path than theirs. */
export function preflightSteps(context: Context, specification: Specification): StepsOf<PreflightReads, Others> {
  const { inputs, taskDefinitionFile, writes } = specification
  return {
    credentialMinutes: {
      needs: [],
      run: () => (inputs.deployment.wait && writes ? credentialMinutes(context) : undefined),
    },
    fileRoles: { needs: ['files'], run: ({ files }) => findFileRoles(context, specification, files) },
    otherImages: {
      // Without a file, the containers are those that the service runs.
      needs: taskDefinitionFile ? ['account', 'files'] : ['account', 'files', 'currentRevision'],
      run: done =>
        findOtherImages(context, specification, {
          account: done.account,
          files: done.files,
          currentRevision: taskDefinitionFile ? undefined : done.currentRevision,
        }),
    },
    parameters: { needs: ['account', 'files'], run: done => findWantedParameters(context, specification, done) },
    network: {
      needs: ['service', 'files', 'subnets', 'securityGroups'],
      run: async done => {
        const wanted = wantedNetwork(done)
        if (!wanted) return undefined
        const { findNetwork } = await import('../look-ups/network-facts.ts')
        return await findNetwork(context, wanted)
      },
    },
    givenTargetGroups: {
      needs: ['service', 'files', 'subnets', 'securityGroups'],
      run: done => findGivenTargetGroups(context, specification, done),
    },
    maxRules: {
      needs: ['rules', 'ownRule'],
      run: async ({ rules, ownRule }) => {
        if (!inputs.loadBalancer.listener || ownRule || ruleCount(rules) < DEFAULT_MAX_RULES) return undefined
        const { findMaxRules } = await import('../look-ups/account-limits.ts')
        return await findMaxRules(context)
      },
    },
  }
}

const MS_PER_MINUTE = 60_000

/**
 * Minutes until the run's credentials expire; undefined where they do not expire during the run, or it is not known.
 *
 * Credentials in the environment's variables expire for good, and AWS_CREDENTIAL_EXPIRATION, where it is set, says when
 * (the SDK reads the same variable). Those of every other source (profiles, web identity, containers, instances) the
 * SDK renews by itself, so that the expiration that it knows of does not matter.
 */
export function credentialMinutes({ env, clock }: Pick<Context, 'env' | 'clock'>): number | undefined {
  if (!env.AWS_ACCESS_KEY_ID || env.AWS_PROFILE) return undefined
  const expiresAt = Date.parse(env.AWS_CREDENTIAL_EXPIRATION ?? '')
  return Number.isNaN(expiresAt) ? undefined : Math.max(0, Math.floor((expiresAt - clock.now()) / MS_PER_MINUTE))
}

async function findFileRoles(
  context: Context,
  { inputs }: Specification,
  { taskDefinition }: Others['files'],
): Promise<PreflightReads['fileRoles']> {
  const { executionRole, taskRole } = inputs.taskDefinition.task
  const [execution, task] = await Promise.all([
    executionRole === undefined ? findRoleIfGiven(context, taskDefinition?.executionRoleArn) : undefined,
    taskRole === undefined ? findRoleIfGiven(context, taskDefinition?.taskRoleArn) : undefined,
  ])
  return { execution, task }
}

async function findOtherImages(
  context: Context,
  specification: Specification,
  done: Pick<Others, 'account' | 'files' | 'currentRevision'>,
): Promise<readonly ContainerImage[]> {
  const containers = containersOf(done)
  // The only container is the one that the inputs are about.
  if (containers.length < 2) return []
  const own = ownContainer(specification, containers)
  const others = containers.flatMap(({ name = '', image: reference = '' }) => {
    const image = ecrImageOf(reference)
    const isOwn = name === own || reference === done.files.image
    // Of other accounts, not even whether an image exists can be asked without a permission of theirs.
    return !isOwn && image?.registry?.account === done.account.id ? [{ container: name, reference, image }] : []
  })
  if (others.length === 0) return []
  const { findEcrImage } = await import('../image/find-image.ts')
  return await Promise.all(
    others.map(async ({ image, ...other }) => ({ ...other, facts: await findEcrImage(context, image) })),
  )
}

async function findWantedParameters(
  context: Context,
  { inputs, taskDefinitionFile }: Specification,
  { account, files }: Pick<Others, 'account' | 'files'>,
): Promise<ParameterFacts> {
  const file = subjectOf('task-definition', taskDefinitionFile?.path ?? '')
  const secrets = [
    ...secretsOfInputs(inputs.taskDefinition.container.secrets),
    ...secretsOfFile(files.taskDefinition?.containerDefinitions, file),
  ]
  const wanted = secrets.flatMap(({ source, reference }) =>
    reference.kind === 'ssm' ? [{ source, parameter: reference.parameter }] : [],
  )
  if (wanted.length === 0) return NO_PARAMETERS
  const { findParameters } = await import('../secrets/parameters.ts')
  return await findParameters(context, account, wanted)
}

async function findGivenTargetGroups(
  context: Context,
  { inputs, serviceFile }: Specification,
  done: Pick<Others, 'service' | 'files' | 'subnets' | 'securityGroups'>,
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
  const attached = livingService(done.service)?.loadBalancers ?? []
  const isNew = (arn: string) => !attached.some(balancer => balancer.targetGroupArn === arn)
  const networkChanges = wantedNetwork(done) !== undefined
  const wanted = given.flatMap(({ arn, source }) =>
    arn !== undefined && (networkChanges || isNew(arn)) ? [{ arn, source }] : [],
  )
  if (wanted.length === 0) return []
  const { findGivenTargetGroup } = await import('../look-ups/target-groups.ts')
  return await Promise.all(wanted.map(group => findGivenTargetGroup(context, group)))
}
