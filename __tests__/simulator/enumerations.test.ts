import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { operationsOf } from '../../simulator/services/services.ts'
import { createSimulator, type Simulator } from '../../simulator/simulator.ts'
import { createEnumerations } from '../../simulator/wire/enumerations.ts'
import { loadModel, SERVICES } from '../../simulator/wire/services.ts'
import type { Shape } from '../../simulator/wire/shapes.ts'

let simulator: Simulator

beforeAll(async () => {
  simulator = await createSimulator()
})

afterAll(() => simulator.close())

describe('enumerations are those that the SDK’s type declarations name', () => {
  test.each(SERVICES.map(service => service.id))('%s', async id => {
    const service = SERVICES.find(candidate => candidate.id === id)
    if (!service) throw new Error(`There is no service ${id}.`)
    const client: Readonly<Record<string, unknown>> = { ...(await service.load()) }
    const enumerations = createEnumerations(client)
    const declared = declarations(client)
    const model = await loadModel(service)
    const structures = new Map<string, Shape>()
    for (const operation of Object.keys(operationsOf(simulator.services)[service.id])) {
      const shape = model.operation(operation)?.input
      if (!shape) throw new Error(`${id} has no operation ${operation}.`)
      collectStructures(shape, structures)
    }

    const differences = [...structures].flatMap(([name, shape]) =>
      shape.kind !== 'structure'
        ? []
        : [...shape.members.keys()].flatMap(member => {
            const type = declared.get(`${name}.${member}`)
            const expected = isEnumeration(client[type ?? '']) ? Object.values(client[type ?? ''] as object) : undefined
            const actual = enumerations(name, member)
            return JSON.stringify(actual) === JSON.stringify(expected) ? [] : [`${name}.${member}: ${type}`]
          }),
    )
    expect(structures.size).toBeGreaterThan(0)
    expect(differences).toEqual([])
  })
})

function isEnumeration(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(item => typeof item === 'string')
  )
}

function collectStructures(shape: Shape, into: Map<string, Shape>): void {
  if (shape.kind === 'list') collectStructures(shape.item, into)
  if (shape.kind === 'map') collectStructures(shape.value, into)
  if (shape.kind !== 'structure' || into.has(shape.name)) return
  into.set(shape.name, shape)
  for (const member of shape.members.values()) collectStructures(member.shape, into)
}

/** From `Structure.member` to the type that the client's `.d.ts` files declare for it, without `[]` and `undefined`. */
function declarations(client: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const [name] = Object.keys(client).filter(key => key.endsWith('Client') && key !== '__Client')
  const packageName = CLIENT_PACKAGES[name ?? '']
  const folder = new URL(`../../node_modules/@aws-sdk/${packageName}/dist-types/models/`, import.meta.url)
  const types = new Map<string, string>()
  for (const file of readdirSync(folder).filter(entry => entry.endsWith('.d.ts'))) {
    const text = readFileSync(new URL(file, folder), 'utf8').replaceAll(/\/\*\*[\s\S]*?\*\//g, '')
    for (const [, structure, body = ''] of text.matchAll(/export interface (\w+)[^{]*\{([^}]*)\}/g)) {
      for (const [, member, type = ''] of body.matchAll(/(\w+)\??: ([^;]+);/g)) {
        types.set(`${structure}.${member}`, type.replace(' | undefined', '').replace('[]', '').trim())
      }
    }
  }
  return types
}

const CLIENT_PACKAGES: Readonly<Record<string, string>> = {
  ECSClient: 'client-ecs',
  ElasticLoadBalancingV2Client: 'client-elastic-load-balancing-v2',
  ServiceDiscoveryClient: 'client-servicediscovery',
  CloudWatchLogsClient: 'client-cloudwatch-logs',
  STSClient: 'client-sts',
  EC2Client: 'client-ec2',
  ECRClient: 'client-ecr',
  SecretsManagerClient: 'client-secrets-manager',
  SSMClient: 'client-ssm',
  IAMClient: 'client-iam',
  ApplicationAutoScalingClient: 'client-application-auto-scaling',
}
