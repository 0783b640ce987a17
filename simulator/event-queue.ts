/** Something that is due at a time (simulated milliseconds). Of two at the same time, the one added first comes first. */
export interface QueuedEvent {
  readonly at: number
  readonly order: number
  readonly run: () => void
  cancelled: boolean
}

/** Events by time, as a binary heap: a rollout of thousands of tasks has as many events waiting. */
export interface EventQueue {
  add(at: number, run: () => void): QueuedEvent
  /** Takes out the next event that is due at or before `until`, passing over cancelled ones. */
  takeDue(until: number): QueuedEvent | undefined
}

export function createEventQueue(): EventQueue {
  const heap: QueuedEvent[] = []
  let order = 0

  function takeFirst(): void {
    const last = heap.pop()
    if (!last || heap.length === 0) return
    let hole = 0
    for (;;) {
      const left = 2 * hole + 1
      const [a, b] = [heap[left], heap[left + 1]]
      if (!a) break
      const child = b && isBefore(b, a) ? left + 1 : left
      const next = heap[child]
      if (!next || !isBefore(next, last)) break
      heap[hole] = next
      hole = child
    }
    heap[hole] = last
  }

  return {
    add(at, run) {
      const event: QueuedEvent = { at, order: order++, run, cancelled: false }
      let hole = heap.length
      while (hole > 0) {
        const above = (hole - 1) >> 1
        const parent = heap[above]
        if (!parent || !isBefore(event, parent)) break
        heap[hole] = parent
        hole = above
      }
      heap[hole] = event
      return event
    },
    takeDue(until) {
      for (let first = heap[0]; first && (first.cancelled || first.at <= until); first = heap[0]) {
        takeFirst()
        if (!first.cancelled) return first
      }
      return undefined
    },
  }
}

function isBefore(a: QueuedEvent, b: QueuedEvent): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
