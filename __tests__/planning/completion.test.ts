import { describe, expect, test } from '@jest/globals'
import { assertCompletes } from '../../src/planning/completion.ts'
import { TO_BE_CREATED } from '../../src/resources/managed-resource.ts'

const ARN = 'arn:aws:ecs:us-east-1:123456789012:task-definition/api:7'

/** What was planned for a service, with what its creation alone makes known. */
const PLANNED = {
  cluster: 'main',
  taskDefinition: TO_BE_CREATED,
  desiredCount: 2,
  platformVersion: undefined,
  loadBalancers: [{ targetGroupArn: TO_BE_CREATED, containerPort: 8000 }],
  tags: { given: { team: 'a' } },
}
const COMPLETED = {
  ...PLANNED,
  taskDefinition: ARN,
  loadBalancers: [{ targetGroupArn: ARN, containerPort: 8000 }],
}

describe('a description that completes the planned one', () => {
  test.each([
    ['with everything filled in', PLANNED, COMPLETED],
    ['with nothing to fill in', COMPLETED, { ...COMPLETED }],
    ['with nothing described at all', undefined, undefined],
    ['with a member that is there and undefined, and not there', { a: 1, b: undefined }, { a: 1 }],
    ['with a number that is not a number, as planned', { a: Number.NaN }, { a: Number.NaN }],
  ])('%s', (_, planned, completed) => {
    expect(() => assertCompletes(planned, completed, 'service')).not.toThrow()
  })
})

describe('a description that differs from the planned one', () => {
  test.each([
    ['desiredCount', { ...COMPLETED, desiredCount: 3 }],
    ['platformVersion', { ...COMPLETED, platformVersion: '1.4.0' }],
    ['cluster', { ...COMPLETED, cluster: undefined }],
    ['tags.given.team', { ...COMPLETED, tags: { given: { team: 'b' } } }],
    ['tags.given.owner', { ...COMPLETED, tags: { given: { team: 'a', owner: 'b' } } }],
    ['loadBalancers[0].containerPort', { ...COMPLETED, loadBalancers: [{ targetGroupArn: ARN, containerPort: 80 }] }],
    ['loadBalancers', { ...COMPLETED, loadBalancers: [] }],
    ['taskDefinition', { ...COMPLETED, taskDefinition: TO_BE_CREATED }],
    ['taskDefinition', { ...COMPLETED, taskDefinition: '' }],
    ['taskDefinition', { ...COMPLETED, taskDefinition: undefined }],
    ['as a whole', undefined],
  ])('%s', (field, completed) => {
    expect(() => assertCompletes(PLANNED, completed, 'service')).toThrow(
      `The service would be written differently from the plan (${field}). Nothing was written for it.`,
    )
  })
})
