import { describe, expect, test } from '@jest/globals'
import {
  formatError,
  isAccessDenied,
  isCredentialsLost,
  isErrorNamed,
  isRegistrationConflict,
  isThrottle,
  isTransient,
} from '../../src/aws/errors.ts'
import { AmbiguousError, isAmbiguous, isRepeatable } from '../../src/aws/retry-safety.ts'
import { createServiceError, createTransportError } from './scripted-client.ts'

const KINDS = { throttle: isThrottle, denied: isAccessDenied, credentials: isCredentialsLost, transient: isTransient }

describe('every error is of one kind at most', () => {
  test.each([
    ['ThrottlingException', 400, 'throttle'],
    ['Throttling', 400, 'throttle'],
    ['ThrottledException', 400, 'throttle'],
    ['AnythingElse', 429, 'throttle'],
    ['AccessDeniedException', 400, 'denied'],
    ['AccessDenied', 403, 'denied'],
    ['UnauthorizedOperation', 403, 'denied'],
    ['ExpiredToken', 403, 'credentials'],
    ['ExpiredTokenException', 400, 'credentials'],
    ['RequestExpired', 400, 'credentials'],
    ['InvalidClientTokenId', 403, 'credentials'],
    ['UnrecognizedClientException', 400, 'credentials'],
    ['CredentialsProviderError', undefined, 'credentials'],
    ['ServerException', 500, 'transient'],
    ['InternalFailure', 500, 'transient'],
    ['ServiceUnavailable', 503, 'transient'],
    ['TimeoutError', undefined, 'transient'],
    ['UnexpectedAnswerError', 200, 'transient'],
    ['SyntaxError', 200, 'transient'],
    ['ClusterNotFoundException', 400, undefined],
    ['PriorityInUseException', 400, undefined],
    ['ValidationError', 400, undefined],
    ['TypeError', undefined, undefined],
  ])('%s with status %s', (name, status, kind) => {
    const error =
      status === undefined ? Object.assign(new Error('refused'), { name }) : createServiceError(name, status)
    const kinds = Object.entries(KINDS).flatMap(([is, test]) => (test(error) ? is : []))
    expect(kinds).toEqual(kind === undefined ? [] : [kind])
  })

  test.each(['ECONNRESET', 'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE'])(
    '%s of the network is transient',
    code => {
      expect(isTransient(createTransportError(code))).toBe(true)
    },
  )

  test('EC2 throttles with status 503: that is a throttle, not a fault', () => {
    expect(isThrottle(createServiceError('RequestLimitExceeded', 503))).toBe(true)
  })

  test.each([['text'], [undefined], [{ name: 'ThrottlingException' }]])('%p is not an error at all', thrown => {
    expect(Object.values(KINDS).some(is => is(thrown))).toBe(false)
  })
})

test.each([
  ['DuplicateTargetGroupNameException', ['DuplicateTargetGroupName'], true],
  ['DuplicateTargetGroupName', ['DuplicateTargetGroupNameException'], true],
  ['ServiceNotFoundException', ['ClusterNotFound', 'ServiceNotFound'], true],
  ['ServiceNotFoundException', ['ServiceNotActive'], false],
])('%s is named one of %p: %p', (name, names, expected) => {
  expect(isErrorNamed(createServiceError(name), ...names)).toBe(expected)
})

test('two registrations at once are recognised by their text, and only as a ClientException', () => {
  const text = 'Too many concurrent attempts to create a new revision of the specified family.'
  expect(isRegistrationConflict(createServiceError('ClientException', 400, text))).toBe(true)
  expect(isRegistrationConflict(createServiceError('ClientException', 400, 'No Fargate configuration'))).toBe(false)
  expect(isRegistrationConflict(createServiceError('InvalidParameterException', 400, text))).toBe(false)
})

describe('isRepeatable', () => {
  test.each([
    ['DescribeServices', {}, true],
    ['ListTasks', {}, true],
    ['GetOperation', {}, true],
    ['BatchGetImage', {}, true],
    ['ModifyTargetGroup', {}, true],
    ['PutRetentionPolicy', {}, true],
    ['AddTags', {}, true],
    ['TagResource', {}, true],
    ['TagLogGroup', {}, true],
    ['SetRulePriorities', {}, true],
    ['UpdateService', { service: 'api' }, true],
    ['UpdateService', { service: 'api', forceNewDeployment: false }, true],
    ['UpdateService', { service: 'api', forceNewDeployment: true }, false],
    ['UpdateService', { Id: 'srv-1', Service: {} }, false],
    ['CreateService', {}, false],
    ['RegisterTaskDefinition', {}, false],
    ['RunTask', {}, false],
    ['StopServiceDeployment', {}, false],
    ['DeleteRule', {}, false],
    ['CreatePrivateDnsNamespace', {}, false],
  ])('%s %p: %p', (operation, input, expected) => {
    expect(isRepeatable(operation, input)).toBe(expected)
  })
})

test('an ambiguous error is recognised, and no other', () => {
  expect(isAmbiguous(new AmbiguousError('CreateService', new Error('reset')))).toBe(true)
  expect(isAmbiguous(new Error('reset'))).toBe(false)
})

test.each([
  [
    'an error of AWS',
    createServiceError('AccessDeniedException', 400, 'User\n  is not authorized'),
    'AccessDeniedException: User is not authorized',
  ],
  ['a nameless one', new Error('read ECONNRESET'), 'read ECONNRESET'],
  ['a thrown text', 'no', 'no'],
])('%s on one line', (_name, error, text) => {
  expect(formatError(error)).toBe(text)
})
