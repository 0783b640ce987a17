import { describe, expect, test } from '@jest/globals'
import { FIELD_EFFECTS } from '../../src/resources/managed-resources.ts'
import { type Account, createAccount } from '../scenarios/account.ts'
import { type InputTexts, SEED_FILES, SEED_INPUTS } from '../scenarios/seed-inputs.ts'
import { deploy, planOf } from './run.ts'
import { makeDiscoveryService, makeTargetGroup } from './surroundings.ts'

interface Case {
  readonly resource: string
  readonly field: string
  readonly before?: (account: Account) => unknown
  readonly inputs?: InputTexts
  readonly serviceFile?: object
  readonly sentence: string
}

const SERVICE_FILE = 'ecs/service.json'
const NEW_NAME =
  'Leave the input out to keep it as it is; or deploy under another service name with its own rule (other "path-patterns" or "host-headers"), and delete the old service, rule and group only once the new ones serve.'

const group = (settings: object) => (account: Account) => void makeTargetGroup(account, settings)

const fixed = (change: string) =>
  `Target group "busyb-google-workspace": AWS cannot change ${change} in place. ${NEW_NAME}`

/** What the service definition file contains for a service that exists. */
const inFile = (field: string, value: unknown, sentence: string): Case => ({
  resource: 'service',
  field,
  before: account => deploy(account, { ...SEED_INPUTS, wait: 'false' }),
  serviceFile: { [field]: value },
  sentence,
})

const unsupported = (field: string, value: string, allowed: string) =>
  `service-definition file ${SERVICE_FILE}: ${field} is ${value}, but this action deploys services with ${allowed} only.`

const unchangeable = (field: string) =>
  `Service "busyb-google-workspace-mcp-service": this action cannot change ${field} on an existing service. Remove it from the service definition file, or deploy under another service name.`

const CASES: readonly Case[] = [
  {
    resource: 'target group',
    field: 'Protocol',
    before: group({ Protocol: 'HTTPS' }),
    sentence: fixed('Protocol from HTTPS to HTTP'),
  },
  {
    resource: 'target group',
    field: 'ProtocolVersion',
    before: group({ ProtocolVersion: 'HTTP1' }),
    inputs: { 'target-group-protocol-version': 'HTTP2' },
    sentence: fixed('ProtocolVersion from HTTP1 to HTTP2'),
  },
  {
    resource: 'target group',
    field: 'Port',
    before: group({ Port: 80 }),
    sentence: fixed('Port from 80 to 8000'),
  },
  {
    resource: 'target group',
    field: 'TargetType',
    before: group({ TargetType: 'instance' }),
    sentence: fixed('TargetType from instance to ip'),
  },
  {
    resource: 'discovery service',
    field: 'DnsConfig.DnsRecords.Type',
    before: account => void makeDiscoveryService(account),
    inputs: { 'discovery-record-types': 'A' },
    sentence:
      'Discovery service "google-workspace" in "busyb.local": AWS cannot change its record types from A, SRV to A. Give it a new name (input "discovery-service"), or leave "discovery-record-types" out.',
  },
  inFile('launchType', 'EC2', unsupported('launchType', '"EC2"', 'FARGATE')),
  inFile('schedulingStrategy', 'DAEMON', unsupported('schedulingStrategy', '"DAEMON"', 'REPLICA')),
  inFile(
    'deploymentController',
    { type: 'CODE_DEPLOY' },
    unsupported('deploymentController', '{"type":"CODE_DEPLOY"}', 'ECS'),
  ),
  inFile(
    'role',
    'ecsServiceRole',
    `service-definition file ${SERVICE_FILE}: role is not allowed: a service on Fargate uses the service-linked role. Remove it.`,
  ),
  inFile(
    'clientToken',
    'once',
    `service-definition file ${SERVICE_FILE}: clientToken is not allowed: it would make AWS treat every run as the same request. Remove it.`,
  ),
  inFile(
    'monitoring',
    { metricConfigurations: [{ metricNames: ['CPUUtilization'], resolutionSeconds: 20 }] },
    unchangeable('monitoring'),
  ),
  inFile('gatewayConnectors', [{ portName: 'http' }], unchangeable('gatewayConnectors')),
]

/** Fields that no input and no file of this action sets, so that they are left as they are; or tested elsewhere. */
const NOT_DESCRIBED: readonly string[] = [
  // Part of the group's ownership: __tests__/plans/not-ours.test.ts, "a target group in another VPC".
  'target group: VpcId',
  'target group: IpAddressType',
  'target group: TargetControlPort',
  // Cloud Map does not return it: a namespace is found by its name.
  'namespace: Vpc',
  'discovery service: DnsConfig.RoutingPolicy',
  'discovery service: HealthCheckCustomConfig',
]

describe('a field that cannot be changed in place is reported before any write, with the remedy', () => {
  test.each(CASES)('$resource: $field', async ({ before, inputs, serviceFile, sentence }) => {
    await using account = await createAccount()
    await before?.(account)
    const given = { ...SEED_INPUTS, ...inputs, ...(serviceFile && { 'service-definition': SERVICE_FILE }) }
    const files = { ...SEED_FILES, [SERVICE_FILE]: JSON.stringify(serviceFile ?? {}) }
    const state = account.simulator.state()
    for (const run of [planOf, deploy]) {
      const end = await run(account, given, { files })
      expect([end.outcome, end.sentences, end.writes]).toEqual(['invalid', [sentence], []])
    }
    expect(account.simulator.state()).toEqual(state)
  })

  test('every immutable field of the table has its case', () => {
    const immutable = Object.entries(FIELD_EFFECTS).flatMap(([resource, fields]) =>
      Object.entries(fields).flatMap(([field, effect]) => (effect === 'immutable' ? [`${resource}: ${field}`] : [])),
    )
    const covered = [...CASES.map(({ resource, field }) => `${resource}: ${field}`), ...NOT_DESCRIBED]
    expect(covered.toSorted()).toEqual(immutable.toSorted())
  })
})
