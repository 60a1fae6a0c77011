// What the product says of stranded devices, as its API shows it: cases that it raised, with their
// first class. Read once, at the end; nothing of it enters the ground truth.

import { type ApiDoor, allItems, field, numberField, textField } from './api-door.ts'
import type { Instant } from './timeline.ts'

/** One case that the product raised. */
export interface ClaimedCase {
  readonly eid: string
  readonly firstClass: string
  readonly raisedAt: Instant
  readonly endedAt?: Instant
}

/** All cases, open and ended. */
export async function readCases(door: ApiDoor): Promise<readonly ClaimedCase[]> {
  const cases: ClaimedCase[] = []
  for (const state of ['open', 'ended']) {
    for await (const item of allItems(door, `/v1/stranded?state=${state}`)) {
      const endedAt = field(item, 'endedAt')
      cases.push({
        eid: textField(item, 'eid'),
        firstClass: textField(item, 'firstClass'),
        raisedAt: numberField(item, 'raisedAt'),
        ...(typeof endedAt === 'number' ? { endedAt } : {}),
      })
    }
  }
  return cases
}
