import { describe, expect, test } from '@jest/globals'
import { identifyDeployment, isNewDeployment } from '../../../src/resources/service/deployment-identity.ts'
import { matchServiceDeployment } from '../../../src/resources/service/service-deployment-match.ts'
import { at, sdkDeployment, sdkEarlierDeployment, sdkService } from '../../deployment/scripted-aws.ts'
import {
  APP_6,
  APP_7,
  BEFORE,
  createDeployment,
  createEarlierDeployment,
  createIdentity,
  OURS,
  SERVICE_DEPLOYMENT,
  START,
} from '../../deployment/snapshots.ts'

describe('identifying our deployment in a response', () => {
  test('an update: the primary deployment, without the service deployment that can be stale', () => {
    const identity = identifyDeployment(sdkService([sdkEarlierDeployment(), sdkDeployment()]))
    expect(identity).toEqual(
      createIdentity({
        deploymentId: OURS,
        taskDefinitionArn: APP_7,
        startedAt: START,
        desiredCount: 2,
        earlier: [{ deploymentId: BEFORE, taskDefinitionArn: APP_6, isCompleted: true }],
        serviceCreatedAt: START - 86_400_000,
      }),
    )
  })

  test('a creation: its service deployment is ours', () => {
    const identity = identifyDeployment(sdkService([sdkDeployment()], { createdAt: at(0) }))
    expect(identity?.serviceDeploymentArn).toBe(SERVICE_DEPLOYMENT)
  })

  test('a service without a primary deployment has none', () => {
    expect(identifyDeployment(sdkService([sdkEarlierDeployment()]))).toBeUndefined()
  })

  test.each([
    { name: 'created', before: undefined, isNew: true },
    { name: 'a new deployment', before: sdkService([sdkEarlierDeployment({ status: 'PRIMARY' })]), isNew: true },
    { name: 'the count alone', before: sdkService([sdkDeployment()]), isNew: false },
  ])('whether the update started a deployment: $name', ({ before, isNew }) => {
    expect(isNewDeployment(createIdentity(), before)).toBe(isNew)
  })
})

describe('matching a service deployment', () => {
  const ours = createDeployment()
  const candidate = (seconds: number, finished?: number) => ({
    arn: `created-${seconds}`,
    createdAt: START + seconds * 1000,
    finishedAt: finished === undefined ? undefined : START + finished * 1000,
  })
  const quick = createEarlierDeployment({ createdAt: START - 3000 })

  test.each([
    { name: 'created together', candidates: [candidate(0.2)], deployments: [ours], match: 'created-0.2' },
    {
      name: 'the nearest of several',
      candidates: [candidate(-4), candidate(1)],
      deployments: [ours],
      match: 'created-1',
    },
    { name: 'a stale one from long ago', candidates: [candidate(-3600)], deployments: [ours], match: undefined },
    { name: 'a later one', candidates: [candidate(40)], deployments: [ours], match: undefined },
    {
      name: 'one that ended before ours began',
      candidates: [candidate(-3, -1)],
      deployments: [ours],
      match: undefined,
    },
    {
      name: 'that of another deployment created three seconds before, while ours is not listed yet',
      candidates: [candidate(-2.9)],
      deployments: [ours, quick],
      match: undefined,
    },
    { name: 'none offered', candidates: [], deployments: [ours], match: undefined },
  ])('$name', ({ candidates, deployments, match }) => {
    expect(matchServiceDeployment(candidates, createIdentity(), deployments)?.arn).toBe(match)
  })
})
