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

  test('the redirect of the listener on port 80 is reported as one', async () => {
    await using account = await createAccount()
    const url = `http://${account.seed.loadBalancerDnsName}/google-workspace/health`
    const end = await deployTo(account, { ...SEED_INPUTS, 'verify-url': url })
    expect(end.outcome).toBe('unverified')
    expect(end.sentences.join(' ')).toContain('returned 301 (to https://')
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
