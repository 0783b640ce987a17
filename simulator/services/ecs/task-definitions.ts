import type {
  DescribeTaskDefinitionRequest,
  ListTaskDefinitionsRequest,
  RegisterTaskDefinitionRequest,
} from '@aws-sdk/client-ecs'
import type { Operations } from '../../world.ts'
import { findTaskDefinition } from './lookup.ts'
import { page } from './paging.ts'
import { plainCopy } from './plain-copy.ts'
import { clientError } from './refusals.ts'
import type { Ecs, TaskDefinitionRecord } from './state.ts'
import { checkTags, listTags, setTags } from './tagging.ts'
import { withDefaults } from './task-definition-defaults.ts'
import { validateTaskDefinition } from './task-definition-validation.ts'

/** RegisterTaskDefinition, DescribeTaskDefinition, ListTaskDefinitions, DeregisterTaskDefinition. */
export function taskDefinitionOperations(ecs: Ecs): Operations {
  return {
    RegisterTaskDefinition(input: RegisterTaskDefinitionRequest) {
      checkTags(input.tags)
      validateTaskDefinition(input)
      const record = register(ecs, input)
      setTags(ecs, record.arn, input.tags)
      return { taskDefinition: plainCopy(record.shape), tags: listTags(ecs, record.arn) }
    },
    DescribeTaskDefinition(input: DescribeTaskDefinitionRequest) {
      const record = findTaskDefinition(ecs, input.taskDefinition ?? '')
      if (!record) throw clientError('Unable to describe task definition.')
      const tags = input.include?.includes('TAGS') ? { tags: listTags(ecs, record.arn) } : {}
      return { taskDefinition: plainCopy(record.shape), ...tags }
    },
    ListTaskDefinitions(input: ListTaskDefinitionsRequest) {
      const { items, ...rest } = page(matching(ecs, input), {
        ...input,
        fallback: 100,
        pageSize: ecs.world.settings.pageSize,
      })
      return { taskDefinitionArns: items, ...rest }
    },
    DeregisterTaskDefinition(input: { taskDefinition: string }) {
      const record = findTaskDefinition(ecs, input.taskDefinition)
      if (!record) throw clientError('The specified task definition does not exist.') // wording assumed
      if (record.shape.status === 'ACTIVE') {
        record.shape.status = 'INACTIVE'
        record.shape.deregisteredAt = new Date(ecs.world.clock.now())
      }
      return { taskDefinition: plainCopy(record.shape) }
    },
  }
}

/** Revisions count up from 1 in each family and are never used again, deregistered or not (developer guide). */
function register(ecs: Ecs, input: RegisterTaskDefinitionRequest): TaskDefinitionRecord {
  const family = input.family ?? ''
  const revisions = ecs.families.get(family) ?? []
  const revision = revisions.length + 1
  const arn = ecs.world.arn('ecs', `task-definition/${family}:${revision}`)
  const shape = {
    ...withDefaults(input),
    taskDefinitionArn: arn,
    revision,
    status: 'ACTIVE' as const,
    registeredAt: new Date(ecs.world.clock.now()),
    registeredBy: `arn:${ecs.world.partition}:sts::${ecs.world.account}:assumed-role/deployer/session`,
  }
  const record = { arn, family, revision, shape }
  ecs.families.set(family, [...revisions, record])
  return record
}

/** `familyPrefix` is "the full family name" in this operation (SDK documentation), despite its name. */
function matching(ecs: Ecs, input: ListTaskDefinitionsRequest): string[] {
  const families = input.familyPrefix ? [input.familyPrefix] : [...ecs.families.keys()].sort()
  const records = families.flatMap(family => ecs.families.get(family) ?? [])
  const status = input.status ?? 'ACTIVE'
  const arns = records.filter(record => record.shape.status === status).map(record => record.arn)
  return input.sort === 'DESC' ? arns.reverse() : arns
}
