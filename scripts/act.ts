/**
 * Runs the example's workflows under act, which carries workflows out as GitHub's runner does: first `push`, then
 * `workflow_dispatch` with a tag. The deployment step is the bundled action, against a simulated account; the later job
 * of each workflow prints the outputs that reached it, and these are compared with what the account then holds.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { seedGoogleWorkspace, WORKSPACE_MCP } from '../simulator/seeds/google-workspace.ts'
import { createSimulator, type Simulator } from '../simulator/simulator.ts'
import { commitRepository, makeRepository } from './act-repository.ts'
import { simulatorEnvironment } from './run-action.ts'
import { runProcess } from './run-process.ts'

const ROOT = join(import.meta.dirname, '..')
const SCALE = 60
const EARLIER_TAG = 'earlier'

const act = findAct()
if (act === undefined) {
  console.error(
    'act is not there: install it with "go install github.com/nektos/act@v0.2.89", into .tools/bin or the PATH.',
  )
  process.exit(1)
}
const folder = mkdtempSync(join(tmpdir(), 'act-'))
const simulator = await createSimulator({ clock: { kind: 'realtime', scale: SCALE } })
try {
  const repository = join(folder, 'repository')
  makeRepository(ROOT, repository)
  const commit = commitRepository(repository)
  const { repositoryName } = seedGoogleWorkspace(simulator)
  for (const tag of [EARLIER_TAG, commit]) {
    simulator.pushImage({ repository: repositoryName, tag, behaviour: { application: WORKSPACE_MCP } })
  }
  const run = runner({ act, folder, repository, simulator })
  const problems = [
    ...(await run(['push', '-W', '.github/workflows/deploy.yml'], commit)),
    ...(await run(
      ['workflow_dispatch', '-W', '.github/workflows/redeploy.yml', '--input', `image-tag=${EARLIER_TAG}`],
      EARLIER_TAG,
    )),
  ]
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) process.exitCode = 1
  else console.log('act: both workflows deployed, and their later jobs got the ARNs.')
} finally {
  await simulator.close()
  rmSync(folder, { recursive: true, force: true })
}

interface Surroundings {
  readonly act: string
  readonly folder: string
  readonly repository: string
  readonly simulator: Simulator
}

/** Runs act with an event, and tells what is not as it should be. */
function runner({ act, folder, repository, simulator }: Surroundings) {
  const home = join(folder, 'home')
  const certificate = join(folder, 'ca.pem')
  mkdirSync(home)
  writeFileSync(certificate, simulator.caCertificate)
  const settings = Object.entries(simulatorEnvironment(simulator, certificate))
  const options = [
    ...['-P', 'ubuntu-latest=-self-hosted', '--no-cache-server', '--actor', 'octocat'],
    ...settings.flatMap(([name, value]) => ['--env', `${name}=${value}`]),
  ]
  const env = {
    // act takes the Node that it finds in the path.
    PATH: [join(ROOT, 'node_modules', 'node', 'bin'), process.env.PATH].join(delimiter),
    HOME: home,
    XDG_CACHE_HOME: join(home, '.cache'),
  }
  return async (event: readonly string[], tag: string): Promise<readonly string[]> => {
    console.log(`act ${event.join(' ')}`)
    const { exitCode, output } = await runProcess(act, [...event, ...options], { cwd: repository, env })
    const report = linesOfJob(output, 'Report')
    const problems = exitCode === 0 ? [] : [`act ${event[0]} ended with exit code ${exitCode}.`]
    for (const line of expectedLines(simulator, tag)) {
      if (!report.includes(line)) problems.push(`act ${event[0]}: the later job did not print "${line}".`)
    }
    console.log(problems.length > 0 ? output : report.join('\n'))
    return problems
  }
}

/** What the steps of a job wrote, without act's own lines. */
function linesOfJob(output: string, job: string): readonly string[] {
  return output.split('\n').flatMap(line => {
    const [, name, text] = /^\[[^\]]*?([^\]/]+)\]\s+\| (.*)$/.exec(line) ?? []
    return name?.trim() === job && text !== undefined ? [text] : []
  })
}

/** What the later job has to print, read from the account itself. */
function expectedLines(simulator: Simulator, tag: string): readonly string[] {
  const { services, taskDefinitions, targetGroups, discoveryServices } = simulator.state()
  const [service] = services
  const revision = taskDefinitions.find(one => one.taskDefinitionArn === service?.taskDefinition)
  const image = String(revision?.containerDefinitions[0].image ?? '')
  if (!image.endsWith(`:${tag}`)) return [`(the image of the tag "${tag}" runs; it is "${image}")`]
  const group = targetGroups.find(one => one.TargetGroupName === 'busyb-google-workspace')
  return [
    'outcome: succeeded',
    `service: ${service.serviceArn}`,
    `task definition: ${service.taskDefinition}`,
    `target group: ${group?.TargetGroupArn}`,
    `discovery service: ${discoveryServices[0]?.Arn}`,
  ]
}

function findAct(): string | undefined {
  const folders = [join(ROOT, '.tools', 'bin'), ...(process.env.PATH ?? '').split(delimiter)]
  return folders.map(one => join(one, 'act')).find(file => existsSync(file))
}
