import { makeRule, meanwhile, OWN_GROUP, OWN_TAGS } from '../races/rules.ts'
import { type Account, CRASHING, SECOND_COMMIT, SERVICE } from '../scenarios/account.ts'
import { scaleAutomatically } from '../scenarios/neighbours.ts'
import { type InputTexts, SEED_INPUTS, SEED_INPUTS_WITHOUT_FILE, without } from '../scenarios/seed-inputs.ts'

/** One description of the service. It is planned, then deployed: every mode sees every state. */
export interface Exercise {
  readonly name: string
  readonly inputs: (account: Account) => InputTexts
  readonly sha?: string
  /** Something happens to the account first. */
  readonly before?: (account: Account) => void
  /** The workflow run is cancelled when it calls this operation. */
  readonly cancelAt?: string
  /** On an account that nothing was deployed to. Default: on that of the one before. */
  readonly fresh?: true
  /** How planning ends. Default `planned`. */
  readonly planned?: string
  readonly outcome: string
}

const BROKEN_COMMIT = 'c'.repeat(40)
const THIRD_COMMIT = 'd'.repeat(40)

const CHANGES: InputTexts = {
  tags: 'Environment=staging',
  'log-retention-days': '30',
  'health-check-interval-seconds': '20',
  'deregistration-delay-seconds': '30',
  'discovery-ttl-seconds': '15',
  'path-patterns': '/google-workspace/*',
  'rule-priority': '40',
}

/** In this order: together they make a mode use every call that it has. */
export const EXERCISES: readonly Exercise[] = [
  { name: 'first deployment, everything looked up', inputs: () => SEED_INPUTS, fresh: true, outcome: 'succeeded' },
  { name: 'the same once more', inputs: () => SEED_INPUTS, outcome: 'unchanged' },
  {
    name: 'a second commit, from inputs alone, roles by name',
    inputs: () => SEED_INPUTS_WITHOUT_FILE,
    // The service then still names the deployment before: the right one has to be found in the list.
    before: ({ simulator }) => setReadLag(simulator, 5_000),
    sha: SECOND_COMMIT,
    outcome: 'succeeded',
  },
  {
    name: 'the same while somebody deploys it again, so that this deployment is adopted',
    before: account => deployAgain(account),
    inputs: () => SEED_INPUTS_WITHOUT_FILE,
    sha: SECOND_COMMIT,
    outcome: 'succeeded',
  },
  {
    name: 'everything by id or ARN',
    before: ({ simulator }) => setReadLag(simulator, 0),
    inputs: ({ seed }) => ({
      ...without(SEED_INPUTS, 'vpc', 'load-balancer', 'listener-port'),
      cluster: 'arn:aws:ecs:us-east-1:123456789012:cluster/busyb-cluster',
      subnets: seed.privateSubnetIds.join('\n'),
      'security-groups': seed.securityGroupId,
      'listener-arn': seed.httpsListenerArn,
    }),
    sha: SECOND_COMMIT,
    outcome: 'unchanged',
  },
  {
    name: 'other tags, retention, health check, deregistration delay, TTL, paths and priority',
    inputs: () => ({ ...SEED_INPUTS, ...CHANGES }),
    sha: SECOND_COMMIT,
    outcome: 'succeeded',
  },
  {
    name: 'another count, where auto scaling owns it',
    before: account => scaleAutomatically(account, { MinCapacity: 1, MaxCapacity: 4 }),
    inputs: () => ({ ...SEED_INPUTS, ...CHANGES, 'desired-count': '3' }),
    sha: SECOND_COMMIT,
    outcome: 'unchanged',
  },
  {
    name: 'secrets and parameters in inputs',
    inputs: () => ({
      ...SEED_INPUTS_WITHOUT_FILE,
      ...CHANGES,
      secrets: 'CLIENT_ID=busyb/google-oauth-client-id:id\nLEVEL=ssm:/busyb/level',
    }),
    before: ({ simulator }) => void simulator.services.ssm.createParameter({ name: '/busyb/level' }),
    sha: SECOND_COMMIT,
    outcome: 'succeeded',
  },
  {
    name: 'a deployment that fails, whose log is read',
    inputs: () => ({ ...SEED_INPUTS, ...CHANGES }),
    before: account => void account.push(BROKEN_COMMIT, CRASHING),
    sha: BROKEN_COMMIT,
    outcome: 'rolled-back',
  },
  {
    name: 'a deployment that is rolled back because the run is cancelled',
    inputs: () => ({ ...SEED_INPUTS, ...CHANGES, 'on-cancel': 'rollback' }),
    before: account => void account.push(THIRD_COMMIT),
    sha: THIRD_COMMIT,
    cancelAt: 'UpdateService',
    outcome: 'cancelled',
  },
  {
    name: 'a rule that another run makes at the same time, with a lower number',
    fresh: true,
    inputs: () => without(SEED_INPUTS, 'verify-url', 'verify-body'),
    before: account =>
      meanwhile(account, 'CreateRule', () =>
        makeRule(account, {
          priority: 49,
          paths: ['/google-workspace', '/google-workspace/*'],
          to: OWN_GROUP,
          tags: OWN_TAGS,
        }),
      ),
    outcome: 'succeeded',
  },
  {
    name: 'a discovery service that exists already',
    fresh: true,
    inputs: () => SEED_INPUTS,
    before: makeDiscoveryService,
    outcome: 'succeeded',
  },
  {
    name: 'a full listener',
    fresh: true,
    inputs: () => SEED_INPUTS,
    before(account) {
      for (let number = 1; number <= 100; number += 1) {
        makeRule(account, { priority: 1_000 + number, paths: [`/other/${number}`] })
      }
    },
    planned: 'invalid',
    outcome: 'invalid',
  },
]

function deployAgain({ simulator, seed }: Account): void {
  simulator.call('ecs', 'UpdateService', { cluster: seed.clusterName, service: SERVICE, forceNewDeployment: true })
}

function setReadLag({ settings }: Account['simulator'], ms: number): void {
  settings.readLagMs = ms
}

function makeDiscoveryService({ simulator, seed }: Account): void {
  simulator.call('servicediscovery', 'CreatePrivateDnsNamespace', { Name: 'busyb.local', Vpc: seed.vpcId })
  simulator.clock.advance(120_000)
  simulator.call('servicediscovery', 'CreateService', {
    Name: 'google-workspace',
    NamespaceId: simulator.state().namespaces[0]?.Id,
    DnsConfig: { RoutingPolicy: 'MULTIVALUE', DnsRecords: ['A', 'SRV'].map(Type => ({ Type, TTL: 60 })) },
    HealthCheckCustomConfig: {},
  })
}
