import type { Context } from '../context.ts'
import type { Specification } from '../specification/specification.ts'
import type { Steps } from '../steps.ts'
import { findVpcId } from './look-ups.ts'
import type { Observation } from './observation.ts'

type Network = Pick<Steps<Observation>, 'vpcId' | 'subnets' | 'securityGroups'>

/** What is looked up of EC2, where something is given by name or tag. */
export function networkSteps(context: Context, specification: Specification): Network {
  const { inputs } = specification
  return {
    vpcId: {
      needs: inputs.network.vpc ? [] : ['loadBalancer'],
      run: done => findVpcId(context, specification, inputs.network.vpc ? undefined : done.loadBalancer),
    },
    subnets: {
      needs: ['vpcId'],
      run: async ({ vpcId }) => {
        const { subnets } = inputs.network
        if (!subnets) return undefined
        const { findSubnets } = await import('../look-ups/network.ts')
        return await findSubnets(context, subnets, vpcId)
      },
    },
    securityGroups: {
      needs: ['vpcId'],
      run: async ({ vpcId }) => {
        const { securityGroups } = inputs.network
        if (!securityGroups) return undefined
        const { findSecurityGroups } = await import('../look-ups/network.ts')
        return await findSecurityGroups(context, securityGroups, vpcId)
      },
    },
  }
}
