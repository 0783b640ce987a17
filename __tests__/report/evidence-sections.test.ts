import { expect, test } from '@jest/globals'
import { evidenceBlocks, evidenceSections } from '../../src/report/evidence-sections.ts'

const EVIDENCE = {
  stoppedTasks: [
    {
      arn: 'arn:aws:ecs:us-east-1:123456789012:task/main/abc',
      taskDefinitionArn: undefined,
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      createdAt: undefined,
      startedAt: undefined,
      stoppingAt: undefined,
      stoppedAt: undefined,
      containers: [{ name: 'api', exitCode: 1, reason: undefined }],
    },
  ],
  stoppedTaskCount: 4,
  events: [{ id: '1', at: 3_661_000, message: '(service api) was unable to place a task.' }],
  logs: [
    {
      container: 'api',
      taskArn: 'arn:aws:ecs:us-east-1:123456789012:task/main/abc',
      group: '/ecs/api',
      stream: 'ecs/api/abc',
      lines: ['starting', 'ERROR: no key'],
    },
  ],
  notes: ['The tasks could not be listed.'],
}

test('what was seen of a failure, the most telling first', () => {
  expect(evidenceBlocks(EVIDENCE)).toEqual([
    {
      title: 'Stopped tasks (1 of 4)',
      lines: [
        'task abc stopped: Essential container in task exited (EssentialContainerExited); container api: exit code 1',
      ],
    },
    { title: 'Last lines of the log of container api', lines: ['starting', 'ERROR: no key'] },
    { title: 'Newest events of the service', lines: ['01:01:01  (service api) was unable to place a task.'] },
    { title: 'What could not be read', lines: ['The tasks could not be listed.'] },
  ])
})

test('what is not there has no block', () => {
  const nothing = { stoppedTasks: [], stoppedTaskCount: 0, events: [], logs: [], notes: [] }
  expect(evidenceBlocks(nothing)).toEqual([])
  expect(evidenceSections(undefined)).toEqual([])
})
