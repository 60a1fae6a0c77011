// "Why is this device silent, what is being tried, what next": the open case in words, with the
// facts behind it and what would end it.

import type { CardState } from '../card-state.ts'
import type { Contacts } from '../contact/contacts.ts'
import { proofsOfLife } from '../contact/contacts.ts'
import type { Instant } from '../evidence.ts'
import type { Explanation, Ground } from '../explanation.ts'
import { spanInWords, untilInWords } from '../explanation.ts'
import { isWaiting } from '../recovery/rung.ts'
import { actionWords, rungOutcomeWords } from '../recovery/rung-words.ts'
import { causeOf } from './cause.ts'
import type { SilenceCase } from './silence-case.ts'
import { silenceWords } from './silence-class.ts'

/** Why the device is silent; nothing without an open case. */
export function explainSilence(
  state: CardState,
  now: Instant,
  contacts: Contacts = {},
): Explanation | undefined {
  const { silence } = state
  if (!silence) return undefined
  const { helps } = causeOf(silence.cause)
  return {
    summary: `silent for ${spanInWords(now - silence.since)}: ${silenceWords[silence.class]} (${silence.confidence})`,
    because: [
      { rule: 'why it counts as silent', facts: [expectation(silence), judged(silence, now)] },
      ...silence.causes.slice(0, 3).map(causeGround),
      { rule: 'the last signs of life', facts: signs(state, now, contacts) },
      { rule: 'what is being tried', facts: tried(silence, now) },
    ],
    wouldChange: [nextWords(silence, now), helps, 'the device calls: that ends the case'],
  }
}

const expectation = ({ intervalMs }: SilenceCase): string =>
  `it calls every ${spanInWords(intervalMs)}, and its last contact is longer ago than that allows`

const judged = ({ judgedAt, raisedAt }: SilenceCase, now: Instant): string =>
  `judged ${spanInWords(now - (judgedAt ?? raisedAt))} ago; the facts of each side are as of then`

const causeGround = ({ code, side, facts }: SilenceCase['causes'][number]): Ground => ({
  rule: `the ${side}'s side: ${causeOf(code).words}`,
  facts,
})

function signs(state: CardState, now: Instant, contacts: Contacts): readonly string[] {
  const proofs = proofsOfLife(state, contacts)
  if (proofs.length === 0) return ['none is known']
  return proofs.map(
    ({ channel, at, evidence }) => `${channel}: ${spanInWords(now - at)} ago (${evidence})`,
  )
}

function tried({ rungs, stopped, visit }: SilenceCase, now: Instant): readonly string[] {
  const words = rungs.map(
    ({ action, at, outcome }) =>
      `${actionWords[action]}, ${spanInWords(now - at)} ago: ${rungOutcomeWords[outcome]}`,
  )
  if (stopped) words.push(`${stopped.by} stopped it ${spanInWords(now - stopped.at)} ago`)
  if (visit) words.push(`a visit was ordered ${spanInWords(now - visit.orderedAt)} ago`)
  return words.length === 0 ? ['nothing yet'] : words
}

/** What Holdfast does next, if nobody else does anything. */
export function nextWords(silence: SilenceCase, now: Instant): string {
  const { stopped, visit, exhaustedAt, nextAt, rungs } = silence
  if (stopped) return 'a person lets the recovery go on'
  if (visit) return 'somebody visits the device'
  if (exhaustedAt !== undefined) return 'nothing more can be tried from here; a person decides'
  if (nextAt === undefined) return 'nothing until a new fact comes'
  const waiting = rungs.findLast(isWaiting)
  const what = waiting ? `${actionWords[waiting.action]} has its time until then` : 'the next step'
  return `${what}: ${untilInWords(nextAt, now)}`
}
