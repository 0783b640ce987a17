import type { OperationSchema } from '@smithy/types'
import type { ServiceId } from '../world.ts'
import { createEnumerations } from './enumerations.ts'
import { createShapeCompiler, type Shape } from './shapes.ts'

export type Protocol = 'json' | 'query' | 'ec2'

/** How a service is addressed, and how it refuses a request. */
export interface ServiceWire {
  readonly id: ServiceId
  readonly protocol: Protocol
  /** JSON: the part of `x-amz-target` before the operation. Query: the API version in the form. */
  readonly address: string
  /** The XML namespace of answers. */
  readonly namespace?: string
  /** The error code of a request that does not fit the service's model. */
  readonly invalidCode: string
  readonly throttle: { readonly code: string; readonly status: number; readonly message: string }
  readonly load: () => Promise<object>
}

const RATE_EXCEEDED = 'Rate exceeded'

/** Addresses and throttling codes: wire captures of the SDK. The invalid-request codes: each service's API reference ("Common Errors"). */
export const SERVICES: readonly ServiceWire[] = [
  {
    id: 'ecs',
    protocol: 'json',
    address: 'AmazonEC2ContainerServiceV20141113',
    invalidCode: 'InvalidParameterException',
    throttle: { code: 'ThrottlingException', status: 400, message: RATE_EXCEEDED },
    load: () => import('@aws-sdk/client-ecs'),
  },
  {
    id: 'elasticloadbalancing',
    protocol: 'query',
    address: '2015-12-01',
    namespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
    invalidCode: 'ValidationError',
    throttle: { code: 'Throttling', status: 400, message: RATE_EXCEEDED },
    load: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
  },
  {
    id: 'servicediscovery',
    protocol: 'json',
    address: 'Route53AutoNaming_v20170314',
    invalidCode: 'InvalidInput',
    throttle: { code: 'RequestLimitExceeded', status: 400, message: RATE_EXCEEDED },
    load: () => import('@aws-sdk/client-servicediscovery'),
  },
  {
    id: 'logs',
    protocol: 'json',
    address: 'Logs_20140328',
    invalidCode: 'InvalidParameterException',
    throttle: { code: 'ThrottlingException', status: 400, message: RATE_EXCEEDED },
    load: () => import('@aws-sdk/client-cloudwatch-logs'),
  },
  {
    id: 'sts',
    protocol: 'query',
    address: '2011-06-15',
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    invalidCode: 'ValidationError',
    throttle: { code: 'Throttling', status: 400, message: RATE_EXCEEDED },
    load: () => import('@aws-sdk/client-sts'),
  },
  {
    id: 'ec2',
    protocol: 'ec2',
    address: '2016-11-15',
    namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
    invalidCode: 'InvalidParameterValue',
    throttle: { code: 'RequestLimitExceeded', status: 503, message: 'Request limit exceeded.' },
    load: () => import('@aws-sdk/client-ec2'),
  },
  {
    id: 'ecr',
    protocol: 'json',
    address: 'AmazonEC2ContainerRegistry_V20150921',
    invalidCode: 'InvalidParameterException',
    throttle: { code: 'ThrottlingException', status: 400, message: RATE_EXCEEDED },
    load: () => import('@aws-sdk/client-ecr'),
  },
  {
    id: 'secretsmanager',
    protocol: 'json',
    address: 'secretsmanager',
    invalidCode: 'ValidationException',
    throttle: { code: 'ThrottlingException', status: 400, message: RATE_EXCEEDED },
    load: () => import('@aws-sdk/client-secrets-manager'),
  },
  {
    id: 'ssm',
    protocol: 'json',
    address: 'AmazonSSM',
    invalidCode: 'ValidationException',
    throttle: { code: 'ThrottlingException', status: 400, message: RATE_EXCEEDED },
    load: () => import('@aws-sdk/client-ssm'),
  },
  {
    id: 'iam',
    protocol: 'query',
    address: '2010-05-08',
    namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    invalidCode: 'ValidationError',
    throttle: { code: 'Throttling', status: 400, message: RATE_EXCEEDED },
    load: () => import('@aws-sdk/client-iam'),
  },
  {
    id: 'application-autoscaling',
    protocol: 'json',
    address: 'AnyScaleFrontendService',
    invalidCode: 'ValidationException',
    throttle: { code: 'ThrottlingException', status: 400, message: RATE_EXCEEDED },
    load: () => import('@aws-sdk/client-application-auto-scaling'),
  },
]

/** The model of one service: the shapes of an operation's input and output, undefined if AWS has no such operation. */
export interface ServiceModel {
  operation(name: string): { readonly input: Shape; readonly output: Shape } | undefined
}

const models = new Map<ServiceId, Promise<ServiceModel>>()

/**
 * Loads a service's model from its client package on the first request for it (the schemas of EC2 alone take a quarter
 * of a second). Models never change, so all simulators of a process share them.
 */
export function loadModel(service: ServiceWire): Promise<ServiceModel> {
  const loading = models.get(service.id) ?? service.load().then(client => createModel({ ...client }))
  models.set(service.id, loading)
  return loading
}

function createModel(client: Readonly<Record<string, unknown>>): ServiceModel {
  const compiler = createShapeCompiler(createEnumerations(client))
  const operations = new Map<string, { input: Shape; output: Shape }>()
  return {
    operation(name) {
      const known = operations.get(name)
      if (known) return known
      const schema = client[`${name}$`]
      if (!isOperationSchema(schema)) return undefined
      const compiled = { input: compiler.compile(schema[4]), output: compiler.compile(schema[5]) }
      operations.set(name, compiled)
      return compiled
    },
  }
}

type StaticOperation = readonly [9, string, string, unknown, OperationSchema['input'], OperationSchema['output']]

/** The SDK's form of an operation: `[9, namespace, name, traits, input, output]`. */
function isOperationSchema(value: unknown): value is StaticOperation {
  return Array.isArray(value) && value[0] === 9
}
