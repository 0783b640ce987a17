import { parseRevision } from './arn.ts'
import { partitionOfRegion } from './partition.ts'

/** The consoles whose addresses AWS documents. */
const CONSOLE_HOSTS: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
}

/** Pages of the AWS console, in the partition of the region. */
export interface ConsoleLinks {
  service(cluster: string, service: string): string
  taskDefinition(arn: string): string
  targetGroup(arn: string): string
  loadBalancer(arn: string): string
  namespace(id: string): string
  logGroup(name: string): string
}

/** undefined for a region in whose partition the console's address is not documented: then there is no link. */
export function consoleLinks(region: string): ConsoleLinks | undefined {
  const host = CONSOLE_HOSTS[partitionOfRegion(region)?.id ?? '']
  if (host === undefined) return undefined
  const base = `https://${region}.${host}`
  const ec2 = (page: string) => `${base}/ec2/home?region=${region}#${page}`
  return {
    service: (cluster, service) =>
      `${base}/ecs/v2/clusters/${encodeURIComponent(cluster)}/services/${encodeURIComponent(service)}/health?region=${region}`,
    taskDefinition(arn) {
      const { family, revision } = parseRevision(arn)
      return `${base}/ecs/v2/task-definitions/${encodeURIComponent(family)}/${revision}/containers?region=${region}`
    },
    targetGroup: arn => ec2(`TargetGroup:targetGroupArn=${arn}`),
    loadBalancer: arn => ec2(`LoadBalancer:loadBalancerArn=${arn}`),
    namespace: id => `${base}/cloudmap/home/namespaces/${encodeURIComponent(id)}?region=${region}`,
    // The console wants the name escaped twice, with `$` for `%` (seen in the console's own links).
    logGroup: name =>
      `${base}/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${encodeURIComponent(encodeURIComponent(name)).replaceAll('%', '$')}`,
  }
}
