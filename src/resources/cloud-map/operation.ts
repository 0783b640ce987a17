import { GetOperationCommand } from '@aws-sdk/client-servicediscovery'
import { isErrorNamed } from '../../aws/errors.ts'
import type { Context } from '../../context.ts'
import { pollUntil } from '../../poll-until.ts'

const POLL_INTERVAL_MS = 2_000

/** Creating a hosted zone takes about a minute; AWS documents no limit. */
const TIMEOUT_MS = 5 * 60_000

/**
 * Waits for an asynchronous operation of Cloud Map, and returns its targets (`NAMESPACE`, `SERVICE` to id). The SDK
 * has no waiter for it.
 *
 * @throws Error with Cloud Map's own code and message where the operation failed
 */
export async function waitForOperation(
  context: Context,
  operationId: string,
  what: string,
): Promise<Readonly<Record<string, string>>> {
  const { aws } = context
  const describe = async () => {
    const answer = await aws.send(aws.serviceDiscovery(), new GetOperationCommand({ OperationId: operationId }))
    return answer.Operation
  }
  const operation = await pollUntil(context, describe, {
    isDone: state => state?.Status === 'SUCCESS' || state?.Status === 'FAIL',
    everyMs: POLL_INTERVAL_MS,
    forMs: TIMEOUT_MS,
  })
  if (operation?.Status === 'SUCCESS') return operation.Targets ?? {}
  if (operation?.Status === 'FAIL') {
    throw new OperationError(`${what}: ${operation.ErrorCode}: ${operation.ErrorMessage}`, operation.ErrorCode)
  }
  throw new Error(
    `${what}: Cloud Map's operation ${operationId} has not ended after 5 minutes. Run the step again later.`,
  )
}

/** An operation of Cloud Map that ended with FAIL. `code` is for example NAMESPACE_ALREADY_EXISTS. */
export class OperationError extends Error {
  readonly code: string | undefined

  constructor(message: string, code: string | undefined) {
    super(message)
    this.name = 'AwsError'
    this.code = code
  }
}

/**
 * The id of the operation that a request starts; where an equal one is in progress (DuplicateRequest), of that one.
 */
export async function startOperation(request: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await request()
  } catch (error) {
    const { DuplicateOperationId: id } = error as { DuplicateOperationId?: string }
    if (!isErrorNamed(error, 'DuplicateRequest') || !id) throw error
    return id
  }
}
