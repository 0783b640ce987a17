import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Mistake } from './mistake.ts'

const ROOT = join(import.meta.dirname, '../../..')
const COPIED = ['src/', '__tests__/rollouts/'].map(folder => pathToFileURL(join(ROOT, folder)).href)

/**
 * From now on every import with `?mistake=<number>` loads modules of its own, down to the last file of `src/`, with that
 * patch in them. Without a patch of that number they are as they are.
 */
export function patchSources(mistakes: readonly Mistake[]): void {
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context)
      const copy = new URL(context.parentURL ?? import.meta.url).searchParams.get('mistake')
      if (copy === null || !COPIED.some(folder => resolved.url.startsWith(folder))) return resolved
      return { ...resolved, url: `${resolved.url.split('?')[0]}?mistake=${copy}` }
    },
    load(url, context, next) {
      const loaded = next(url, context)
      const { pathname, searchParams } = new URL(url)
      const patch = mistakes[Number(searchParams.get('mistake') ?? Number.NaN)]
      if (!patch || !pathname.endsWith(`/src/${patch.file}`)) return loaded
      return { ...loaded, source: String(loaded.source).replace(patch.search, () => patch.replace) }
    },
  })
}

/** Whether the patch can be made. */
export function isFoundOnce({ file, search }: Mistake): boolean {
  return readFileSync(join(ROOT, 'src', file), 'utf8').split(search).length === 2
}
