// Stranded cases and visits as the API shows them.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { FieldVisitShape, StrandedCaseShape } from '@holdfast/api/shapes/silence.ts'
import type { Rung } from '@holdfast/fleet/recovery/rung.ts'
import { causeOf } from '@holdfast/fleet/silence/cause.ts'
import type { ListedCase, ListedVisit } from '../../recovery/items-of-card.ts'
import type { CardItem } from '../../store/card-items.ts'

type StrandedCase = ShapeOf<typeof StrandedCaseShape>

/** An open or ended case of a device. */
export function viewCase(eid: string, { silence, endedAt, endedBy }: ListedCase): StrandedCase {
  const { caseId, firstClass, raisedAt, since, intervalMs, recoverable, stopped, visit } = silence
  const { cause, confidence, because, nextAt, exhaustedAt, judgedAt = raisedAt } = silence
  const { iccid, operator, plmn, country, rejectCause } = silence
  const isEnded = endedAt !== undefined || endedBy !== undefined
  return {
    ...{ caseId, eid, class: silence.class, firstClass, raisedAt, judgedAt, since, intervalMs },
    recoverable,
    state: isEnded ? 'ended' : 'open',
    ...{ cause, confidence, because },
    causes: silence.causes.map((one) => {
      const { words, helps } = causeOf(one.code)
      return { ...one, words, helps }
    }),
    rungs: silence.rungs.map(viewRung),
    isStopped: stopped !== undefined,
    ...(stopped ? { stopped } : {}),
    ...said({ iccid, operator, plmn, country, rejectCause, exhaustedAt, endedAt, endedBy }),
    ...(isEnded ? {} : said({ nextAt })),
    ...said({ visitId: visit?.visitId }),
  }
}

function viewRung(rung: Rung): StrandedCase['rungs'][number] {
  const { action, at, actionId, dueAt, outcome, iccid, operator, answeredAt, code, why, by } = rung
  return {
    action,
    at,
    actionId,
    dueAt,
    outcome,
    ...said({ iccid, operator, answeredAt, code, why, by }),
  }
}

/** A visit with what the one who goes there wants to know. */
export function viewVisit({ eid, body }: CardItem): ShapeOf<typeof FieldVisitShape> {
  // The rows of this kind hold only what items-of-card.ts puts into them.
  const { visit, class: name, device, closedAt, finding, words } = body as ListedVisit
  const { visitId, orderedAt, reason, evidence } = visit
  return {
    ...{ visitId, eid, orderedAt, reason, evidence, class: name },
    state: closedAt === undefined ? 'open' : 'closed',
    ...device,
    ...said({ closedAt, finding, words }),
  }
}

/** The fields that have a value. */
export function said<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined)
  // Only absent values were taken out.
  return Object.fromEntries(known) as { [K in keyof T]?: Exclude<T[K], undefined> }
}
