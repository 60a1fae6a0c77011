// The words for each outcome of an operation, and whether it is good news. Nothing less than
// `serving` is good for a wish whose goal is to serve.

import type { CardFact } from './event.ts'
import type { News } from './news.ts'
import type { OutcomeName } from './operation.ts'

export const outcomeWords: Readonly<Record<OutcomeName, string>> = {
  queued: 'queued: it waits for the device to call',
  sent: 'sent to the device',
  applied: 'applied: the card proves the change',
  attached: 'attached: the network saw the new profile',
  serving: 'serving: the application calls over the new profile',
  refused: 'refused',
  expired: 'expired',
  cancelled: 'cancelled',
  failed: 'failed',
  'rolled-back': 'rolled back: the card is on its former profile again',
  unknown: 'unknown: evidence is missing',
}

const levels: Readonly<Record<OutcomeName, News['level']>> = {
  queued: 'info',
  sent: 'info',
  applied: 'info',
  attached: 'info',
  serving: 'good',
  refused: 'bad',
  expired: 'bad',
  cancelled: 'info',
  failed: 'bad',
  'rolled-back': 'bad',
  unknown: 'warn',
}

export function outcomeNews(fact: Extract<CardFact, { kind: 'outcome-changed' }>): News {
  const why = fact.reason ? `; ${fact.reason.why}` : ''
  const isGoodEnd = fact.ended === true && fact.to === 'applied'
  return {
    words: `${fact.ended ? 'ended ' : ''}${outcomeWords[fact.to]}${why}`,
    level: isGoodEnd ? 'good' : levels[fact.to],
  }
}
