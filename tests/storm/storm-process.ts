// One of the processes that run storms: takes tasks from its parent, gives outcomes back.

import type { Violation } from './checkers/checker.ts'
import { endStormDatabases } from './rig/database.ts'
import { stormIdentity } from './rig/identity.ts'
import { planStorm } from './rig/plan-storm.ts'
import { runOne, type StormOutcome, type StormTask } from './run-one.ts'
import { type Shrunk, shrink } from './shrink.ts'

export type ToProcess =
  | { readonly kind: 'run'; readonly task: StormTask }
  | {
      readonly kind: 'shrink'
      readonly task: StormTask
      readonly violation: Violation
      readonly minutes: number
    }

export type FromProcess =
  | { readonly kind: 'ready' }
  | { readonly kind: 'ran'; readonly outcome: StormOutcome }
  | { readonly kind: 'shrunk'; readonly shrunk: Shrunk }
  | { readonly kind: 'broke'; readonly seed: number; readonly why: string }

const identity = stormIdentity()
/** A parent that is gone wants no answer. */
const tell = (message: FromProcess): void =>
  void (process.connected && process.send?.(message, undefined, {}, () => undefined))

async function work(message: ToProcess): Promise<void> {
  const { task } = message
  if (message.kind === 'run') {
    tell({ kind: 'ran', outcome: await runOne(task, identity) })
    return
  }
  const { violation, minutes } = message
  const until = performance.now() + minutes * 60_000
  const happenings = task.happenings ?? planStorm(task)
  const shrunk = await shrink({
    task: { ...task, happenings },
    violation,
    fails: async (candidate) => {
      const { violations } = await runOne(candidate, identity)
      return violations.find(({ invariant }) => invariant === violation.invariant)
    },
    hasTime: () => performance.now() < until,
  })
  tell({ kind: 'shrunk', shrunk })
}

process.on('message', (message: ToProcess) => {
  work(message).catch((cause: unknown) => {
    const why = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
    tell({ kind: 'broke', seed: message.task.seed, why })
  })
})
process.on('disconnect', () => void endStormDatabases().finally(() => process.exit()))
// The report may have been piped into something that has read enough.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
tell({ kind: 'ready' })
