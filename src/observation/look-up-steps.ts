import type { LoadBalancer } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Context } from '../context.ts'
import type { ImageFacts } from '../image/image-facts.ts'
import { ecrImageOf } from '../image/image-reference.ts'
import { findAccount } from '../look-ups/account.ts'
import { findListener, findListenerByArn, findLoadBalancer } from '../look-ups/load-balancer.ts'
import type { RoleFacts } from '../look-ups/roles.ts'
import { NO_SECRETS, resolveSecrets } from '../secrets/resolve-secrets.ts'
import { secretsOfFile, secretsOfInputs } from '../secrets/wanted-secrets.ts'
import { fillFiles } from '../specification/filled-files.ts'
import type { Specification } from '../specification/specification.ts'
import { Flawed, type StepsOf } from '../steps.ts'
import { subjectOf } from '../task-definition/definition-file.ts'
import { render } from '../task-definition/rendering.ts'
import {
  foundListener,
  foundListenerByArn,
  foundLoadBalancer,
  foundSecurityGroupIds,
  foundSubnetIds,
  foundVpcId,
  foundVpcOfSubnet,
  missingSecretProblems,
} from './look-up-problems.ts'
import type { LookUpReads, ResourceReads } from './observation.ts'
import { containersOf, ownContainer } from './own-container.ts'

/** What is only referred to, each by its id, name or tag, and the task definition that follows from it. */
export function lookUpSteps(
  context: Context,
  specification: Specification,
): StepsOf<LookUpReads, Pick<ResourceReads, 'currentRevision'>> {
  const { inputs, taskDefinitionFile } = specification
  const { listener } = inputs.loadBalancer
  const { vpc, subnets, securityGroups } = inputs.network
  const { executionRole, taskRole } = inputs.taskDefinition.task
  const { region } = context.aws
  return {
    account: { needs: [], run: () => findAccount(context) },
    files: { needs: ['account'], run: ({ account }) => fillFiles(specification, account) },

    loadBalancer: {
      needs: [],
      run: async () => listener && foundLoadBalancer(await findLoadBalancer(context, listener), listener, region),
    },
    listener: {
      needs: listener?.kind === 'load-balancer' ? ['loadBalancer'] : [],
      run: async done => {
        if (!listener) return undefined
        if (listener.kind === 'arn') {
          const { listenerArn } = listener
          return foundListenerByArn(await findListenerByArn(context, listenerArn), listenerArn, region)
        }
        const { loadBalancer } = done
        const { port } = listener
        return loadBalancer && foundListener(await findListener(context, loadBalancer, port), loadBalancer, port)
      },
    },

    vpcId: {
      needs: vpc ? [] : ['loadBalancer'],
      run: done => findVpcId(context, specification, vpc ? undefined : done.loadBalancer),
    },
    subnets: {
      needs: ['vpcId'],
      run: async ({ vpcId }) => {
        if (!subnets) return undefined
        const { findSubnets } = await import('../look-ups/network.ts')
        return foundSubnetIds(await findSubnets(context, subnets, vpcId), vpcId)
      },
    },
    securityGroups: {
      needs: ['vpcId'],
      run: async ({ vpcId }) => {
        if (!securityGroups) return undefined
        const { findSecurityGroups } = await import('../look-ups/network.ts')
        return foundSecurityGroupIds(await findSecurityGroups(context, securityGroups, vpcId), vpcId)
      },
    },

    executionRole: { needs: [], run: () => findRoleIfGiven(context, executionRole) },
    taskRole: { needs: [], run: () => findRoleIfGiven(context, taskRole) },
    image: {
      needs: inputs.image.source ? [] : ['files', 'currentRevision'],
      run: done => findImage(context, specification, inputs.image.source ? undefined : done),
    },
    secrets: {
      needs: ['account', 'files'],
      run: async ({ account, files }) => {
        const file = subjectOf('task-definition', taskDefinitionFile?.path ?? '')
        const wanted = {
          inputs: secretsOfInputs(inputs.taskDefinition.container.secrets),
          file: secretsOfFile(files.taskDefinition?.containerDefinitions, file),
        }
        const { secrets, missing } = await resolveSecrets(context, account, wanted)
        // The later steps go on without them, and find what else is wrong.
        return missing.length > 0 ? new Flawed(NO_SECRETS, missingSecretProblems(missing)) : secrets
      },
    },

    rendering: {
      needs: ['account', 'files', 'executionRole', 'taskRole', 'image', 'secrets', 'currentRevision'],
      run: done => {
        const { rendering, problems } = render(specification, done)
        return new Flawed(rendering, problems)
      },
    },
  }
}

/** The VPC: as given, else the load balancer's, else the first given subnet's; undefined where nothing needs one. */
async function findVpcId(
  context: Context,
  { inputs }: Specification,
  loadBalancer: LoadBalancer | undefined,
): Promise<string | undefined> {
  const { vpc, subnets, securityGroups } = inputs.network
  if (vpc?.kind === 'id') return vpc.id
  if (!vpc && loadBalancer) return loadBalancer.VpcId
  const subnet = subnets?.find(selector => selector.kind === 'id')
  const looksUp = [...(subnets ?? []), ...(securityGroups ?? [])].some(selector => selector.kind !== 'id')
  if (!vpc && !(subnet && (looksUp || inputs.discovery.namespace !== undefined))) return undefined
  const { findSubnet, findVpcs } = await import('../look-ups/network.ts')
  const { region } = context.aws
  if (vpc) return foundVpcId(await findVpcs(context, vpc), region)
  return subnet && foundVpcOfSubnet(await findSubnet(context, subnet.id), subnet.id, region)
}

export async function findRoleIfGiven(context: Context, nameOrArn: string | undefined): Promise<RoleFacts | undefined> {
  if (nameOrArn === undefined) return undefined
  const { findRole } = await import('../look-ups/roles.ts')
  return await findRole(context, nameOrArn)
}

/** What ECR returns about the image: the one that is given, else the file's, else what the service runs. */
async function findImage(
  context: Context,
  specification: Specification,
  fallback: Pick<LookUpReads & ResourceReads, 'files' | 'currentRevision'> | undefined,
): Promise<ImageFacts | undefined> {
  const { source } = specification.inputs.image
  if (source?.kind === 'ecr') {
    const { findEcrImage } = await import('../image/find-image.ts')
    return await findEcrImage(context, { ...source, digest: undefined })
  }
  const text = source?.reference ?? (fallback && imageOfOwnContainer(specification, fallback))
  const image = text === undefined ? undefined : ecrImageOf(text)
  if (!image) return undefined
  const { findEcrImage } = await import('../image/find-image.ts')
  return await findEcrImage(context, image)
}

function imageOfOwnContainer(
  specification: Specification,
  observed: Pick<LookUpReads & ResourceReads, 'files' | 'currentRevision'>,
): string | undefined {
  const containers = containersOf(observed)
  const own = ownContainer(specification, containers)
  const container = containers.length === 1 ? containers[0] : containers.find(({ name }) => name === own)
  return container?.image
}
