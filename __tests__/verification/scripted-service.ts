import type { Task } from '@aws-sdk/client-ecs'
import type { HttpGet } from '../../src/http/http-get.ts'
import type { CheckResult } from '../../src/verification/check-result.ts'
import { type Verification, type Verified, verifyService } from '../../src/verification/verification.ts'
import { createScriptedRun, type Script, type ScriptedRun } from '../deployment/scripted-aws.ts'
import { AFTER, START } from '../deployment/snapshots.ts'
import {
  createExpectation,
  createOurs,
  createService,
  createWanted as createSubject,
  createTask,
  OLD_REVISION,
} from './data.ts'

export const T1 = createTask()
export const arnOf = ({ taskArn = '' }: Task) => taskArn
export const listed = (...tasks: readonly Task[]) => ({ taskArns: tasks.map(arnOf) })
export const target = (...targets: readonly (readonly [address: string, state: string])[]) => ({
  TargetHealthDescriptions: targets.map(([Id, State]) => ({ Target: { Id, Port: 8000 }, TargetHealth: { State } })),
})
export const HEALTHY = target(['10.0.0.1', 'healthy'])
export const INSTANCE = { Instances: [{ Id: 't1', Attributes: { AWS_INSTANCE_IPV4: '10.0.0.1' } }] }
export const shown = (overrides: Parameters<typeof createService>[0] = {}) => ({ services: [createService(overrides)] })
export const REPLACED = shown({
  deployments: [createOurs({ id: AFTER, taskDefinition: OLD_REVISION, createdAt: new Date(START + 9_000) })],
})

/** One task that is a healthy target and is registered. */
export const ALL_WELL: Script = {
  DescribeServices: [shown()],
  ListTasks: [({ desiredStatus }) => (desiredStatus === 'RUNNING' ? listed(T1) : {})],
  DescribeTasks: [{ tasks: [T1] }],
  DescribeTargetHealth: [HEALTHY],
  ListInstances: [INSTANCE],
}

export function createWanted(overrides: Partial<Verified> = {}): Verified {
  return {
    ...createSubject(),
    managedGroups: [],
    loadBalancer: undefined,
    inputs: createExpectation({ timeoutSeconds: 10 }),
    knownTasks: undefined,
    isCountShown: false,
    budget: undefined,
    lastEventAt: undefined,
    until: START + 3_600_000,
    ...overrides,
  }
}

export const WELL: readonly CheckResult[] = [
  { check: 'tasks', state: 'passed', detail: '1 task runs api:2.' },
  { check: 'targets', state: 'passed', detail: 'Target group "api": 1 of 1 tasks are healthy targets.' },
  { check: 'discovery', state: 'passed', detail: 'Discovery service srv-1: 1 of 1 tasks are registered.' },
]

export async function verify(change: Script = {}, overrides: Partial<Verified> = {}, httpGet?: HttpGet) {
  const run = createScriptedRun({ ...ALL_WELL, ...change })
  const context = httpGet ? { ...run.ctx, httpGet } : run.ctx
  const verification = await verifyService(context, createWanted(overrides))
  return { run, verification, seconds: (run.ctx.clock.now() - START) / 1000 }
}

export function checksOf(verification: Verification): readonly CheckResult[] {
  if (verification.kind !== 'checked') throw new Error(`It has ended: ${verification.standing.kind}.`)
  return verification.checks
}

export const statesOf = (verification: Verification) =>
  checksOf(verification).map(({ check, state }) => `${check} ${state}`)
export const operationsOf = ({ calls }: ScriptedRun) => calls.map(({ operation }) => operation)
export const countOf = (run: ScriptedRun, operation: string) =>
  operationsOf(run).filter(name => name === operation).length
