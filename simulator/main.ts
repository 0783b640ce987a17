import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { seedGoogleWorkspace, WORKSPACE_MCP } from './seeds/google-workspace.ts'
import { registryHost } from './services/ecr/ecr.ts'
import { createSimulator } from './simulator.ts'

/**
 * `node simulator/main.ts [--port N] [--scale N]`: starts the simulator with the example's account, prints the
 * variables to export so that the AWS CLI, an SDK or the action talks to it, and runs until it is interrupted.
 */
const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, scale: { type: 'string', default: '1' } },
})

const simulator = await createSimulator({
  port: numberOf('port', values.port),
  clock: { kind: 'realtime', scale: numberOf('scale', values.scale) },
})
const account = seedGoogleWorkspace(simulator)
for (const tag of ['v1', 'v2']) {
  simulator.pushImage({ repository: account.repositoryName, tag, behaviour: { application: WORKSPACE_MCP } })
}

const directory = mkdtempSync(join(tmpdir(), 'simulator-'))
const certificatePath = join(directory, 'ca.pem')
writeFileSync(certificatePath, simulator.caCertificate)

const variables = {
  AWS_ENDPOINT_URL: simulator.url,
  AWS_REGION: simulator.world.region,
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
  HTTPS_PROXY: simulator.proxyUrl,
  NODE_EXTRA_CA_CERTS: certificatePath,
}
const image = `${registryHost(simulator.world)}/${account.repositoryName}`
process.stdout.write(
  [
    ...Object.entries(variables).map(([name, value]) => `export ${name}=${value}`),
    `# cluster ${account.clusterName}, images ${image}:v1 and :v2`,
    `# load balancer https://${account.loadBalancerDnsName} (through HTTPS_PROXY)`,
    '',
  ].join('\n'),
)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    rmSync(directory, { recursive: true, force: true })
    void simulator.close()
  })
}

function numberOf(name: string, text: string): number {
  const number = Number(text)
  if (text.trim() !== '' && Number.isFinite(number) && number >= 0) return number
  process.stderr.write(`--${name} takes a number, not "${text}".\n`)
  return process.exit(2)
}
