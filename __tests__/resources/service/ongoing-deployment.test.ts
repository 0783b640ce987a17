import { describe, expect, test } from '@jest/globals'
import { ongoingDeployment } from '../../../src/resources/service/ongoing-deployment.ts'
import {
  at,
  sdkDeployment,
  sdkEarlierDeployment,
  sdkService,
  sdkServiceDeployment,
} from '../../deployment/scripted-aws.ts'
import { APP_6, APP_7, OURS, SERVICE_DEPLOYMENT } from '../../deployment/snapshots.ts'

const running = sdkDeployment({ runningCount: 2, rolloutState: 'COMPLETED' })

describe('what a service that was found is doing', () => {
  test.each([
    { name: 'another revision', service: sdkService([sdkEarlierDeployment({ status: 'PRIMARY' })]), kind: 'other' },
    {
      name: 'the wanted one being deployed',
      service: sdkService([sdkDeployment(), sdkEarlierDeployment()]),
      kind: 'under-way',
    },
    {
      name: 'the wanted one was there before, and is being replaced',
      service: sdkService([sdkDeployment({ taskDefinition: APP_6 }), sdkEarlierDeployment({ taskDefinition: APP_7 })]),
      kind: 'other',
    },
    { name: 'it stands', service: sdkService([running]), kind: 'stable' },
    {
      name: 'it stands with nothing to run',
      service: sdkService([{ ...running, desiredCount: 0, runningCount: 0 }]),
      kind: 'stable',
    },
    {
      name: 'it failed',
      service: sdkService([sdkDeployment({ rolloutState: 'FAILED', rolloutStateReason: 'tasks failed to start.' })]),
      kind: 'not-stable',
      reason: `deployment ${OURS} of app:7 failed: tasks failed to start.`,
    },
    {
      name: 'it was stopped',
      service: sdkService([sdkDeployment()]),
      serviceDeployment: sdkServiceDeployment({ status: 'STOPPED' }),
      kind: 'not-stable',
      reason: `deployment ${OURS} of app:7 was stopped`,
    },
    {
      name: 'an older service deployment that was stopped is not its own',
      service: sdkService([sdkDeployment()]),
      serviceDeployment: sdkServiceDeployment({ status: 'STOPPED', createdAt: at(-600) }),
      kind: 'under-way',
    },
    {
      name: 'it completed, and a task is missing',
      service: sdkService([{ ...running, runningCount: 1, pendingCount: 1 }]),
      kind: 'not-stable',
      reason: `deployment ${OURS} of app:7 completed, but is not stable: 1 of 2 tasks run (pending: 1)`,
    },
  ])('$name', ({ service, serviceDeployment, kind, reason }) => {
    const found = ongoingDeployment(service, APP_7, serviceDeployment)
    expect(found.kind).toBe(kind)
    if (reason) expect(found).toMatchObject({ reason })
  })

  test('an adopted deployment brings its service deployment', () => {
    const found = ongoingDeployment(sdkService([sdkDeployment()]), APP_7, sdkServiceDeployment())
    expect(found).toMatchObject({ identity: { deploymentId: OURS, serviceDeploymentArn: SERVICE_DEPLOYMENT } })
  })
})
