import { ApiError } from '../../errors.ts'

// Codes and statuses: the models of the SDK's errors. Wordings that name no source are assumed.
export const invalidInput = (message: string) => new ApiError('InvalidInput', message)
export const namespaceNotFound = (id: string) =>
  new ApiError('NamespaceNotFound', `No namespace with the ID ${id} exists.`, { status: 404 })
export const serviceNotFound = (id: string) =>
  new ApiError('ServiceNotFound', `No service with the ID ${id} exists.`, { status: 404 })
export const instanceNotFound = (id: string) =>
  new ApiError('InstanceNotFound', `No instance with the ID ${id} exists.`, { status: 404 })
export const resourceInUse = (message: string) => new ApiError('ResourceInUse', message)

/** "The operation is already in progress" (API reference, DuplicateRequest). */
export const duplicateRequest = (operationId: string) =>
  new ApiError('DuplicateRequest', 'The operation is already in progress.', {
    members: { DuplicateOperationId: operationId },
  })
