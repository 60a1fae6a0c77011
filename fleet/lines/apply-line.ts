// What an operator's system says about a line of this card. It is kept as confirmed, never as proven
// by the card; a device that is silent is judged again with it at once.

import type { CardState } from '../card-state.ts'
import { beginChange, decided, record } from '../change.ts'
import type { Decision } from '../decision.ts'
import type { Instant } from '../evidence.ts'
import { reclassify } from '../silence/reclassify.ts'
import type { LineFacts } from './line.ts'
import { isLineNews } from './line.ts'

/** Records the report when it says anything new; one from the future counts as now (S12). */
export function applyLine(
  state: CardState,
  told: LineFacts,
  now: Instant,
): Decision<{ readonly isNews: boolean }> {
  const line = { ...told, at: Math.min(told.at, now) }
  const change = beginChange(state, now, `operator:${line.operator ?? 'network'}`)
  if (!isLineNews(state.lines?.[line.iccid], line)) return decided(change, { isNews: false })
  return decided(reclassify(record(change, { kind: 'line-told', line })), { isNews: true })
}
