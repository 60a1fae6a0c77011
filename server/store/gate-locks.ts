// What changes of a group need to hold at their commit, as statements: one for campaigns' gates and
// one for reserved codes, each only when the group has such a change.

import type { CardChange } from './card-change.ts'
import { textArray } from './postgres-arrays.ts'
import { lockGuards, lockReservations } from './postgres-hot-statements.ts'
import type { Row, Statement } from './postgres-session.ts'

export interface GateLocks {
  readonly statements: readonly Statement[]
  /** From the statements' answers, in their order: EIDs of the changes that may not be written. */
  readonly closed: (answers: readonly (readonly Row[])[]) => ReadonlySet<string>
}

export function gateLocks(changes: readonly CardChange[]): GateLocks {
  const ofCampaigns = changes.flatMap(({ eid, gates: { onlyWhile } }) =>
    onlyWhile ? [{ eid, key: onlyWhile.campaignId }] : [],
  )
  const ofCodes = changes
    .flatMap(({ eid, gates: { onlyHolding } }) =>
      onlyHolding ? [{ eid, key: onlyHolding.iccid, holding: onlyHolding }] : [],
    )
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  const campaigns = [...new Set(ofCampaigns.map(({ key }) => key))].sort()
  const planned = [
    {
      asked: ofCampaigns,
      statement: { name: 'lock-guards', text: lockGuards, values: [textArray(campaigns)] },
      column: 'campaign_id',
    },
    {
      asked: ofCodes,
      statement: {
        name: 'lock-reservations',
        text: lockReservations,
        values: [
          textArray(ofCodes.map(({ key }) => key)),
          textArray(ofCodes.map(({ holding }) => holding.eid)),
          textArray(ofCodes.map(({ holding }) => holding.batchId)),
        ],
      },
      column: 'iccid',
    },
  ].filter(({ asked }) => asked.length > 0)
  return {
    statements: planned.map(({ statement }) => statement),
    closed(answers) {
      const closed = planned.flatMap(({ asked, column }, i) => {
        const held = new Set((answers[i] ?? []).map((row) => String(row[column])))
        return asked.filter(({ key }) => !held.has(key)).map(({ eid }) => eid)
      })
      return new Set(closed)
    },
  }
}
