import { describe, expect, test } from '@jest/globals'
import { clusterName } from '../src/aws/arn.ts'
import type { Run } from '../src/github/run.ts'
import {
  creationTags,
  lowerCaseTags,
  missingTags,
  ownershipTags,
  provenanceTags,
  tagFields,
  tagsFrom,
  upperCaseTags,
} from '../src/tags.ts'
import { NO_TAGS, OWNER_TAGS } from './resources/data.ts'

const RUN: Run = {
  repository: 'busyb/google-workspace-mcp',
  sha: '0123456789abcdef0123456789abcdef01234567',
  runId: '42',
  attempt: 1,
  actor: 'octocat',
  workspace: '/work',
}

describe('ownership', () => {
  test.each([
    ['main', 'main'],
    ['arn:aws:ecs:us-east-1:123456789012:cluster/main', 'main'],
    ['arn:aws-cn:ecs:cn-north-1:123456789012:cluster/main', 'main'],
  ])('the cluster %s is %s', (cluster, name) => {
    expect(clusterName(cluster)).toBe(name)
    expect(ownershipTags({ cluster, service: 'api' })).toEqual({
      'ecs-fargate-deploy:cluster': name,
      'ecs-fargate-deploy:service': 'api',
    })
  })
})

describe('provenance', () => {
  test('repository, commit, run and actor', () => {
    expect(provenanceTags(RUN)).toEqual({
      'ecs-fargate-deploy:repository': 'busyb/google-workspace-mcp',
      'ecs-fargate-deploy:commit': RUN.sha,
      'ecs-fargate-deploy:run': '42',
      'ecs-fargate-deploy:actor': 'octocat',
    })
  })

  test.each([
    ['dependabot[bot]', 'dependabot-bot-'],
    ['a<script>', 'a-script-'],
    ['Zoë', 'Zoë'],
    ['x'.repeat(300), 'x'.repeat(256)],
  ])('the actor %s as a tag value', (actor, value) => {
    expect(provenanceTags({ ...RUN, actor })).toMatchObject({ 'ecs-fargate-deploy:actor': value })
  })

  test('what the runner does not provide has no tag', () => {
    const nothing = { repository: undefined, sha: undefined, runId: undefined, actor: undefined }
    expect(provenanceTags({ ...RUN, ...nothing })).toEqual({})
  })
})

describe('tags that are given', () => {
  const wanted = { ...NO_TAGS, given: { Team: 'payments', Stage: 'prod' } }
  const owned = { ...OWNER_TAGS, Team: 'payments', Stage: 'test', Other: 'x' }

  test('on creation: with ownership and provenance', () => {
    expect(creationTags(wanted)).toEqual({ ...OWNER_TAGS, Team: 'payments', Stage: 'prod' })
  })

  test('on what was created for this service: those that are missing or differ', () => {
    expect(missingTags(wanted, owned)).toEqual({ Stage: 'prod' })
    expect(tagFields(wanted, owned)).toEqual([{ field: 'tags[Stage]', from: 'test', to: 'prod' }])
  })

  test('provenance is never a difference by itself', () => {
    const later = { given: {}, onCreation: { ...OWNER_TAGS, ...provenanceTags(RUN) } }
    expect(missingTags(later, OWNER_TAGS)).toEqual({})
  })

  test.each([
    ["nobody's", {}],
    ["another service's", ownershipTags({ cluster: 'main', service: 'web' })],
    ["another cluster's", ownershipTags({ cluster: 'test', service: 'api' })],
  ])('on what is %s: none', (_name, tags) => {
    expect(missingTags(wanted, tags)).toEqual({})
  })
})

test('to both forms that AWS uses, and back', () => {
  expect(upperCaseTags({ a: '1' })).toEqual([{ Key: 'a', Value: '1' }])
  expect(lowerCaseTags({ a: '1' })).toEqual([{ key: 'a', value: '1' }])
  expect(tagsFrom([{ Key: 'a', Value: '1' }, { key: 'b', value: '2' }, { key: 'c' }])).toEqual({
    a: '1',
    b: '2',
    c: '',
  })
  expect(tagsFrom(undefined)).toEqual({})
})
