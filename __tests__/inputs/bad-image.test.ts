import { describe, expect, test } from '@jest/globals'
import { type BadCase, problemsOf } from './parse.ts'

const CASES: readonly BadCase[] = [
  {
    name: 'image and ecr-repository',
    values: { image: 'registry.example.com/api:1', 'ecr-repository': 'api' },
    problems: ['Inputs "image" and "ecr-repository" are both given: give one of them.'],
  },
  {
    name: 'image and image-tag',
    values: { image: 'registry.example.com/api', 'image-tag': '1' },
    problems: [
      'Inputs "image" and "image-tag" are both given: put the tag into "image", or use "ecr-repository" with "image-tag".',
    ],
  },
  {
    name: 'image-tag alone',
    values: { 'image-tag': '1' },
    problems: [
      'Input "image-tag" is "1": it needs "ecr-repository", so give that too, or a full reference in "image".',
    ],
  },
  {
    name: 'an image in upper case',
    values: { image: 'Example/API:1' },
    problems: ['Input "image" is "Example/API:1": give a full reference such as registry.example.com/team/api:1.4.2.'],
  },
  {
    name: 'a repository with a tag',
    values: { 'ecr-repository': 'team/api:1' },
    problems: [
      'Input "ecr-repository" is "team/api:1": give a name such as team/api, or a path such as 123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api, without tag.',
    ],
  },
  {
    name: 'a repository in another registry',
    values: { 'ecr-repository': 'registry.example.com/team/api' },
    problems: [
      'Input "ecr-repository" is "registry.example.com/team/api": give a name such as team/api, or a path such as 123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api, without tag.',
    ],
  },
  {
    name: 'a repository in upper case',
    values: { 'ecr-repository': 'Team/API' },
    problems: [
      'Input "ecr-repository" is "Team/API": give a name such as team/api, or a path such as 123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api, without tag.',
    ],
  },
  {
    name: 'a digest as tag',
    values: { 'ecr-repository': 'api', 'image-tag': 'sha256:abc' },
    problems: [
      'Input "image-tag" is "sha256:abc": give a tag of at most 128 letters, digits, periods, hyphens and underscores.',
    ],
  },
  {
    name: 'no tag and no commit',
    values: { 'ecr-repository': 'api' },
    env: { AWS_REGION: 'us-east-1' },
    problems: ['Input "image-tag" is not given, and the run has no commit SHA (GITHUB_SHA): give the tag.'],
  },
  {
    name: 'a pin-image-digest that is not a boolean',
    values: { 'pin-image-digest': '1' },
    problems: ['Input "pin-image-digest" is "1": give true or false.'],
  },
]

describe('image inputs that are wrong', () => {
  test.each(CASES)('$name', bad => {
    expect(problemsOf(bad)).toEqual(bad.problems)
  })
})
