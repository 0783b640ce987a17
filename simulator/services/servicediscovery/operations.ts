import { ApiError } from '../../errors.ts'
import type { AsynchronousOperation, OperationType } from './shapes.ts'
import type { DiscoveryState } from './state.ts'

/** SUBMITTED, PENDING, then the end. How long each takes is not documented; real operations take up to a minute. */
const PENDING_AFTER_MS = 1_000
const DONE_AFTER_MS = 5_000

export interface OperationFailure {
  readonly code: string
  readonly message: string
}

export interface NewOperation {
  readonly type: OperationType
  readonly targets: Readonly<Record<string, string>>
  /** Makes the change when the operation ends, or returns why it cannot be made. */
  carryOut(): OperationFailure | undefined
}

/** Returns the id to poll with GetOperation: "CreatePrivateDnsNamespace" and its like return nothing else. */
export function submit(state: DiscoveryState, operation: NewOperation): string {
  const { world } = state
  const id = `${world.id(32)}-${world.id(8)}`
  const now = () => new Date(world.clock.now())
  let current: AsynchronousOperation = {
    Id: id,
    OwnerAccount: world.account,
    Type: operation.type,
    Status: 'SUBMITTED',
    CreateDate: now(),
    UpdateDate: now(),
    Targets: operation.targets,
  }
  function become(change: Partial<AsynchronousOperation>): void {
    current = { ...current, ...change, UpdateDate: now() }
    state.operations.set(id, current)
  }

  state.operations.set(id, current)
  world.clock.after(PENDING_AFTER_MS, () => become({ Status: 'PENDING' }))
  world.clock.after(DONE_AFTER_MS, () => {
    const failure = operation.carryOut()
    become(failure ? { Status: 'FAIL', ErrorCode: failure.code, ErrorMessage: failure.message } : { Status: 'SUCCESS' })
  })
  return id
}

export function getOperation(state: DiscoveryState, input: { OperationId: string }): object {
  const operation = state.operations.get(input.OperationId)
  if (!operation) {
    throw new ApiError('OperationNotFound', `No operation with the ID ${input.OperationId} exists.`, { status: 404 })
  }
  return { Operation: operation }
}
