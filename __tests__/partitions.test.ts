import { describe, expect, test } from '@jest/globals'
import { type Account, CRASHING, createAccount, FIRST_COMMIT, SECOND_COMMIT, SERVICE } from './scenarios/account.ts'
import { deployTo, type RunEnd } from './scenarios/harness.ts'
import { type InputTexts, SEED_FILES, SEED_INPUTS, SEED_INPUTS_WITHOUT_FILE, without } from './scenarios/seed-inputs.ts'

interface Partition {
  readonly partition: string
  readonly region: string
  readonly dnsSuffix: string
  /** undefined: not documented. */
  readonly consoleHost: string | undefined
}

/** AWS general reference, "AWS partitions", and the consoles' own addresses. */
const PARTITIONS: readonly Partition[] = [
  {
    partition: 'aws',
    region: 'eu-central-1',
    dnsSuffix: 'amazonaws.com',
    consoleHost: 'eu-central-1.console.aws.amazon.com',
  },
  {
    partition: 'aws-cn',
    region: 'cn-north-1',
    dnsSuffix: 'amazonaws.com.cn',
    consoleHost: 'cn-north-1.console.amazonaws.cn',
  },
  {
    partition: 'aws-us-gov',
    region: 'us-gov-west-1',
    dnsSuffix: 'amazonaws.com',
    consoleHost: 'us-gov-west-1.console.amazonaws-us-gov.com',
  },
  { partition: 'aws-iso', region: 'us-iso-east-1', dnsSuffix: 'c2s.ic.gov', consoleHost: undefined },
  { partition: 'aws-eusc', region: 'eusc-de-east-1', dnsSuffix: 'amazonaws.eu', consoleHost: undefined },
]

const SOURCES: readonly { readonly source: string; readonly inputs: InputTexts }[] = [
  { source: 'the template file', inputs: SEED_INPUTS },
  { source: 'inputs alone', inputs: SEED_INPUTS_WITHOUT_FILE },
]

