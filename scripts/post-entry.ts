import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The file by which the runner starts the clean-up. It loads the same bundle, which tells by the name of this file that
 * it is not the main step: a state that the main step saves could be missing where it was cancelled as it began, and the
 * clean-up would deploy.
 */
const POST_ENTRY = "import './index.js'\n"

/** Writes it beside the bundle. */
export function writePostEntry(folder: string): void {
  writeFileSync(join(folder, 'post.js'), POST_ENTRY)
}

if (import.meta.main) writePostEntry(join(import.meta.dirname, '..', 'dist'))
