import { consoleLinks } from '../aws/console-links.ts'
import { RESOURCE_LIST } from '../resources/managed-resources.ts'
import { capitalised } from '../text/sentences.ts'
import { code, link } from './markdown.ts'
import type { RunReport } from './run-report.ts'

interface Row {
  readonly what: string
  readonly text: string | undefined
  readonly url?: string | undefined
}

/** Pure. What exists, each with its page in the console where it has one: rows of HTML cells. */
export function resourceLinks(report: RunReport): readonly (readonly [what: string, where: string])[] {
  return [...managedRows(report), ...otherRows(report)].flatMap(({ what, text, url }) => {
    if (text === undefined) return []
    const where = url === undefined ? '' : ` (${link(url === text ? 'open' : 'console', url)})`
    return [[what, `${code(text)}${where}`] as const]
  })
}

/** Last applied first: the service before what it depends on. */
function managedRows(report: RunReport): readonly Row[] {
  const links = linksOf(report)
  return RESOURCE_LIST.toReversed().flatMap(([, resource]) => {
    const shown = resource.shown(report.outputs, links)
    return shown ? [{ what: capitalised(resource.title), ...shown }] : []
  })
}

function otherRows(report: RunReport): readonly Row[] {
  const { outputs } = report
  const { loadBalancerArn } = outputs
  return [
    { what: 'Previous task definition', text: outputs.previousTaskDefinitionArn },
    { what: 'Serving at the end', text: servingIfOther(report) },
    { what: 'Image', text: outputs.image },
    { what: 'Image digest', text: outputs.imageDigest },
    { what: 'Deployment', text: outputs.deploymentId },
    { what: 'Service deployment', text: outputs.serviceDeploymentArn },
    {
      what: 'Load balancer',
      text: outputs.loadBalancerDnsName,
      url: loadBalancerArn && linksOf(report)?.loadBalancer(loadBalancerArn),
    },
    { what: 'Discovery host name', text: outputs.discoveryHostName },
    { what: 'URL', text: outputs.url, url: outputs.url },
  ]
}

function linksOf({ region }: RunReport) {
  return region === undefined ? undefined : consoleLinks(region)
}

/** Shown only where it is not what was deployed: after a rollback, or where another deployment took its place. */
function servingIfOther({ outputs }: RunReport): string | undefined {
  const { servingTaskDefinitionArn: serving, taskDefinitionArn: deployed } = outputs
  return serving === deployed ? undefined : serving
}
