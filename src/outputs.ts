import type { Outcome } from './outcome.ts'

/** The outputs of the action as typed data; each is set as soon as it is known. */
export interface Outputs {
  readonly outcome: Outcome
  readonly changed: boolean
  /** JSON */
  readonly plan: string
  readonly clusterArn: string
  readonly serviceArn: string
  readonly serviceName: string
  readonly taskDefinitionArn: string
  /** `family:revision` */
  readonly taskDefinitionName: string
  readonly taskDefinitionRevision: number
  readonly previousTaskDefinitionArn: string
  /** What serves at the end, also after a rollback. */
  readonly servingTaskDefinitionArn: string
  readonly image: string
  readonly imageTag: string
  readonly imageDigest: string
  readonly targetGroupArn: string
  readonly targetGroupName: string
  readonly loadBalancerArn: string
  readonly loadBalancerDnsName: string
  readonly listenerArn: string
  readonly listenerRuleArn: string
  readonly listenerRulePriority: number
  readonly namespaceId: string
  readonly discoveryServiceArn: string
  readonly discoveryHostName: string
  readonly deploymentId: string
  readonly serviceDeploymentArn: string
  readonly url: string
  readonly logGroup: string
}

/** What is known so far. */
export type KnownOutputs = { readonly [Key in keyof Outputs]?: Outputs[Key] | undefined }

/** Names as action.yml has them, in its order. */
export const OUTPUT_NAMES = {
  outcome: 'outcome',
  changed: 'changed',
  plan: 'plan',
  clusterArn: 'cluster-arn',
  serviceArn: 'service-arn',
  serviceName: 'service-name',
  taskDefinitionArn: 'task-definition-arn',
  taskDefinitionName: 'task-definition-name',
  taskDefinitionRevision: 'task-definition-revision',
  previousTaskDefinitionArn: 'previous-task-definition-arn',
  servingTaskDefinitionArn: 'serving-task-definition-arn',
  image: 'image',
  imageTag: 'image-tag',
  imageDigest: 'image-digest',
  targetGroupArn: 'target-group-arn',
  targetGroupName: 'target-group-name',
  loadBalancerArn: 'load-balancer-arn',
  loadBalancerDnsName: 'load-balancer-dns-name',
  listenerArn: 'listener-arn',
  listenerRuleArn: 'listener-rule-arn',
  listenerRulePriority: 'listener-rule-priority',
  namespaceId: 'namespace-id',
  discoveryServiceArn: 'discovery-service-arn',
  discoveryHostName: 'discovery-host-name',
  deploymentId: 'deployment-id',
  serviceDeploymentArn: 'service-deployment-arn',
  url: 'url',
  logGroup: 'log-group',
} as const satisfies Record<keyof Outputs, string>

/** Names of the two outputs that repeat the others as JSON. */
export const INVENTORY_NAMES = ['inventory', 'inventory-without-account'] as const

/**
 * Name and text of every output that is known, and the inventories of these: one JSON object by output name, each
 * value the same text as the output. Later calls with more known outputs take the place of earlier ones.
 */
export function formatOutputs(outputs: KnownOutputs): readonly (readonly [name: string, value: string])[] {
  const known = (Object.keys(OUTPUT_NAMES) as (keyof Outputs)[]).flatMap(key => {
    const value = outputs[key]
    return value === undefined ? [] : [[OUTPUT_NAMES[key], String(value)] as const]
  })
  const inventory = JSON.stringify(Object.fromEntries(known))
  return [...known, [INVENTORY_NAMES[0], inventory], [INVENTORY_NAMES[1], takeOutAccounts(inventory)]]
}

/**
 * The text without the account ids that its ARNs and ECR hosts name: an ARN keeps an empty account field, an ECR
 * host (`123456789012.dkr.ecr...`) loses its first label, and where else such an id stands, it is left out as well.
 * GitHub drops a job output that contains a masked value anywhere, and people do mask their account id.
 */
export function takeOutAccounts(text: string): string {
  const ids = [...text.matchAll(/arn:[a-z0-9-]+:[a-z0-9-]+:[a-z0-9-]*:(\d{12}):|(?<!\d)(\d{12})\.dkr[.-]ecr/g)]
  const accounts = new Set(ids.map(match => match[1] ?? match[2] ?? ''))
  return [...accounts].reduce((rest, id) => rest.replaceAll(`${id}.dkr`, 'dkr').replaceAll(id, ''), text)
}
