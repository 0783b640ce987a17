import { describe, expect, test } from '@jest/globals'
import { createAccount, FIRST_COMMIT, HEALTHY } from './account.ts'
import { deployTo } from './harness.ts'
import { SEED_INPUTS, without } from './seed-inputs.ts'

const NO_REWRITE = without(SEED_INPUTS, 'strip-path-prefix')

describe('green means verified', () => {
  test('without the rewrite the run is red, although the deployment completed and the decoy returns 200', async () => {
    await using account = await createAccount()
    const end = await deployTo(account, NO_REWRITE)
    expect(end.outcome).toBe('unverified')
    expect(account.serviceDeployment().status).toBe('SUCCESSFUL')
    expect(end.checks.filter(finding => finding.state === 'failed').map(finding => finding.check)).toEqual(['http'])
    expect(end.sentences.join(' ')).toMatch(/GET https:\/\/\S+\/google-workspace\/health returned 404/)
  })

  test('the rewrite put back: one call, and green without a deployment', async () => {
    await using account = await createAccount()
    await deployTo(account, NO_REWRITE)
    const end = await deployTo(account, SEED_INPUTS)
    expect([end.outcome, end.writes]).toEqual(['succeeded', ['ModifyRule']])
  })

  test('the path without the prefix is the neighbour: 200, and only the body shows it', async () => {
    await using account = await createAccount()
    const inputs = { ...SEED_INPUTS, 'verify-url': '/health' }
    const end = await deployTo(account, inputs)
    expect(end.outcome).toBe('unverified')
    expect(end.sentences.join(' ')).toContain('"core-agent"')
    const byStatus = await deployTo(account, without(inputs, 'verify-body'))
    expect(byStatus.outcome).toBe('unchanged')
  })

  test('a regular expression that the body does not match', async () => {
    await using account = await createAccount()
    const end = await deployTo(account, { ...SEED_INPUTS, 'verify-body': '/"version":"9\\./' })
    expect(end.outcome).toBe('unverified')
    const right = await deployTo(account, { ...SEED_INPUTS, 'verify-body': '/"version":"1\\./' })
    expect(right.outcome).toBe('unchanged')
  })

  test('the redirect of the listener on port 80 is followed to the one on 443', async () => {
    await using account = await createAccount()
    account.simulator.addAlias('mcp.example.com', account.seed.loadBalancerDnsName)
    const url = 'http://mcp.example.com/google-workspace/health'
    const end = await deployTo(account, { ...SEED_INPUTS, 'verify-url': url })
    expect(end.outcome).toBe('succeeded')
    const asked = await deployTo(account, {
      ...without(SEED_INPUTS, 'verify-body'),
      'verify-url': `${url} 200`,
      'verify-status': '301',
    })
    expect(asked.outcome).toBe('unchanged')
    const kept = await deployTo(account, { ...without(SEED_INPUTS, 'verify-body'), 'verify-url': `${url} 301` })
    expect(kept.outcome).toBe('unchanged')
  })

  test('it is followed to the name that was asked, which no certificate of the load balancer has', async () => {
    await using account = await createAccount()
    const url = `http://${account.seed.loadBalancerDnsName}/google-workspace/health`
    const end = await deployTo(account, { ...SEED_INPUTS, 'verify-url': url })
    expect(end.outcome).toBe('unverified')
    expect(end.sentences.join(' ')).toMatch(
      /was redirected to https:\S+ and got no response \(TLS: the certificate does/,
    )
    expect(end.checks.filter(({ check }) => check === 'http').map(({ blame }) => blame)).toEqual(['surroundings'])
  })

  test('several URLs, each with its own statuses: all have to pass', async () => {
    await using account = await createAccount()
    const inputs = without(SEED_INPUTS, 'verify-body')
    const authorize = '/google-workspace/oauth2/authorize'
    const urls = (statuses: string) => `/google-workspace/health\n${authorize} ${statuses}`
    const end = await deployTo(account, { ...inputs, 'verify-url': urls('200,302') })
    expect(end.outcome).toBe('succeeded')
    const wrong = await deployTo(account, { ...inputs, 'verify-url': urls('204'), 'verify-timeout-seconds': '5' })
    expect(wrong.outcome).toBe('unverified')
    const http = wrong.checks.filter(({ check }) => check === 'http')
    expect(http.map(({ state, blame }) => [state, blame])).toEqual([
      ['passed', undefined],
      ['failed', 'service'],
    ])
    expect(http[1]?.detail).toMatch(
      /authorize returned 302 \(to https:\S+, not followed: it leads to another host\), but 204/,
    )
  })

  test('a host that cannot be reached is red, and the run says why', async () => {
    await using account = await createAccount()
    const end = await deployTo(account, {
      ...SEED_INPUTS,
      'verify-url': 'https://api.example.com/health',
      'verify-timeout-seconds': '5',
    })
    expect(end.outcome).toBe('unverified')
    expect(end.sentences.join(' ')).toContain('got no response (')
  })

  test('a run without a change verifies too: red where the task is gone from Cloud Map', async () => {
    await using account = await createAccount()
    await deployTo(account, SEED_INPUTS)
    const [instance] = account.simulator.state().instances
    account.simulator.world.ports.instances.deregister(instance?.ServiceArn, instance?.Id)
    account.simulator.clock.advance(60_000)
    const end = await deployTo(account, SEED_INPUTS)
    expect([end.outcome, end.writes]).toEqual(['unverified', []])
    expect(end.checks).toContainEqual(expect.objectContaining({ check: 'discovery', state: 'failed' }))
  })

  test('an application that is ready late is waited for', async () => {
    await using account = await createAccount()
    account.push(FIRST_COMMIT, { ...HEALTHY, readySeconds: 50 })
    const end = await deployTo(account, SEED_INPUTS)
    expect(end.outcome).toBe('succeeded')
  })
})
