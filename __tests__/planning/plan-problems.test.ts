import { describe, expect, test } from '@jest/globals'
import type { Observation } from '../../src/observation/observation.ts'
import { planProblems } from '../../src/planning/plan-problems.ts'
import type { InputValues } from '../inputs/parse.ts'
import { API_GROUP, handMadeService, LISTENER, observedTargetGroup, WEB_GROUP } from '../resources/data.ts'
import { BALANCED, createObservation, createRendering, LOAD_BALANCER, serviceFile, specify } from './data.ts'

const BEHIND: InputValues = { 'listener-arn': LISTENER, 'path-patterns': '/api' }
const DISCOVERED: InputValues = { namespace: 'busyb.local', 'discovery-service': 'api' }
const NO_PORT = { rendering: createRendering({ containerPort: undefined }) }
const service = (overrides: Parameters<typeof handMadeService>[0] = {}) => ({
  service: { service: handMadeService(overrides), tags: {} },
})
const SEVERAL = service({
  loadBalancers: [{ targetGroupArn: WEB_GROUP }, { targetGroupArn: `${WEB_GROUP.replace('/web/', '/admin/')}` }],
})
const SUBNETS =
  'Service "api" does not exist yet, and a new one needs subnets. Give "subnets" (ids, or "tag:Key=Value" with "vpc").'
const VPC =
  'The VPC is not known: no load balancer and no subnet id is given that determines it. Give "vpc" (an id, or "tag:Key=Value").'
const GROUPS =
  'Service "api" is in 2 target groups (web, admin), and none of them is the given one: it would be removed from all of them. Describe all groups by "loadBalancers" in the service definition file.'
const GRACE =
  'but the service has no load balancer, and AWS accepts it only with one. Leave it out, or give the load balancer.'

const CASES: readonly {
  name: string
  values?: InputValues
  observation?: Partial<Observation>
  problems: readonly string[]
}[] = [
  { name: 'a new service in given subnets', problems: [] },
  { name: 'a new service without subnets', observation: { subnets: undefined }, problems: [SUBNETS] },
  {
    name: 'a service that is being deleted is a new one',
    observation: { subnets: undefined, ...service({ status: 'DRAINING' }) },
    problems: [SUBNETS],
  },
  {
    name: 'the subnets of the service file',
    observation: {
      subnets: undefined,
      files: serviceFile({ networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } } }),
    },
    problems: [],
  },
  { name: 'an existing service keeps its subnets', observation: { subnets: undefined, ...service() }, problems: [] },
  {
    name: 'subnets by tag, where no VPC is known',
    values: { subnets: 'tag:Tier=private' },
    observation: { vpcId: undefined },
    problems: [VPC],
  },
  {
    name: 'a new namespace, where no VPC is known',
    values: DISCOVERED,
    observation: { vpcId: undefined },
    problems: [VPC],
  },
  {
    name: 'a namespace that exists needs none',
    values: DISCOVERED,
    observation: { vpcId: undefined, namespace: { id: 'ns-1', name: 'busyb.local' } },
    problems: [],
  },
  {
    name: 'a load balancer in another VPC',
    values: { ...BEHIND, vpc: 'vpc-00000001' },
    observation: { ...BALANCED, loadBalancer: { ...LOAD_BALANCER, VpcId: 'vpc-2' } },
    problems: [
      'Input "vpc" means vpc-1, but load balancer "main" is in vpc-2: it reaches targets in its own VPC only. Change one of the two.',
    ],
  },
  {
    name: 'no port for a load balancer',
    values: BEHIND,
    observation: { ...BALANCED, ...NO_PORT },
    problems: ['Container "api" maps no port, and a load balancer needs one. Give "container-port".'],
  },
  {
    name: 'no port for SRV records that are given',
    values: { ...DISCOVERED, 'discovery-record-types': 'A,SRV' },
    observation: NO_PORT,
    problems: [
      'Container "api" maps no port, and a discovery service with SRV records needs one. Give "container-port".',
    ],
  },
  {
    name: 'no port for SRV records that are there',
    values: DISCOVERED,
    observation: {
      ...NO_PORT,
      discoveryService: {
        id: 'srv-1',
        arn: 'arn:x',
        name: 'api',
        records: [{ type: 'SRV', ttlSeconds: 60 }],
        tags: {},
      },
    },
    problems: [
      'Container "api" maps no port, and a discovery service with SRV records needs one. Give "container-port".',
    ],
  },
  { name: 'A records alone need no port', values: DISCOVERED, observation: NO_PORT, problems: [] },
  {
    name: 'several other target groups',
    values: BEHIND,
    observation: { ...BALANCED, ...SEVERAL },
    problems: [GROUPS],
  },
  {
    name: 'several other target groups beside an existing one',
    values: { 'target-group-arn': API_GROUP },
    observation: SEVERAL,
    problems: [GROUPS],
  },
  {
    name: 'several target groups, ours among them',
    values: BEHIND,
    observation: {
      ...BALANCED,
      targetGroup: observedTargetGroup(),
      ...service({ loadBalancers: [{ targetGroupArn: WEB_GROUP }, { targetGroupArn: API_GROUP }] }),
    },
    problems: [],
  },
  {
    name: 'a grace period without a load balancer',
    values: { 'health-check-grace-period-seconds': '30' },
    problems: [`Input "health-check-grace-period-seconds" is given, ${GRACE}`],
  },
  {
    name: 'a grace period of the file without a load balancer',
    observation: { files: serviceFile({ healthCheckGracePeriodSeconds: 30 }) },
    problems: [`The service definition file has healthCheckGracePeriodSeconds, ${GRACE}`],
  },
  {
    name: 'a grace period for a service that has a load balancer',
    values: { 'health-check-grace-period-seconds': '30' },
    observation: service(),
    problems: [],
  },
  {
    name: 'all at once',
    values: { 'health-check-grace-period-seconds': '30', subnets: 'tag:Tier=private' },
    observation: { subnets: undefined, vpcId: undefined },
    problems: [SUBNETS, VPC, `Input "health-check-grace-period-seconds" is given, ${GRACE}`],
  },
]

describe('what does not go together', () => {
  test.each(CASES)('$name', async ({ values, observation, problems }) => {
    expect(planProblems(await specify(values), createObservation(observation))).toEqual(problems)
  })
})
