// A card's state in columns and back. Operations and the card's certificates stand apart from the
// rest (see migrations/spine.ts); here alone is known how they come together.

import assert from 'node:assert/strict'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { Operation } from '@holdfast/fleet/operation.ts'

/** What `selectCards` gives. */
export interface CardRow {
  readonly eid: string
  readonly state: Omit<CardState, 'operations' | 'euicc'>
  readonly euicc: CardState['euicc'] | null
  readonly operation_ids: readonly string[]
  readonly operations: readonly Operation[] | null
}

export function cardOf(row: CardRow): CardState {
  const bodies = new Map(row.operations?.map((body) => [body.operationId, body]))
  const operations = row.operation_ids.map((operationId) => {
    const body = bodies.get(operationId)
    assert(body, `operation ${operationId} of card ${row.eid} is stored`)
    return [operationId, body] as const
  })
  const euicc = row.euicc ? { euicc: row.euicc } : {}
  return { ...row.state, ...euicc, operations: Object.fromEntries(operations) }
}

/** The texts of the columns; `euicc` only when it is another one than before. */
export function cardTexts(
  before: CardState | undefined,
  after: CardState,
): { readonly state: string; readonly euicc: string | undefined; readonly operationIds: string } {
  const { operations, euicc, ...state } = after
  return {
    state: JSON.stringify(state),
    euicc: euicc === before?.euicc ? undefined : JSON.stringify(euicc ?? null),
    operationIds: arrayText(Object.keys(operations)),
  }
}

/** A text array as PostgreSQL writes it. */
function arrayText(items: readonly string[]): string {
  const quoted = items.map((item) => `"${item.replaceAll(/["\\]/g, (sign) => `\\${sign}`)}"`)
  return `{${quoted.join(',')}}`
}
