import { describe, expect, test } from '@jest/globals'
import { findOngoing, ongoingDeployment } from '../../../src/resources/service/ongoing-deployment.ts'
import {
  at,
  createError,
  createScriptedRun,
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
    const found = ongoingDeployment(service, APP_7, undefined)
    expect(found.kind).toBe(kind)
    if (reason) expect(found).toMatchObject({ reason })
  })
})

describe('where the service deployment is known, it is right', () => {
  const serviceDeployment = (status: string) => ({ arn: SERVICE_DEPLOYMENT, status })

  test.each([
    { status: 'STOPPED', text: 'was stopped (STOPPED)' },
    { status: 'STOP_REQUESTED', text: 'is being stopped (STOP_REQUESTED)' },
    { status: 'ROLLBACK_REQUESTED', text: 'is being rolled back (ROLLBACK_REQUESTED)' },
    { status: 'ROLLBACK_IN_PROGRESS', text: 'is being rolled back (ROLLBACK_IN_PROGRESS)' },
    { status: 'ROLLBACK_SUCCESSFUL', text: 'was rolled back (ROLLBACK_SUCCESSFUL)' },
    { status: 'ROLLBACK_FAILED', text: 'failed, and so did its rollback (ROLLBACK_FAILED)' },
  ])('$status is not adopted, although the rollout goes on', ({ status, text }) => {
    const found = ongoingDeployment(sdkService([sdkDeployment()]), APP_7, serviceDeployment(status))
    expect(found).toEqual({ kind: 'not-stable', reason: `deployment ${OURS} of app:7 ${text}` })
  })

  test.each(['PENDING', 'IN_PROGRESS'])('%s is watched, also where the rollout is COMPLETED already', status => {
    const found = ongoingDeployment(sdkService([running]), APP_7, serviceDeployment(status))
    expect(found).toMatchObject({ kind: 'under-way', identity: { serviceDeploymentArn: SERVICE_DEPLOYMENT } })
  })

  test('a rollout that has FAILED is not adopted, although its rollback has not begun', () => {
    const service = sdkService([sdkDeployment({ rolloutState: 'FAILED' }), sdkEarlierDeployment()])
    expect(ongoingDeployment(service, APP_7, serviceDeployment('IN_PROGRESS')).kind).toBe('not-stable')
  })

  test('SUCCESSFUL and as many tasks as wanted: stable', () => {
    expect(ongoingDeployment(sdkService([running]), APP_7, serviceDeployment('SUCCESSFUL')).kind).toBe('stable')
  })
})

describe('reading it', () => {
  const describes = (status: string, createdAt = at(0)) => ({
    serviceDeployments: [
      sdkServiceDeployment({ serviceDeploymentArn: SERVICE_DEPLOYMENT, status: status as never, createdAt }),
    ],
  })

  test('a deployment in progress: that of the PRIMARY deployment', async () => {
    const { ctx } = createScriptedRun({ DescribeServiceDeployments: [describes('STOPPED')] })
    expect(await findOngoing(ctx, sdkService([sdkDeployment()]))).toMatchObject({
      arn: SERVICE_DEPLOYMENT,
      status: 'STOPPED',
    })
  })

  test('a deployment that has completed needs no read', async () => {
    const { ctx, calls } = createScriptedRun({})
    expect(await findOngoing(ctx, sdkService([running]))).toBeUndefined()
    expect(calls).toEqual([])
  })

  test.each([
    { deploymentConfiguration: { alarms: { enable: true, rollback: true, alarmNames: ['errors'] } } },
    { deploymentConfiguration: { strategy: 'BLUE_GREEN' as const, bakeTimeInMinutes: 5 } },
  ])('unless it can still bake: %j', async configuration => {
    const { ctx } = createScriptedRun({ DescribeServiceDeployments: [describes('IN_PROGRESS')] })
    expect(await findOngoing(ctx, sdkService([running], configuration))).toMatchObject({ status: 'IN_PROGRESS' })
  })

  test('one that began at another time belongs to another deployment: it is found in the list', async () => {
    const other = `${SERVICE_DEPLOYMENT}0`
    const { ctx } = createScriptedRun({
      DescribeServiceDeployments: [describes('SUCCESSFUL', at(-3600)), describes('IN_PROGRESS')],
      DescribeServices: [{ services: [sdkService([sdkDeployment()])] }],
      ListServiceDeployments: [
        { serviceDeployments: [{ serviceDeploymentArn: SERVICE_DEPLOYMENT, createdAt: at(0) }] },
      ],
    })
    const service = sdkService([sdkDeployment()], { currentServiceDeployment: other })
    expect(await findOngoing(ctx, service)).toMatchObject({ arn: SERVICE_DEPLOYMENT, status: 'IN_PROGRESS' })
  })

  test('without the permission it is not known, and the rollout decides', async () => {
    const { ctx } = createScriptedRun({ DescribeServiceDeployments: [createError('AccessDeniedException')] })
    expect(await findOngoing(ctx, sdkService([sdkDeployment()]))).toBeUndefined()
  })
})
