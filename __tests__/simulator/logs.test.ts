import { describe, expect, test } from '@jest/globals'
import { errorOf, simulatorForEachTest } from './simulator-fixture.ts'

const running = simulatorForEachTest()

describe('CloudWatch Logs', () => {
  const group = '/ecs/busyb'

  test('a group is created with tags, only once, and described with both ARNs', async () => {
    await running.clients.logs.createLogGroup({ logGroupName: group, tags: { Name: 'busyb' } })
    const { logGroups } = await running.clients.logs.describeLogGroups({ logGroupNamePrefix: '/ecs/' })
    const arn = `arn:aws:logs:us-east-1:123456789012:log-group:${group}`
    expect(logGroups).toMatchObject([{ logGroupName: group, arn: `${arn}:*`, logGroupArn: arn }])
    expect(logGroups?.[0]?.retentionInDays).toBeUndefined()
    expect(running.simulator.state().tags[arn]).toEqual({ Name: 'busyb' })
    expect(await errorOf(running.clients.logs.createLogGroup({ logGroupName: group }))).toBe(
      'ResourceAlreadyExistsException: The specified log group already exists',
    )
  })

  test('retention: only the documented numbers of days', async () => {
    running.simulator.services.logs.createGroup({ name: group })
    await running.clients.logs.putRetentionPolicy({ logGroupName: group, retentionInDays: 30 })
    expect(running.simulator.state().logGroups[0].retentionInDays).toBe(30)
    expect(
      await errorOf(running.clients.logs.putRetentionPolicy({ logGroupName: group, retentionInDays: 31 })),
    ).toMatch(/^InvalidParameterException: 1 validation error detected: Value '31' at 'retentionInDays'/)
    expect(await errorOf(running.clients.logs.putRetentionPolicy({ logGroupName: '/none', retentionInDays: 30 }))).toBe(
      'ResourceNotFoundException: The specified log group does not exist.',
    )
  })

  test('tags are added and removed', async () => {
    running.simulator.services.logs.createGroup({ name: group, tags: { a: '1', b: '2' } })
    const resourceArn = `arn:aws:logs:us-east-1:123456789012:log-group:${group}`
    await running.clients.logs.tagResource({ resourceArn, tags: { b: '3', c: '4' } })
    await running.clients.logs.untagResource({ resourceArn, tagKeys: ['a'] })
    expect((await running.clients.logs.listTagsForResource({ resourceArn })).tags).toEqual({ b: '3', c: '4' })
  })

  test('a prefix finds longer names too, and pages are sorted', async () => {
    for (const name of ['/ecs/b', '/ecs/a', '/ecs/a-long', '/other'])
      running.simulator.services.logs.createGroup({ name })
    const first = await running.clients.logs.describeLogGroups({ logGroupNamePrefix: '/ecs/', limit: 2 })
    const second = await running.clients.logs.describeLogGroups({
      logGroupNamePrefix: '/ecs/',
      nextToken: first.nextToken,
    })
    expect(first.logGroups?.map(found => found.logGroupName)).toEqual(['/ecs/a', '/ecs/a-long'])
    expect(second.logGroups?.map(found => found.logGroupName)).toEqual(['/ecs/b'])
    expect(second.nextToken).toBeUndefined()
  })

  test('a new group is not seen while reads lag, although it exists', async () => {
    running.simulator.settings.readLagMs = 1000
    await running.clients.logs.createLogGroup({ logGroupName: group })
    expect((await running.clients.logs.describeLogGroups({})).logGroups).toEqual([])
    expect(await errorOf(running.clients.logs.createLogGroup({ logGroupName: group }))).toMatch(
      /^ResourceAlreadyExists/,
    )
    running.simulator.clock.advance(1000)
    expect((await running.clients.logs.describeLogGroups({})).logGroups).toHaveLength(1)
  })

  test('events: the newest page first, then back to the beginning', async () => {
    running.simulator.services.logs.createGroup({ name: group })
    for (const line of ['one', 'two', 'three']) {
      running.simulator.world.ports.logs.write(group, 'ecs/app/1', line)
      running.simulator.clock.advance(1000)
    }
    const input = { logGroupName: group, logStreamName: 'ecs/app/1' }
    const newest = await running.clients.logs.getLogEvents({ ...input, limit: 2 })
    expect(newest.events?.map(event => event.message)).toEqual(['two', 'three'])
    const older = await running.clients.logs.getLogEvents({ ...input, limit: 2, nextToken: newest.nextBackwardToken })
    expect(older.events?.map(event => event.message)).toEqual(['one'])
    const end = await running.clients.logs.getLogEvents({ ...input, nextToken: newest.nextForwardToken })
    expect([end.events, end.nextForwardToken]).toEqual([[], newest.nextForwardToken])
    const head = await running.clients.logs.getLogEvents({ ...input, limit: 1, startFromHead: true })
    expect(head.events?.map(event => event.message)).toEqual(['one'])
  })

  test('streams: by name or by the time of their last event', async () => {
    running.simulator.services.logs.createGroup({ name: group })
    running.simulator.world.ports.logs.write(group, 'ecs/b/1', 'early')
    running.simulator.clock.advance(1000)
    running.simulator.world.ports.logs.write(group, 'ecs/a/1', 'late')
    const names = async (input: object) =>
      (await running.clients.logs.describeLogStreams({ logGroupName: group, ...input })).logStreams?.map(
        s => s.logStreamName,
      )
    expect(await names({})).toEqual(['ecs/a/1', 'ecs/b/1'])
    expect(await names({ orderBy: 'LastEventTime' })).toEqual(['ecs/b/1', 'ecs/a/1'])
    expect(await names({ orderBy: 'LastEventTime', descending: true })).toEqual(['ecs/a/1', 'ecs/b/1'])
    expect(await names({ logStreamNamePrefix: 'ecs/b' })).toEqual(['ecs/b/1'])
  })

  test('a stream that does not exist', async () => {
    running.simulator.services.logs.createGroup({ name: group })
    expect(await errorOf(running.clients.logs.getLogEvents({ logGroupName: group, logStreamName: 'x' }))).toBe(
      'ResourceNotFoundException: The specified log stream does not exist.',
    )
  })
})
