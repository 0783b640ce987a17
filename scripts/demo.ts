/**
 * `npm run demo`: the example's service, deployed by the bundled action to a simulated AWS account. First everything is
 * created, then a second commit is shipped. Nothing leaves this machine.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type GoogleWorkspaceAccount, seedGoogleWorkspace, WORKSPACE_MCP } from '../simulator/seeds/google-workspace.ts'
import { createSimulator, type Simulator } from '../simulator/simulator.ts'
import { readActionManifest } from './action-manifest.ts'
import { EXAMPLE_FOLDER, readExampleInputs } from './example-inputs.ts'
import { getThroughProxy } from './get-through-proxy.ts'
import { createLogRenderer } from './render-log.ts'
import { type ActionRun, runAction } from './run-action.ts'

const ROOT = join(import.meta.dirname, '..')
const SUMMARY = join(ROOT, '.demo', 'summary.md')
/** How much faster than real time the simulated account is: its minutes pass in seconds. */
const SCALE = 30
const COMMITS = ['3f1c9a7e5b2d4068a9c1e3f5072b4d6e8f0a1c2b', '8d20b64fe17935acb0d2f4e6183a5c7d9e0f1b3a'] as const
const EXPECTED_BODY = '"service":"workspace-mcp"'

if (!existsSync(join(ROOT, 'dist', 'index.js'))) {
  console.error('dist/index.js is missing: run "npm run build" first.')
  process.exit(1)
}
const simulator = await createSimulator({ clock: { kind: 'realtime', scale: SCALE } })
try {
  console.log(
    `A simulated AWS account, whose clock runs ${SCALE} times as fast: lines of ECS's events carry its time, the others this machine's.`,
  )
  const account = seedGoogleWorkspace(simulator)
  const problems: string[] = []
  const summaries: string[] = []
  for (const commit of COMMITS) {
    const { run, problem } = await ship(simulator, account, commit)
    summaries.push(run.summary)
    if (problem !== undefined) problems.push(problem)
  }
  mkdirSync(join(ROOT, '.demo'), { recursive: true })
  writeFileSync(SUMMARY, summaries.join('\n---\n\n'))
  heading('Done')
  console.log(`Job summaries of both runs: ${relative(process.cwd(), SUMMARY) || SUMMARY}`)
  for (const problem of problems) console.error(`Not as promised: ${problem}`)
  if (problems.length > 0) process.exitCode = 1
} finally {
  await simulator.close()
}

interface Shipped {
  readonly run: ActionRun
  readonly problem: string | undefined
}

/** Pushes a commit's image and runs the action for it, as the example's workflow would. */
async function ship(simulator: Simulator, account: GoogleWorkspaceAccount, commit: string): Promise<Shipped> {
  heading(`Commit ${commit.slice(0, 7)}: the image is in ECR, the deployment step runs`)
  simulator.pushImage({
    repository: account.repositoryName,
    tag: commit,
    behaviour: { application: WORKSPACE_MCP, logLines: ['INFO: Uvicorn running on http://0.0.0.0:8000'] },
  })
  const render = createLogRenderer()
  const run = await runAction({
    inputs: readExampleInputs({ imageTag: commit }),
    simulator,
    cwd: EXAMPLE_FOLDER,
    env: { GITHUB_SHA: commit },
    onLine: line => {
      const text = render(line)
      if (text !== undefined) console.log(text)
    },
  })
  if (run.stderr !== '') console.error(run.stderr)

  heading('Outputs for later steps and jobs')
  for (const line of outputLines(run.outputs)) console.log(line)
  const url = `https://${account.loadBalancerDnsName}/google-workspace/health`
  heading(`GET ${url}`)
  const answer = await getThroughProxy(url, simulator)
  console.log(`${answer.status} ${answer.body}`)
  return { run, problem: problemOf({ run, answer, commit }) }
}

/** In the order of action.yml; what is JSON for programs is left out. */
function outputLines(outputs: Readonly<Record<string, string>>): readonly string[] {
  const { outputs: declared } = readActionManifest(readFileSync(join(ROOT, 'action.yml'), 'utf8'))
  return declared.flatMap(({ name }) => {
    const value = outputs[name]
    if (value === undefined) return []
    return [
      value.startsWith('{') || value.startsWith('[')
        ? `${name}: (JSON, ${value.length} characters)`
        : `${name}: ${value}`,
    ]
  })
}

interface Evidence {
  readonly run: ActionRun
  readonly answer: { readonly status: number; readonly body: string }
  readonly commit: string
}

function problemOf({ run, answer, commit }: Evidence): string | undefined {
  const name = `the run for commit ${commit.slice(0, 7)}`
  if (run.exitCode !== 0) return `${name} ended with exit code ${run.exitCode}.`
  if (run.outputs.outcome !== 'succeeded') return `the outcome of ${name} is "${run.outputs.outcome}".`
  if (run.outputs['image-tag'] !== commit) return `${name} deployed the image tag "${run.outputs['image-tag']}".`
  if (answer.status !== 200 || !answer.body.includes(EXPECTED_BODY)) {
    return `after ${name}, the load balancer returned ${answer.status} ${answer.body}`
  }
  return undefined
}

function heading(text: string): void {
  console.log(`\n━━ ${text} ━━\n`)
}
