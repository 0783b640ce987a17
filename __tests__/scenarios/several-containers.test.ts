import { describe, expect, test } from '@jest/globals'
import { type Account, createAccount, FIRST_COMMIT, REPOSITORY, SERVICE } from './account.ts'
import { deployTo } from './harness.ts'
import { type InputTexts, SEED_FILES, SEED_INPUTS, without } from './seed-inputs.ts'

const [[TEMPLATE, TEXT] = ['', '']] = Object.entries(SEED_FILES)
const IMAGE = `123456789012.dkr.ecr.us-east-1.amazonaws.com/${REPOSITORY}:${FIRST_COMMIT}`
const SIDECAR = { name: 'log-router', image: 'registry.example.com/log-router:1', essential: false }

/** Nothing that is about one container. */
const INPUTS = without(SEED_INPUTS, 'ecr-repository', 'container-port', 'log-group', 'container-name')

/** The example's template with its image in it, and other containers before its own. */
function filesWith(...others: readonly object[]): Readonly<Record<string, string>> {
  const file = JSON.parse(TEXT) as { containerDefinitions: readonly object[] }
  const containerDefinitions = [...others, ...file.containerDefinitions.map(own => ({ ...own, image: IMAGE }))]
  return { [TEMPLATE]: JSON.stringify({ ...file, containerDefinitions }) }
}

async function deployWith(account: Account, inputs: InputTexts, ...others: readonly object[]) {
  return await deployTo(account, inputs, { files: filesWith(...others) })
}

describe('a file with several containers', () => {
  test('is deployed as it is, and again unchanged, where the inputs are about none of them', async () => {
    await using account = await createAccount()
    const first = await deployWith(account, INPUTS, SIDECAR)
    const second = await deployWith(account, INPUTS, SIDECAR)
    expect([first.outcome, second.outcome, second.writes]).toEqual(['succeeded', 'unchanged', []])
    const [sidecar, own] = account.taskDefinition().containerDefinitions ?? []
    expect(sidecar).toMatchObject(SIDECAR)
    expect(own?.image).toBe(IMAGE)
    // The only one with a port is what the load balancer and the SRV record send to.
    expect(account.service().loadBalancers).toEqual([
      expect.objectContaining({ containerName: own?.name, containerPort: 8000 }),
    ])
    expect(account.service().serviceRegistries).toEqual([
      expect.objectContaining({ containerName: own?.name, containerPort: 8000 }),
    ])
  })

  test.each([
    ['an image', { 'ecr-repository': REPOSITORY }],
    ['a variable', { environment: 'LEVEL=info' }],
    ['a health check', { 'container-health-check': 'true' }],
  ])('needs "container-name" where %s is given', async (_, given) => {
    await using account = await createAccount()
    const end = await deployWith(account, { ...INPUTS, ...given }, SIDECAR)
    expect([end.outcome, end.writes]).toEqual(['invalid', []])
    expect(end.sentences).toEqual([
      `The task definition has several containers (log-router, ${SERVICE.replace('-service', '')}), and what the inputs give is about one of them. Name it in "container-name".`,
    ])
  })

  test('needs it where two of them have a port, and a load balancer sends to one', async () => {
    await using account = await createAccount()
    const end = await deployWith(account, INPUTS, { ...SIDECAR, portMappings: [{ containerPort: 9000 }] })
    expect([end.outcome, end.writes]).toEqual(['invalid', []])
    expect(end.sentences.join(' ')).toMatch(/a load balancer needs the port of one.*"container-name"/)
  })

  test('does not need it there where nothing sends to a port', async () => {
    await using account = await createAccount()
    const names = Object.keys(INPUTS).filter(name =>
      /^(listener|load-balancer|target-group|path-|host-|rule-|health-check|namespace|discovery|verify|strip|deregistration|healthy|unhealthy)/.test(
        name,
      ),
    )
    const end = await deployWith(account, without(INPUTS, ...names), {
      ...SIDECAR,
      portMappings: [{ containerPort: 9000 }],
    })
    expect(end.outcome).toBe('succeeded')
    expect(account.service()).toMatchObject({ runningCount: 1, loadBalancers: [], serviceRegistries: [] })
  })
})
