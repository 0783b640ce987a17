import { type ConsoleLinks, consoleLinks } from '../aws/console-links.ts'
import { code, link } from './markdown.ts'
import type { RunReport } from './run-report.ts'

/** Pure. ARNs, each with its page in the console where it has one: rows of HTML cells. */
export function resourceLinks(report: RunReport): readonly (readonly [what: string, where: string])[] {
  const { outputs } = report
  const links = consoleLinks(report.region)
  const rows: (readonly [string, string | undefined, string | undefined])[] = [
    ['Service', outputs.serviceArn, serviceLink(report, links)],
    [
      'Task definition',
      outputs.taskDefinitionArn,
      outputs.taskDefinitionArn && links.taskDefinition(outputs.taskDefinitionArn),
    ],
    ['Previous task definition', outputs.previousTaskDefinitionArn, undefined],
    ['Serving at the end', servingIfOther(report), undefined],
    ['Image', outputs.image, undefined],
    ['Image digest', outputs.imageDigest, undefined],
    ['Deployment', outputs.deploymentId, undefined],
    ['Service deployment', outputs.serviceDeploymentArn, undefined],
    ['Target group', outputs.targetGroupArn, outputs.targetGroupArn && links.targetGroup(outputs.targetGroupArn)],
    ['Listener rule', outputs.listenerRuleArn, undefined],
    [
      'Load balancer',
      outputs.loadBalancerDnsName,
      outputs.loadBalancerArn && links.loadBalancer(outputs.loadBalancerArn),
    ],
    ['Discovery service', outputs.discoveryServiceArn, outputs.namespaceId && links.namespace(outputs.namespaceId)],
    ['Discovery host name', outputs.discoveryHostName, undefined],
    ['Log group', outputs.logGroup, outputs.logGroup && links.logGroup(outputs.logGroup)],
    ['URL', outputs.url, outputs.url],
  ]
  return rows.flatMap(([what, text, url]) => {
    if (text === undefined) return []
    return [
      [
        what,
        url === undefined ? code(text) : `${code(text)} (${link(url === text ? 'open' : 'console', url)})`,
      ] as const,
    ]
  })
}

function serviceLink({ cluster, service }: RunReport, links: ConsoleLinks): string | undefined {
  if (cluster === undefined || service === undefined) return undefined
  return links.service(cluster.split('/').at(-1) ?? cluster, service)
}

/** Said only where it is not what was deployed: after a rollback, or where another deployment took its place. */
function servingIfOther({ outputs }: RunReport): string | undefined {
  const { servingTaskDefinitionArn: serving, taskDefinitionArn: deployed } = outputs
  return serving === deployed ? undefined : serving
}
