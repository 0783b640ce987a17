import type { Operations, World } from '../world.ts'

/** AWS STS: tells callers who they are. The caller is always an assumed role, as in a workflow with OIDC. */
export function createSts(world: World): { readonly operations: Operations } {
  return {
    operations: {
      // API reference, GetCallerIdentity: for an assumed role, UserId is `<role id>:<session name>`.
      GetCallerIdentity: () => ({
        Account: world.account,
        UserId: 'AROAEXAMPLEROLEID0000:session',
        Arn: `arn:${world.partition}:sts::${world.account}:assumed-role/deploy/session`,
      }),
    },
  }
}
