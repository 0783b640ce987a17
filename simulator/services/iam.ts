import { ApiError } from '../errors.ts'
import type { Operations, RolesPort, World } from '../world.ts'

interface Role {
  readonly RoleName: string
  readonly Path: string
  readonly RoleId: string
  readonly Arn: string
  readonly CreateDate: Date
  /** URL-encoded JSON, as GetRole returns it (API reference, "Role": RFC 3986). */
  readonly AssumeRolePolicyDocument: string
  readonly MaxSessionDuration: number
}

/** The service that starts tasks (developer guide, "Amazon ECS task execution IAM role", trust policy). */
const ECS_TASKS = 'ecs-tasks.amazonaws.com'

export interface NewRole {
  readonly name: string
  /** Default `/`. */
  readonly path?: string
  /** Service principals that may assume the role. Default `ecs-tasks.amazonaws.com`. */
  readonly trust?: readonly string[]
}

/** AWS IAM, as far as it is needed to look up roles. */
export function createIam(world: World): {
  readonly operations: Operations
  readonly port: RolesPort
  /** Returns the role's ARN. */
  createRole(role: NewRole): string
} {
  const roles = new Map<string, Role>()
  const assumableByTasks = new Set<string>()

  function createRole({ name, path = '/', trust = [ECS_TASKS] }: NewRole): string {
    // IAM is global: its ARNs have no region. The path is part of the ARN.
    const arn = `arn:${world.partition}:iam::${world.account}:role${path}${name}`
    const policy = {
      Version: '2012-10-17',
      Statement: trust.map(principal => ({
        Effect: 'Allow',
        Principal: { Service: principal },
        Action: 'sts:AssumeRole',
      })),
    }
    if (trust.includes(ECS_TASKS)) assumableByTasks.add(arn)
    else assumableByTasks.delete(arn)
    roles.set(name, {
      RoleName: name,
      Path: path,
      RoleId: `AROA${world.id(17).toUpperCase()}`,
      Arn: arn,
      CreateDate: new Date(world.clock.now()),
      AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(policy)),
      MaxSessionDuration: 3600,
    })
    return arn
  }

  return {
    operations: {
      // The name alone identifies a role, whatever its path (API reference, GetRole). Text: public reports.
      GetRole: ({ RoleName }: { RoleName: string }) => {
        const role = roles.get(RoleName)
        if (!role) {
          throw new ApiError('NoSuchEntity', `The role with name ${RoleName} cannot be found.`, { status: 404 })
        }
        return { Role: role }
      },
    },
    port: { isAssumableByTasks: roleArn => assumableByTasks.has(roleArn) },
    createRole,
  }
}
