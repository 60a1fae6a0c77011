// Waiting for a batch: progress until all its operations are over, then a judgement of them.

import type { Call } from './call.ts'
import { type ExitCode, exitCodes, Refused } from './exit-code.ts'
import { formatCounts } from './outcome-words.ts'
import { progressLine } from './progress.ts'

const askEveryMs = 1000
/** Ends that are what was wished: a device that serves, or a card that signed a goal of its own. */
const good = ['serving', 'applied']

/**
 * Waits until nothing of the batch is open. Exit code `done` when every accepted operation ended
 * well, `failed` when one ended otherwise; refuses when the time is over first.
 */
export async function waitForBatch(
  call: Call<unknown>,
  batchId: string,
  withinMs: number,
): Promise<ExitCode> {
  const { terminal, options } = call
  const client = call.client()
  const startedAt = terminal.now()
  const line = progressLine(terminal, options.json === true)
  for (;;) {
    const batch = await client.batch({ params: { batchId } })
    const done = batch.accepted - batch.open
    line.show({
      label: 'operations',
      done,
      total: batch.accepted,
      unit: 'operations',
      startedAt,
    })
    if (batch.open === 0) {
      line.end()
      call.report(batch, `over: ${formatCounts(terminal, batch.outcomes)}`)
      return judgeOutcomes(batch.outcomes)
    }
    if (terminal.now() - startedAt >= withinMs) {
      line.end()
      const why = `${batch.open} operations are still open`
      throw new Refused('wait-over', why, `go on with: holdfast wait ${batchId}`)
    }
    await terminal.wait(askEveryMs)
  }
}

function judgeOutcomes(outcomes: Readonly<Record<string, number>>): ExitCode {
  const bad = Object.entries(outcomes).some(([name, count]) => count > 0 && !good.includes(name))
  return bad ? exitCodes.failed : exitCodes.done
}
