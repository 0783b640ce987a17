import { spawn } from 'node:child_process'

export interface EndedProcess {
  /** -1 where a signal ended it. */
  readonly exitCode: number
  /** What it wrote to both streams, in order of arrival. */
  readonly output: string
}

/** Runs a program to its end. The environment is `env` and nothing else. */
export async function runProcess(
  command: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<EndedProcess> {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const chunks: string[] = []
  child.stdout.on('data', chunk => chunks.push(String(chunk)))
  child.stderr.on('data', chunk => chunks.push(String(chunk)))
  return await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => resolve({ exitCode: code ?? -1, output: chunks.join('') }))
  })
}
