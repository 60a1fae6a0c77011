// Cuts a failing storm down to a short one that fails the same way: first everybody but the device
// that was hurt, then what happens, halves before quarters before single ones, as long as the same
// invariant breaks and time allows (delta debugging).

import type { Violation } from './checkers/checker.ts'
import type { Happening } from './rig/happening.ts'
import type { StormTask } from './run-one.ts'

export interface Shrinking {
  readonly task: StormTask & { readonly happenings: readonly Happening[] }
  /** What broke first. */
  readonly violation: Violation
  /** The first violation of the same invariant, when the task is run. */
  readonly fails: (task: StormTask) => Promise<Violation | undefined>
  /** Whether there is time for another run. */
  readonly hasTime: () => boolean
}

export interface Shrunk {
  readonly task: StormTask & { readonly happenings: readonly Happening[] }
  readonly violation: Violation
  readonly runs: number
  /** Nothing more can be left out; else the time was over. */
  readonly isMinimal: boolean
}

/** The shortest failing task found. */
export async function shrink(shrinking: Shrinking): Promise<Shrunk> {
  let { task, violation } = shrinking
  let runs = 0
  const attempt = async (wanted: StormTask['lives'], happenings: readonly Happening[]) => {
    const lives = wanted ?? task.lives
    const candidate = { ...task, ...(lives ? { lives } : {}), happenings }
    runs++
    const found = await shrinking.fails(candidate)
    if (!found) return false
    task = candidate
    violation = found
    return true
  }
  await keepOnly(task, violation, attempt)
  let size = Math.ceil(task.happenings.length / 2)
  let isMinimal = task.happenings.length === 0
  while (shrinking.hasTime() && !isMinimal) {
    const hasShrunk = await dropChunks(size, () => task.happenings, { attempt, shrinking })
    if (size === 1 && !hasShrunk) isMinimal = shrinking.hasTime()
    else if (!hasShrunk) size = Math.ceil(size / 2)
    else size = Math.max(1, Math.min(size, Math.ceil(task.happenings.length / 2)))
    if (task.happenings.length === 0) isMinimal = true
  }
  return { task, violation, runs, isMinimal }
}

type Attempt = (lives: StormTask['lives'], happenings: readonly Happening[]) => Promise<boolean>

/** Without the other devices, when the violation names one and they are not needed for it. */
async function keepOnly(
  task: Shrinking['task'],
  { device }: Violation,
  attempt: Attempt,
): Promise<void> {
  if (device === undefined) return
  const mine = task.happenings.flatMap((happening): readonly Happening[] => {
    if (happening.kind === 'deed') {
      return happening.devices.includes(device) ? [{ ...happening, devices: [device] }] : []
    }
    return 'device' in happening && happening.device !== device ? [] : [happening]
  })
  if (await attempt([device], mine)) return
  const all = task.happenings.filter((one) => !('device' in one) || one.device === device)
  await attempt(undefined, all)
}

interface Dropping {
  readonly attempt: Attempt
  readonly shrinking: Shrinking
}

async function dropChunks(
  size: number,
  present: () => readonly Happening[],
  { attempt, shrinking }: Dropping,
): Promise<boolean> {
  let hasShrunk = false
  for (let at = 0; at < present().length && shrinking.hasTime(); ) {
    const rest = present().filter((_, index) => index < at || index >= at + size)
    if (await attempt(undefined, rest)) hasShrunk = true
    else at += size
  }
  return hasShrunk
}
