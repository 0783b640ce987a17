/** A call that may change something, as it is sent. */
export interface SentWrite {
  /** The API's name in the SDK's models: `ecs`, `servicediscovery`. Two APIs have a `CreateService`. */
  readonly api: string
  readonly operation: string
  /** Name, id or ARN of what it is about; empty where the input names nothing. */
  readonly resource: string
  readonly input: object
}

/** What is known of a write. */
export type WriteState =
  /** On its way: AWS may have carried it out. */
  | { readonly kind: 'sending' }
  | { readonly kind: 'answered'; readonly output: object }
  /** AWS returned an error, or was never reached: nothing was done. */
  | { readonly kind: 'refused' }
  /** The response never arrived: AWS may have carried it out. */
  | { readonly kind: 'lost' }
  /** The response was lost, and what the write made was looked for since. */
  | { readonly kind: 'resolved' }

/** Called with each new state of a write. It is not sent before the promise for `sending` has resolved. */
export type OnWrite = (write: SentWrite, state: WriteState) => void | Promise<void>

/** `UpdateService api` */
export function writeName({ operation, resource }: Pick<SentWrite, 'operation' | 'resource'>): string {
  return resource === '' ? operation : `${operation} ${resource}`
}

const READ = /^(Describe|List|Get|BatchGet|Discover)/

export function isRead(operation: string): boolean {
  return READ.test(operation)
}

/** API and operation from the command's schema, which survives minifying; else the operation from its class. */
export function operationOf(command: object): Pick<SentWrite, 'api' | 'operation'> {
  const { schema } = command as { schema?: readonly unknown[] }
  const [, namespace, name] = schema ?? []
  return {
    api: typeof namespace === 'string' ? namespace.slice(namespace.lastIndexOf('.') + 1) : '',
    operation: typeof name === 'string' ? name : command.constructor.name.replace(/Command$/, ''),
  }
}

/** Members of AWS's inputs that say which resource is meant, the most telling first. */
const RESOURCE_MEMBERS = [
  'serviceDeploymentArn',
  'serviceName',
  'service',
  'family',
  'taskDefinition',
  'cluster',
  'TargetGroupArn',
  'RuleArn',
  'ListenerArn',
  'LoadBalancerArn',
  'ServiceId',
  'NamespaceId',
  'OperationId',
  'logGroupName',
  'repositoryName',
  'RoleName',
  'Name',
] as const

/** The resource's name, and nothing else of the input: the rest can hold values of environment variables. */
export function resourceOf(input: object): string {
  for (const member of RESOURCE_MEMBERS) {
    const value = (input as Record<string, unknown>)[member]
    if (typeof value === 'string') return value
  }
  return ''
}
