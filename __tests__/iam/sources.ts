import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const SOURCE = join(import.meta.dirname, '..', '..', 'src')

/** IAM's name of a service, by the client package that calls it. */
const SERVICES: Readonly<Record<string, string>> = {
  'application-auto-scaling': 'application-autoscaling',
  'cloudwatch-logs': 'logs',
  ec2: 'ec2',
  ecr: 'ecr',
  ecs: 'ecs',
  'elastic-load-balancing-v2': 'elasticloadbalancing',
  iam: 'iam',
  'secrets-manager': 'secretsmanager',
  servicediscovery: 'servicediscovery',
  ssm: 'ssm',
  sts: 'sts',
}

/** Every call that the sources can make, or those in one folder of them, as `service:Operation`. */
export function callsInSources(folder = ''): readonly string[] {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter(
    file => file.endsWith('.ts') && file.startsWith(folder),
  )
  return [...new Set(files.flatMap(callsIn))].toSorted()
}

function callsIn(file: string): readonly string[] {
  const text = readFileSync(join(SOURCE, file), 'utf8')
  return [...text.matchAll(/new (\w+)Command\(/g)].map(([, operation = '']) => {
    const client = clientOf(text, `${operation}Command`)
    if (client === undefined) throw new Error(`src/${file}: where ${operation}Command comes from is not seen.`)
    const service = SERVICES[client]
    if (service === undefined) throw new Error(`src/${file}: the IAM name of client "${client}" is not in the table.`)
    return `${service}:${operation}`
  })
}

/** The package that the command is imported from; where that is not seen, the only one that the file names. */
function clientOf(text: string, command: string): string | undefined {
  const imports = [
    ...text.matchAll(/import\s*\{([^}]*)\}\s*from\s*'@aws-sdk\/client-([\w-]+)'/g),
    ...text.matchAll(/const\s*\{([^}]*)\}\s*=\s*await\s+import\('@aws-sdk\/client-([\w-]+)'\)/g),
  ]
  for (const [, names = '', client] of imports) if (new RegExp(`\\b${command}\\b`).test(names)) return client
  const named = new Set([...text.matchAll(/'@aws-sdk\/client-([\w-]+)'/g)].map(([, client]) => client))
  return named.size === 1 ? [...named][0] : undefined
}