describe.each(PARTITIONS)('in partition $partition', ({ partition, region, dnsSuffix, consoleHost }) => {
  /** The example's template, as it is written for this partition. */
  const files = Object.fromEntries(
    Object.entries(SEED_FILES).map(([path, text]) => [
      path,
      text.replaceAll('arn:aws:', `arn:${partition}:`).replaceAll('us-east-1', region),
    ]),
  )
  const registry = `123456789012.dkr.ecr.${region}.${dnsSuffix}`

  describe.each(SOURCES)('a service from $source', ({ inputs }) => {
    test('is deployed, deployed again, and then unchanged', async () => {
      await using account = await createAccount({ region })
      const first = await deployTo(account, inputs, { files })
      const second = await deployTo(account, inputs, { files, sha: SECOND_COMMIT })
      const third = await deployTo(account, inputs, { files, sha: SECOND_COMMIT })
      expect([first, second, third].map(end => end.outcome)).toEqual(['succeeded', 'succeeded', 'unchanged'])
      expect(third.writes).toEqual([])
      expectOnlyOf(account, [first, second, third], { partition, dnsSuffix })
    })

    test('has its image, roles, secrets and log region there', async () => {
      await using account = await createAccount({ region })
      await deployTo(account, inputs, { files })
      const definition = account.taskDefinition()
      expect(definition.executionRoleArn).toBe(`arn:${partition}:iam::123456789012:role/ecsTaskExecutionRole`)
      const [container] = definition.containerDefinitions ?? []
      expect(container?.image).toBe(`${registry}/busyb-google-workspace-mcp:${FIRST_COMMIT}`)
      expect(container?.secrets?.map(secret => secret.valueFrom?.split(':').slice(0, 4).join(':'))).toEqual(
        Array(3).fill(`arn:${partition}:secretsmanager:${region}`),
      )
      expect(container?.logConfiguration?.options?.['awslogs-region']).toBe(region)
    })
  })

  test('names and parameters without look-ups get ARNs of that partition', async () => {
    await using account = await createAccount({ region })
    for (const operation of ['GetRole', 'DescribeSecret']) {
      account.simulator.addFault({ operation, times: Number.POSITIVE_INFINITY, effect: { kind: 'access-denied' } })
    }
    account.simulator.services.ssm.createParameter({ name: '/busyb/level' })
    const secrets = `LEVEL=ssm:/busyb/level\nCLIENT_ID=busyb/google-oauth-client-id`
    const end = await deployTo(account, { ...SEED_INPUTS_WITHOUT_FILE, secrets, wait: 'false' })
    expect(end.outcome).toBe('started')
    const [container] = account.taskDefinition().containerDefinitions ?? []
    expect(container?.secrets).toEqual([
      { name: 'LEVEL', valueFrom: `arn:${partition}:ssm:${region}:123456789012:parameter/busyb/level` },
      {
        name: 'CLIENT_ID',
        valueFrom: `arn:${partition}:secretsmanager:${region}:123456789012:secret:busyb/google-oauth-client-id`,
      },
    ])
    expect(account.taskDefinition().taskRoleArn).toBe(`arn:${partition}:iam::123456789012:role/busyb-mcp-task-role`)
    expectOnlyOf(account, [end], { partition, dnsSuffix })
  })

  test('everything may be given by ARN, and the image by its full registry path', async () => {
    await using account = await createAccount({ region })
    const { seed } = account
    const inputs = {
      ...without(SEED_INPUTS_WITHOUT_FILE, 'load-balancer', 'listener-port', 'vpc'),
      cluster: `arn:${partition}:ecs:${region}:123456789012:cluster/busyb-cluster`,
      'ecr-repository': `${registry}/busyb-google-workspace-mcp`,
      'listener-arn': seed.httpsListenerArn,
      subnets: seed.privateSubnetIds.join('\n'),
      'security-groups': seed.securityGroupId,
      'execution-role': seed.executionRoleArn,
      'task-role': seed.taskRoleArn,
      secrets: `CLIENT_ID=${seed.secretArns['busyb/google-oauth-client-id']}`,
    }
    const first = await deployTo(account, inputs)
    const image = `${registry}/busyb-google-workspace-mcp:${FIRST_COMMIT}`
    const second = await deployTo(account, { ...without(inputs, 'ecr-repository'), image })
    expect([first.outcome, second.outcome, second.writes]).toEqual(['succeeded', 'unchanged', []])
    // Looked up in ECR, not mistaken for an image from elsewhere.
    expect(second.calls.map(call => call.operation)).toContain('DescribeImages')
    expect(second.outputs.imageDigest).toMatch(/^sha256:/)
    expectOnlyOf(account, [first, second], { partition, dnsSuffix })
  })

  test('the summary links to the console of that partition, and to none where its address is not documented', async () => {
    await using account = await createAccount({ region })
    const { summary } = await deployTo(account, SEED_INPUTS, { files })
    const consoles = [...summary.matchAll(/https:\/\/([\w.-]*console[\w.-]*)/g)].map(([, host]) => host)
    if (consoleHost === undefined) {
      expect(consoles).toEqual([])
      expect(summary).toContain(`arn:${partition}:ecs:${region}:123456789012:service/busyb-cluster/${SERVICE}`)
      return
    }
    expect(consoles.length).toBeGreaterThanOrEqual(5)
    expect(new Set(consoles)).toEqual(new Set([consoleHost]))
    expect(summary).toContain(`https://${consoleHost}/ecs/v2/clusters/busyb-cluster/services/${SERVICE}/`)
  })

  test('a deployment that fails is explained with ARNs and links of that partition', async () => {
    await using account = await createAccount({ region })
    await deployTo(account, SEED_INPUTS, { files })
    const broken = 'c'.repeat(40)
    account.push(broken, CRASHING)
    const end = await deployTo(account, SEED_INPUTS, { files, sha: broken })
    expect(end.outcome).toBe('rolled-back')
    expectOnlyOf(account, [end], { partition, dnsSuffix })
  })
})

/** Host names of registries and load balancers, with what they end in. */
const HOSTS = /\.(?:dkr\.ecr\.[a-z0-9-]+|[a-z0-9-]+\.elb)\.([a-z0-9.-]*[a-z])/g

/** Nothing of another partition: not in what was sent, not in what was reported, not in what exists. */
function expectOnlyOf(
  account: Account,
  ends: readonly RunEnd[],
  { partition, dnsSuffix }: Omit<Partition, 'region' | 'consoleHost'>,
): void {
  const texts: Record<string, string> = {
    sent: JSON.stringify(account.simulator.journal.entries.map(call => call.input)),
    reported: JSON.stringify(ends.map(({ calls: _, ...reported }) => reported)),
    exists: JSON.stringify(account.simulator.state()),
  }
  for (const [what, text] of Object.entries(texts)) {
    const partitions = [...text.matchAll(/\barn:([\w-]*):/g)].map(([, name]) => name)
    expect([what, [...new Set(partitions)]]).toEqual([what, [partition]])
    const hosts = [...text.matchAll(HOSTS)].map(([, suffix]) => suffix)
    expect([what, [...new Set(hosts)]]).toEqual([what, [dnsSuffix]])
  }
}
