import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { runAction } from '../../scripts/run-action.ts'

/** A substitute for the bundle: prints what it was started with, and sets an output and a summary. */
const BUNDLE = `
const fs = require('node:fs')
const { env } = process
console.log(JSON.stringify({ env, cwd: process.cwd(), node: process.versions.node }))
fs.appendFileSync(env.GITHUB_OUTPUT, 'outcome=failed\\nplan<<END\\n{\\n}\\nEND\\n')
fs.appendFileSync(env.GITHUB_STEP_SUMMARY, '## Done\\n')
console.error('a warning of Node')
process.exitCode = 3
`

describe('runAction', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'run-action-'))
    writeFileSync(join(folder, 'bundle.cjs'), BUNDLE)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const run = (env: Readonly<Record<string, string | undefined>> = {}) =>
    runAction({
      inputs: { service: 'api', 'image tag': 'v1', unknown: 'x' },
      env,
      simulator: { url: 'http://127.0.0.1:1', proxyUrl: 'http://127.0.0.1:2', caCertificate: 'a certificate' },
      cwd: folder,
      bundle: join(folder, 'bundle.cjs'),
    })
  const started = (stdout: string) => JSON.parse(stdout) as { env: Record<string, string>; cwd: string; node: string }

  test('returns exit code, outputs, summary and both streams', async () => {
    const { exitCode, outputs, summary, stderr, durationMs } = await run()
    expect({ exitCode, outputs, summary, stderr }).toEqual({
      exitCode: 3,
      outputs: { outcome: 'failed', plan: '{\n}' },
      summary: '## Done\n',
      stderr: 'a warning of Node\n',
    })
    expect(durationMs).toBeGreaterThan(0)
  })

  test('passes inputs as the runner does: given, by default, empty, and unknown ones', async () => {
    const { env } = started((await run()).stdout)
    expect(env).toMatchObject({
      INPUT_SERVICE: 'api',
      INPUT_MODE: 'deploy',
      'INPUT_AWS-REGION': '',
      INPUT_IMAGE_TAG: 'v1',
      INPUT_UNKNOWN: 'x',
    })
  })

  test('starts Node 24 in the workspace, with the simulator and nothing of this machine around it', async () => {
    process.env.AWS_PROFILE = 'of-this-machine'
    try {
      const { env, cwd, node } = started((await run()).stdout)
      expect(node).toMatch(/^24\./)
      expect(cwd).toBe(folder)
      expect(env).toMatchObject({
        GITHUB_WORKSPACE: folder,
        AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
        HTTPS_PROXY: 'http://127.0.0.1:2',
        NO_PROXY: '127.0.0.1',
      })
      expect(env.AWS_PROFILE).toBeUndefined()
    } finally {
      delete process.env.AWS_PROFILE
    }
  })

  test('lays the given environment over, and removes what is undefined', async () => {
    const { env } = started((await run({ GITHUB_SHA: 'abc', AWS_REGION: undefined })).stdout)
    expect(env.GITHUB_SHA).toBe('abc')
    expect(env.AWS_REGION).toBeUndefined()
  })
})
