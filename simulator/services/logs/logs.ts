import { ApiError } from '../../errors.ts'
import type { LogsPort, Operations, World } from '../../world.ts'
import { createLaggedMap } from '../lagged-map.ts'
import { pageOf } from '../page.ts'
import { checkName, invalidToken } from './refusals.ts'
import { createStreamOperations, type Stream } from './streams.ts'

export interface Logs {
  readonly operations: Operations
  readonly port: LogsPort
  createGroup(group: { readonly name: string; readonly tags?: Tags; readonly retentionInDays?: number }): void
  state(): readonly object[]
  tags(): Record<string, Tags>
}

type Tags = Readonly<Record<string, string>>

export interface LogGroup {
  readonly name: string
  readonly createdAt: number
  readonly retentionInDays: number | undefined
  readonly tags: Tags
  /** Grows while the group exists: what is logged is not part of the group's description. */
  readonly streams: Map<string, Stream>
}

/** API reference, PutRetentionPolicy. */
const RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

/** Amazon CloudWatch Logs: groups, their retention and tags, and what containers wrote. Texts: public reports. */
export function createLogs(world: World): Logs {
  const groups = createLaggedMap<LogGroup>(world)

  const arnOf = (name: string) => world.arn('logs', `log-group:${name}`)

  function need(name: string): LogGroup {
    const group = groups.get(name)
    if (!group) throw new ApiError('ResourceNotFoundException', 'The specified log group does not exist.')
    return group
  }

  function create(name: string, tags: Tags, retentionInDays?: number): LogGroup {
    const group = { name, createdAt: world.clock.now(), retentionInDays, tags, streams: new Map() }
    groups.set(name, group)
    return group
  }

  /** Two ARNs are in use: with `:*` at the end (arn) and without (logGroupArn). Tag calls take the latter. */
  function byArn(arn: string): LogGroup {
    return need(arn.replace(/^.*:log-group:/, ''))
  }

  function describe(group: LogGroup) {
    return {
      logGroupName: group.name,
      creationTime: group.createdAt,
      retentionInDays: group.retentionInDays,
      metricFilterCount: 0,
      arn: `${arnOf(group.name)}:*`,
      storedBytes: 0,
      logGroupClass: 'STANDARD',
      logGroupArn: arnOf(group.name),
    }
  }

  const operations: Operations = {
    CreateLogGroup: ({ logGroupName, tags = {} }: { logGroupName: string; tags?: Tags }) => {
      checkName(logGroupName)
      if (groups.get(logGroupName)) {
        throw new ApiError('ResourceAlreadyExistsException', 'The specified log group already exists')
      }
      create(logGroupName, tags)
      return {}
    },
    DeleteLogGroup: ({ logGroupName }: { logGroupName: string }) => {
      need(logGroupName)
      groups.delete(logGroupName)
      return {}
    },
    DescribeLogGroups: (input: {
      logGroupNamePrefix?: string
      logGroupNamePattern?: string
      limit?: number
      nextToken?: string
    }) => {
      if (input.logGroupNamePrefix !== undefined && input.logGroupNamePattern !== undefined) {
        throw new ApiError(
          'InvalidParameterException',
          'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
        )
      }
      const pattern = input.logGroupNamePattern?.toLowerCase() ?? ''
      // "The results are ASCII-sorted by log group name" (API reference); the pattern is a case-insensitive substring.
      const found = groups
        .seenValues()
        .filter(({ name }) => name.startsWith(input.logGroupNamePrefix ?? '') && name.toLowerCase().includes(pattern))
        .sort((one, other) => (one.name < other.name ? -1 : 1))
      const page = pageOf(found, {
        token: input.nextToken,
        wanted: input.limit,
        most: 50,
        limit: world.settings.pageSize,
        invalidToken,
      })
      return { logGroups: page.items.map(describe), nextToken: page.next }
    },
    PutRetentionPolicy: ({ logGroupName, retentionInDays }: { logGroupName: string; retentionInDays: number }) => {
      if (!RETENTION_DAYS.includes(retentionInDays)) {
        throw new ApiError(
          'InvalidParameterException',
          `1 validation error detected: Value '${retentionInDays}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${RETENTION_DAYS.join(', ')}]`,
        )
      }
      groups.set(logGroupName, { ...need(logGroupName), retentionInDays })
      return {}
    },
    DeleteRetentionPolicy: ({ logGroupName }: { logGroupName: string }) => {
      groups.set(logGroupName, { ...need(logGroupName), retentionInDays: undefined })
      return {}
    },
    TagResource: ({ resourceArn, tags }: { resourceArn: string; tags: Tags }) => {
      const group = byArn(resourceArn)
      groups.set(group.name, { ...group, tags: { ...group.tags, ...tags } })
      return {}
    },
    UntagResource: ({ resourceArn, tagKeys }: { resourceArn: string; tagKeys: readonly string[] }) => {
      const group = byArn(resourceArn)
      const kept = Object.entries(group.tags).filter(([key]) => !tagKeys.includes(key))
      groups.set(group.name, { ...group, tags: Object.fromEntries(kept) })
      return {}
    },
    ListTagsForResource: ({ resourceArn }: { resourceArn: string }) => ({ tags: byArn(resourceArn).tags }),
    ...createStreamOperations(world, { need, arnOf }),
  }

  return {
    operations,
    port: {
      hasGroup: name => groups.get(name) !== undefined,
      ensureGroup: name => {
        if (!groups.get(name)) create(name, {})
      },
      write: (name, streamName, message) => {
        const group = need(name)
        const now = world.clock.now()
        const stream = group.streams.get(streamName) ?? { name: streamName, createdAt: now, events: [] }
        stream.events.push({ timestamp: now, message, ingestionTime: now })
        group.streams.set(streamName, stream)
      },
    },
    createGroup: ({ name, tags = {}, retentionInDays }) => void create(name, tags, retentionInDays),
    state: () => groups.values().map(describe),
    tags: () => Object.fromEntries(groups.values().map(group => [arnOf(group.name), group.tags])),
  }
}
