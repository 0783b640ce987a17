import { ApiError } from '../../errors.ts'
import type { Operations, World } from '../../world.ts'
import { pageOf } from '../page.ts'
import type { LogGroup } from './logs.ts'
import { invalidToken } from './refusals.ts'

export interface Stream {
  readonly name: string
  readonly createdAt: number
  /** Grows as the container writes. */
  readonly events: LogEvent[]
}

export interface LogEvent {
  readonly timestamp: number
  readonly message: string
  readonly ingestionTime: number
}

interface GroupReference {
  readonly logGroupName?: string
  /** The name or the ARN. */
  readonly logGroupIdentifier?: string
}

interface GetLogEventsInput extends GroupReference {
  readonly logStreamName: string
  readonly startTime?: number
  readonly endTime?: number
  readonly limit?: number
  readonly startFromHead?: boolean
  readonly nextToken?: string
}

interface DescribeLogStreamsInput extends GroupReference {
  readonly logStreamNamePrefix?: string
  readonly orderBy?: 'LogStreamName' | 'LastEventTime'
  readonly descending?: boolean
  readonly limit?: number
  readonly nextToken?: string
}

export function createStreamOperations(
  world: World,
  groups: { need(name: string): LogGroup; arnOf(name: string): string },
): Operations {
  const groupOf = ({ logGroupName, logGroupIdentifier }: GroupReference) => {
    const name = logGroupName ?? logGroupIdentifier?.replace(/^.*:log-group:/, '')
    if (name === undefined) {
      throw new ApiError('InvalidParameterException', 'Either logGroupName or logGroupIdentifier is required.')
    }
    return groups.need(name)
  }

  return {
    DescribeLogStreams: (input: DescribeLogStreamsInput) => {
      const group = groupOf(input)
      const byTime = input.orderBy === 'LastEventTime'
      // API reference: "If you order the results by event time, you cannot specify the logStreamNamePrefix parameter."
      if (byTime && input.logStreamNamePrefix !== undefined) {
        throw new ApiError('InvalidParameterException', 'Cannot order by LastEventTime with a logStreamNamePrefix.')
      }
      const found = [...group.streams.values()]
        .filter(stream => stream.name.startsWith(input.logStreamNamePrefix ?? ''))
        .sort((one, other) => (byTime ? lastTime(one) - lastTime(other) : one.name < other.name ? -1 : 1))
      const page = pageOf(input.descending ? found.reverse() : found, {
        token: input.nextToken,
        wanted: input.limit,
        most: 50,
        limit: world.settings.pageSize,
        invalidToken,
      })
      const logStreams = page.items.map(stream => ({
        logStreamName: stream.name,
        creationTime: stream.createdAt,
        firstEventTimestamp: stream.events[0]?.timestamp,
        lastEventTimestamp: stream.events.at(-1)?.timestamp,
        lastIngestionTime: stream.events.at(-1)?.ingestionTime,
        arn: `${groups.arnOf(group.name)}:log-stream:${stream.name}`,
      }))
      return { logStreams, nextToken: page.next }
    },
    GetLogEvents: (input: GetLogEventsInput) => getLogEvents(groupOf(input), input),
  }
}

function lastTime(stream: Stream): number {
  return stream.events.at(-1)?.timestamp ?? stream.createdAt
}

/**
 * API reference, GetLogEvents: the newest events unless startFromHead; at most 10,000 of them; tokens for both
 * directions, and the end of a stream is reached when the token that is returned is the one that was sent.
 */
function getLogEvents(group: LogGroup, input: GetLogEventsInput): object {
  const stream = group.streams.get(input.logStreamName)
  if (!stream) throw new ApiError('ResourceNotFoundException', 'The specified log stream does not exist.')
  const { startTime = Number.NEGATIVE_INFINITY, endTime = Number.POSITIVE_INFINITY } = input
  const events = stream.events.filter(({ timestamp }) => timestamp >= startTime && timestamp < endTime)
  const limit = Math.min(input.limit ?? 10_000, 10_000)
  const [from, to] = range(input, { length: events.length, limit })
  return { events: events.slice(from, to), nextForwardToken: `f/${to}`, nextBackwardToken: `b/${from}` }
}

function range(
  { nextToken, startFromHead }: GetLogEventsInput,
  { length, limit }: { readonly length: number; readonly limit: number },
): readonly [number, number] {
  if (nextToken === undefined) {
    return startFromHead ? [0, Math.min(length, limit)] : [Math.max(0, length - limit), length]
  }
  const [, direction, position] = /^([fb])\/(\d+)$/.exec(nextToken) ?? []
  if (position === undefined) throw invalidToken()
  const at = Math.min(Number(position), length)
  return direction === 'f' ? [at, Math.min(length, at + limit)] : [Math.max(0, at - limit), at]
}
