import type * as Core from '@actions/core'

/**
 * @actions/core, loaded a moment after the start: its HTTP client would be the largest part of what a start has to read,
 * and AWS's first responses do not wait for it. What is logged until then is kept, in order.
 */
export interface ActionsCore {
  /** Does it now, or as soon as the package is there. */
  say(command: (core: typeof Core) => void): void
  /** The package, with all that was kept said. */
  load(): Promise<typeof Core>
}

export function createActionsCore(importCore: () => Promise<typeof Core> = () => import('@actions/core')): ActionsCore {
  let core: typeof Core | undefined
  let loading: Promise<typeof Core> | undefined
  const kept: ((core: typeof Core) => void)[] = []

  async function load(): Promise<typeof Core> {
    const loaded = await importCore()
    for (const command of kept.splice(0)) command(loaded)
    core = loaded
    return loaded
  }

  return {
    say(command) {
      if (core) command(core)
      else kept.push(command)
    },
    load() {
      loading ??= load()
      return loading
    },
  }
}
