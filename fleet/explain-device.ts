// Why nothing (or what) is happening on a device, and what is known of it, how surely.

import {
  enabledProfile,
  headOperation,
  isIdentified,
  isListProven,
  operationsInOrder,
} from './card-queries.ts'
import type { CardState } from './card-state.ts'
import type { Instant } from './evidence.ts'
import { explainOperation } from './explain-operation.ts'
import type { Explanation, Ground, LastContact } from './explanation.ts'
import { contactInWords, spanInWords } from './explanation.ts'
import { quirkGrounds } from './quirks/match-quirks.ts'
import { reason, refuse } from './reasons/reason.ts'
import { isFlapping } from './safety/flap-guard.ts'
import { explainSilence } from './silence/explain-silence.ts'
import { outcomeWords } from './timeline-outcome.ts'
import { wishInWords } from './wish-words.ts'

/** What the device is doing and why; with an open operation, above all why that one waits. */
export function explainDevice(state: CardState, now: Instant, contact: LastContact): Explanation {
  const known = groundsOf(state, now, contact)
  const silent = explainSilence(state, now)
  if (silent) return { ...silent, because: [...silent.because, ...known] }
  const head = headOperation(state)
  if (head) {
    const waiting = explainOperation(state, head.operationId, now, contact)
    return { ...waiting, because: [...waiting.because, ...known] }
  }
  return {
    summary: idleSummary(state),
    because: [...known, ...lastOperation(state)],
    wouldChange: idleChanges(state, contact),
  }
}

function idleSummary(state: CardState): string {
  if (state.generation !== 'sgp32') return refuse('generation-not-managed').why
  if (!state.association) return refuse('not-associated').why
  const enabled = enabledProfile(state)
  if (!enabled) return 'nothing is to be done, and no profile is known to be enabled'
  return `nothing is to be done; ${enabled.iccid} is enabled (${enabled.evidence})`
}

function groundsOf(state: CardState, now: Instant, contact: LastContact): readonly Ground[] {
  return [
    { rule: 'when the device was last heard of', facts: [contactInWords(contact, now)] },
    { rule: 'who manages the card', facts: [authority(state)] },
    { rule: 'what is known of the card', facts: knowledge(state, now) },
    { rule: 'whether the device serves', facts: serving(state, now) },
    ...quirkGrounds(state),
    ...flaps(state),
  ]
}

/** Why nothing is enabled on a card that flaps. */
function flaps(state: CardState): readonly Ground[] {
  if (!isFlapping(state)) return []
  const facts = (state.flips ?? []).map(({ from, to, cause }) => `left ${from} for ${to}: ${cause}`)
  return [{ rule: reason('flap-held').why, facts }]
}

function authority({ generation, association }: CardState): string {
  if (generation !== 'sgp32') return `the card is of generation ${generation}`
  if (!association) return 'no association with our eIM is recorded'
  const { eimId, counterValue, evidence } = association
  return `our eIM ${eimId}, counter ${counterValue} (${evidence})`
}

function knowledge(state: CardState, now: Instant): readonly string[] {
  const identity = isIdentified(state)
    ? 'its certificates lead to a trusted CI (proven)'
    : 'its certificates are not verified yet'
  const read = state.profilesRead
  if (!read) return [identity, 'its list of profiles was never read']
  const age = `its list of profiles was read ${spanInWords(now - read.at)} ago (${read.evidence})`
  const doubt = isListProven(state, now) ? [] : ['the list must be read again before a change']
  const cause = state.lastStateChange
  const reported = cause
    ? [`last reported change: ${cause.cause}, ${spanInWords(now - cause.at)} ago`]
    : []
  return [identity, age, ...doubt, ...reported]
}

function serving(state: CardState, now: Instant): readonly string[] {
  const { serving: heard } = state
  if (!heard) return ["the device's software was never heard"]
  const ago = spanInWords(now - heard.at)
  const enabled = enabledProfile(state)
  const differs =
    enabled && enabled.iccid !== heard.iccid
      ? [`but ${enabled.iccid} is enabled on the card (${enabled.evidence})`]
      : []
  return [`its software last called over ${heard.iccid}, ${ago} ago`, ...differs]
}

function lastOperation(state: CardState): readonly Ground[] {
  const last = operationsInOrder(state).at(-1)
  if (!last) return [{ rule: 'what was done last', facts: ['no operation yet'] }]
  const why = last.reason ? [last.reason.why] : []
  const facts = [`${wishInWords(last.wish)}: ${outcomeWords[last.outcome]}`, ...why]
  return [{ rule: 'what was done last', facts }]
}

function idleChanges(state: CardState, { lastSeenAt }: LastContact): readonly string[] {
  if (state.generation !== 'sgp32') return [refuse('generation-not-managed').remedy ?? '']
  if (!state.association) return [refuse('not-associated').remedy ?? '']
  const start = 'a person or a campaign starts an operation'
  if (lastSeenAt === undefined) return ['the device calls for the first time', start]
  return state.profilesDoubtedAt === undefined
    ? [start]
    : ['the device calls: then its card is read again', start]
}
