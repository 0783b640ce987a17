import type { JournalEntry } from '../../simulator/options.ts'

/** Needs no permission: "No permissions are required to perform this operation" (STS API reference, GetCallerIdentity). */
const FREE: ReadonlySet<string> = new Set(['sts:GetCallerIdentity'])

/** The action that a call is authorised by; undefined where it needs none. Each is called as its operation is. */
export function actionOf({ service, operation }: Pick<JournalEntry, 'service' | 'operation'>): string | undefined {
  const action = `${service}:${operation}`
  return FREE.has(action) ? undefined : action
}

type Input = Readonly<Record<string, unknown>>
type Place = (service: string, resource: string) => string

/** `arn:aws:<service>:us-east-1:123456789012:<resource>` */
const arn: Place = (service, resource) => `arn:aws:${service}:us-east-1:123456789012:${resource}`
const text = (value: unknown) => String(value ?? '')
const list = (value: unknown) => (value ?? []) as readonly unknown[]

const service = (input: Input, name: unknown) => arn('ecs', `service/${lastPart(input.cluster)}/${lastPart(name)}`)
const repository = (input: Input) => [arn('ecr', `repository/${text(input.repositoryName)}`)]
const logGroup = (input: Input) => [arn('logs', `log-group:${text(input.logGroupName)}:*`)]
const targetGroup = (input: Input) => [text(input.TargetGroupArn)]
const discoveryService = (id: unknown) => [arn('servicediscovery', `service/${text(id)}`)]

/** Required on both the deployment and its service; of stopping it, and of a revision, that is assumed. */
const withService = (part: unknown) => [
  text(part),
  text(part).replace(/:service-(?:deployment|revision)\/([^/]+\/[^/]+)\/.*/, ':service/$1'),
]

/**
 * The resources that AWS authorises a call against, by operation (Service Authorization Reference, "Resource types").
 * What is not here has no resource type there: it is authorised against `*`.
 */
const RESOURCES: Readonly<Record<string, (input: Input) => readonly string[]>> = {
  'ecs:CreateService': input => [service(input, input.serviceName)],
  'ecs:UpdateService': input => [service(input, input.service)],
  'ecs:DescribeServices': input => list(input.services).map(name => service(input, name)),
  'ecs:ListServiceDeployments': input => [service(input, input.service)],
  'ecs:DescribeServiceDeployments': input => list(input.serviceDeploymentArns).flatMap(withService),
  'ecs:DescribeServiceRevisions': input => list(input.serviceRevisionArns).flatMap(withService),
  'ecs:StopServiceDeployment': input => withService(input.serviceDeploymentArn),
  'ecs:DescribeTasks': input => list(input.tasks).map(task => text(task)),
  'ecs:RegisterTaskDefinition': input => [arn('ecs', `task-definition/${text(input.family)}:1`)],
  'ecs:TagResource': input => [text(input.resourceArn)],
  'ecr:BatchGetImage': repository,
  'ecr:DescribeImages': repository,
  'ecr:GetDownloadUrlForLayer': repository,
  'elasticloadbalancing:CreateTargetGroup': input => [
    arn('elasticloadbalancing', `targetgroup/${text(input.Name)}/0123456789abcdef`),
  ],
  'elasticloadbalancing:ModifyTargetGroup': targetGroup,
  'elasticloadbalancing:ModifyTargetGroupAttributes': targetGroup,
  'elasticloadbalancing:CreateRule': input => [text(input.ListenerArn)],
  'elasticloadbalancing:DeleteRule': input => [text(input.RuleArn)],
  'elasticloadbalancing:ModifyRule': input => [text(input.RuleArn)],
  'elasticloadbalancing:SetRulePriorities': input =>
    list(input.RulePriorities).map(pair => text((pair as Input).RuleArn)),
  'elasticloadbalancing:AddTags': input => list(input.ResourceArns).map(text),
  'iam:GetRole': input => [`arn:aws:iam::123456789012:role/${text(input.RoleName)}`],
  'logs:CreateLogGroup': logGroup,
  // Of log groups, the calls for tags take the ARN without `:*` (CloudWatch Logs API reference, LogGroup, `logGroupArn`).
  'logs:ListTagsForResource': input => [text(input.resourceArn)],
  'logs:PutRetentionPolicy': logGroup,
  'logs:TagResource': input => [text(input.resourceArn)],
  'logs:GetLogEvents': input => [
    arn('logs', `log-group:${text(input.logGroupName)}:log-stream:${text(input.logStreamName)}`),
  ],
  'secretsmanager:DescribeSecret': input => [
    text(input.SecretId).startsWith('arn:')
      ? text(input.SecretId)
      : arn('secretsmanager', `secret:${text(input.SecretId)}-AbCdEf`),
  ],
  'servicediscovery:CreateService': input => [
    arn('servicediscovery', `namespace/${text(input.NamespaceId)}`),
    ...discoveryService('srv-new'),
  ],
  'servicediscovery:UpdateService': input => discoveryService(input.Id),
  'servicediscovery:ListInstances': input => discoveryService(input.ServiceId),
  'servicediscovery:GetOperation': () => [arn('servicediscovery', 'namespace/ns-of-the-operation')],
}

export function resourcesOf(call: JournalEntry): readonly string[] {
  const find = RESOURCES[`${call.service}:${call.operation}`]
  return find ? find(call.input) : ['*']
}

function lastPart(nameOrArn: unknown): string {
  return text(nameOrArn).split('/').at(-1) ?? ''
}
