import type { ServiceDeployment, Task } from '@aws-sdk/client-ecs'
import { expect, test } from '@jest/globals'
import { createDeployedService } from './deployed-service.ts'
import { simulatorForEachTest } from './simulator-fixture.ts'

const running = simulatorForEachTest()
const tasks = () => running.simulator.state().tasks as readonly Task[]
const deployments = () => running.simulator.state().serviceDeployments as readonly ServiceDeployment[]

test('tasks in a failing zone do not start, those in the other one do', () => {
  const { simulator } = running
  simulator.settings.failingZones = ['us-east-1b']
  createDeployedService(simulator)
  simulator.clock.advance(60_000)
  const stopped = tasks().filter(task => task.stopCode === 'TaskFailedToStart')
  expect(new Set(stopped.map(task => task.availabilityZone))).toEqual(new Set(['us-east-1b']))
  expect(stopped[0]?.stoppedReason).toMatch(/^CannotPullContainerError: .* i\/o timeout$/)
  const started = tasks().filter(task => task.lastStatus === 'RUNNING')
  expect(new Set(started.map(task => task.availabilityZone))).toEqual(new Set(['us-east-1a']))
})

test('the reason of a failing zone can be set', () => {
  const { simulator } = running
  const failingZoneReason = 'ResourceInitializationError: failed to configure ENI: failed to setup regular eni'
  Object.assign(simulator.settings, { failingZones: ['us-east-1a', 'us-east-1b'], failingZoneReason })
  createDeployedService(simulator)
  simulator.clock.advance(60_000)
  expect(tasks()[0]?.stoppedReason).toBe(failingZoneReason)
})

test('an image that fails from now on makes a rollback to it fail', () => {
  const { simulator } = running
  const deploymentConfiguration = {
    minimumHealthyPercent: 0,
    maximumPercent: 100,
    deploymentCircuitBreaker: { enable: true, rollback: true },
  }
  const service = createDeployedService(simulator, { deploymentConfiguration })
  simulator.clock.advance(120_000)
  expect(deployments().at(-1)?.status).toBe('SUCCESSFUL')
  simulator.services.ecr.setBehaviour('busyb-google-workspace-mcp:1', { crash: { afterSeconds: 1, exitCode: 1 } })
  simulator.clock.advance(60_000)
  expect(tasks().every(task => task.desiredStatus === 'RUNNING')).toBe(true)
  service.deploy('2', { crash: { afterSeconds: 1, exitCode: 1 } })
  simulator.clock.advance(1_800_000)
  expect(deployments().at(-1)?.status).toBe('ROLLBACK_FAILED')
})
