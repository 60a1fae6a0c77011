// What the sandbox's result means for the exit code: the simulator's ground truth says whether a
// success was false, and whether Holdfast stranded a device. Missing numbers are no pass.

import type { SandboxResult } from './conductor.ts'

/** Why the run is not good; nothing when it is. */
export function judgeResult(result: SandboxResult): string | undefined {
  for (const name of ['falseSuccess', 'strandedByHoldfast']) {
    const count = result[name]
    if (typeof count !== 'number') return `the result does not say ${name}`
    if (count > 0) return `${name} is ${count}, it must be 0`
  }
  return undefined
}
