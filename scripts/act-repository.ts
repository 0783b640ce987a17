import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMap, isSeq, parseDocument, type YAMLMap } from 'yaml'

const PUBLISHED = 'OWNER/ecs-fargate-deploy-action@v1'

/** Makes a user's repository: the example as it is, with the action beside it instead of a published one. */
export function makeRepository(root: string, repository: string): void {
  const example = join(root, 'examples', 'google-workspace-mcp')
  const workflows = join(repository, '.github', 'workflows')
  mkdirSync(repository, { recursive: true })
  cpSync(example, repository, { recursive: true })
  cpSync(join(root, 'action.yml'), join(repository, 'action.yml'))
  cpSync(join(root, 'dist'), join(repository, 'dist'), { recursive: true })
  for (const file of readdirSync(workflows)) {
    const path = join(workflows, file)
    writeFileSync(path, localWorkflow(readFileSync(path, 'utf8')))
  }
}

/** Commits everything. @returns the commit's SHA */
export function commitRepository(repository: string): string {
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: repository, encoding: 'utf8' })
  git('init', '--quiet', '--initial-branch=main')
  git('remote', 'add', 'origin', 'https://github.com/example/google-workspace-mcp.git')
  git('add', '--all')
  git('-c', 'user.name=octocat', '-c', 'user.email=octocat@example.com', 'commit', '--quiet', '-m', 'Example')
  return git('rev-parse', 'HEAD').trim()
}

/**
 * The workflow without what act has no access to: steps of actions from outside (credentials, build and push), jobs
 * that then have no step left, and the dependence on them. Nothing else is changed.
 */
export function localWorkflow(text: string): string {
  const document = parseDocument(text)
  const jobs = document.get('jobs')
  if (!isMap(jobs)) return text
  const dropped = new Set<string>()
  for (const { key, value } of [...jobs.items]) {
    if (!isMap(value) || hasWorkLeft(value)) continue
    dropped.add(String(key))
    jobs.delete(key)
  }
  for (const { value } of jobs.items) {
    if (isMap(value) && dropped.has(String(value.get('needs')))) value.delete('needs')
  }
  return document.toString()
}

/** Takes the steps out that cannot run. A job that only checked the source out has nothing left to do. */
function hasWorkLeft(job: YAMLMap): boolean {
  const steps = job.get('steps')
  if (!isSeq(steps)) return true
  steps.items = steps.items.filter(step => !isMap(step) || isLocal(step))
  return steps.items.some(step => isMap(step) && !isCheckout(step))
}

function isLocal(step: YAMLMap): boolean {
  const uses = step.get('uses')
  if (uses === PUBLISHED) step.set('uses', './')
  return uses === undefined || uses === PUBLISHED || isCheckout(step)
}

/** act answers this one itself, by copying the work tree. */
function isCheckout(step: YAMLMap): boolean {
  return String(step.get('uses')).startsWith('actions/checkout@')
}
