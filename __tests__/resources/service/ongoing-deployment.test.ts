import { describe, expect, test } from '@jest/globals'
import { ongoingDeployment } from '../../../src/resources/service/ongoing-deployment.ts'
import { sdkDeployment, sdkEarlierDeployment, sdkService } from '../../deployment/scripted-aws.ts'
import { APP_6, APP_7, OURS } from '../../deployment/snapshots.ts'

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
    { name: 'it is stable', service: sdkService([running]), kind: 'stable' },
    {
      name: 'it is stable with nothing to run',
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
      name: 'it completed, and a task is missing',
      service: sdkService([{ ...running, runningCount: 1, pendingCount: 1 }]),
      kind: 'not-stable',
      reason: `deployment ${OURS} of app:7 completed, but is not stable: 1 of 2 tasks running, 1 pending`,
    },
  ])('$name', ({ service, kind, reason }) => {
    const found = ongoingDeployment(service, APP_7)
    expect(found.kind).toBe(kind)
    if (reason) expect(found).toMatchObject({ reason })
  })
})
