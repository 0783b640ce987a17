import { isArn, lastPart, parseArn } from '../aws/arn.ts'
import type { RoleFacts } from '../look-ups/roles.ts'
import type { Observation } from '../observation/observation.ts'
import type { Specification } from '../specification/specification.ts'
import { subjectOf } from '../task-definition/definition-file.ts'
import { couldNotCheck } from '../text/sentences.ts'
import { type Findings, found, joinFindings, NO_FINDINGS } from './findings.ts'
import { ECS_TASKS, mayBeAssumedByEcs, parseTrustPolicy } from './trust-policy.ts'

type Observed = Pick<Observation, 'account' | 'files' | 'executionRole' | 'taskRole' | 'fileRoles'>

/** Pure. Whether the roles that are given exist, and let ECS assume them. */
export function checkRoles({ inputs, taskDefinitionFile }: Specification, observed: Observed): Findings {
  const { executionRole, taskRole } = inputs.taskDefinition.task
  const { taskDefinition } = observed.files
  const file = subjectOf('task-definition', taskDefinitionFile?.path ?? '')
  const account = observed.account.id
  return joinFindings(
    [
      { source: 'Input "execution-role"', role: executionRole, facts: observed.executionRole },
      { source: 'Input "task-role"', role: taskRole, facts: observed.taskRole },
      {
        source: `${file}: executionRoleArn`,
        role: taskDefinition?.executionRoleArn,
        facts: observed.fileRoles.execution,
      },
      { source: `${file}: taskRoleArn`, role: taskDefinition?.taskRoleArn, facts: observed.fileRoles.task },
    ].map(({ source, role, facts }) =>
      role === undefined || !facts ? NO_FINDINGS : checkRole({ source, role, facts, account }),
    ),
  )
}

interface GivenRole {
  readonly source: string
  /** Name or ARN. */
  readonly role: string
  readonly facts: RoleFacts
  readonly account: string
}

function checkRole({ source, role, facts, account }: GivenRole): Findings {
  const isGivenByArn = isArn(role)
  const owner = isGivenByArn ? parseArn(role)?.account : account
  if (owner !== account) {
    return found({ notes: [`${source}: "${role}" belongs to another account and was not checked.`] })
  }
  const name = lastPart(role)
  switch (facts.kind) {
    case 'missing':
      return found({
        problems: [
          isGivenByArn
            ? `${source}: there is no role "${role}". Correct the ARN, or create the role.`
            : `${source}: there is no role named "${role}" in this account. Give the name or the ARN of an existing role.`,
        ],
      })
    case 'unreadable':
      return found({ warnings: [unreadable(source, role)] })
    case 'found': {
      if (isGivenByArn && facts.arn !== role) {
        return found({
          problems: [`${source}: there is no role "${role}", but there is "${facts.arn}". Correct the ARN.`],
        })
      }
      const trust = parseTrustPolicy(facts.trustPolicy)
      if (mayBeAssumedByEcs(trust)) return NO_FINDINGS
      const services = trust?.services.join(', ') || 'no service'
      return found({
        problems: [
          `${source}: role "${name}" does not trust ${ECS_TASKS} (it trusts ${services}), so that ECS cannot start tasks with it. Let ${ECS_TASKS} assume it in its trust policy, or give another role.`,
        ],
      })
    }
  }
}

function unreadable(source: string, role: string): string {
  if (isArn(role)) return couldNotCheck(`${source}: role "${lastPart(role)}"`, 'iam:GetRole')
  return `${source}: the path of role "${role}" could not be looked up, because the permission iam:GetRole is missing. The path "/" is assumed; give the role's ARN if it has another.`
}
