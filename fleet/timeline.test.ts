import { expect, test } from 'vitest'
import type { CardEvent, CardFact } from './event.ts'
import type { Operation } from './operation.ts'
import {
  activationCode,
  away,
  Desk,
  eid,
  home,
  knownCard,
  minute,
  profile,
} from './testing/desk.ts'
import { silenceFacts } from './testing/silence-facts.ts'
import { newsOf, timelineOf } from './timeline.ts'

const why = { code: 'no-heartbeat', why: 'no heartbeat came' }
const swapping = new Desk()
swapping.accept({
  kind: 'swap',
  profile: { kind: 'activation-code', activationCode, confirmationCode: '4711', operator: 'Acme' },
})
const operation: Operation = swapping.op()
const inFlight = {
  what: 'package',
  operationId: 'op-1',
  stepIndex: 0,
  eimTransactionId: '00',
  bytes: 'BF51',
  sentAt: 0,
  resultDueAt: 1,
} as const

/** One fact of each kind; the compiler sees to it that none is missing. */
const facts: { readonly [K in CardFact['kind']]: Extract<CardFact, { kind: K }> } = {
  'card-imported': { kind: 'card-imported', generation: 'sgp32', device: {}, iccids: [] },
  'card-seen-first': { kind: 'card-seen-first', evidence: 'reported' },
  'association-recorded': {
    kind: 'association-recorded',
    association: { eimId: 'eim.example', counterValue: 0, evidence: 'claimed' },
  },
  'card-identified': {
    kind: 'card-identified',
    euicc: { asOf: 0, evidence: 'proven', chainVerifiedAt: 0 },
  },
  'profiles-read': {
    kind: 'profiles-read',
    profiles: [profile(home, 'enabled'), profile(away, 'disabled')],
    evidence: 'proven',
  },
  'profile-changed': {
    kind: 'profile-changed',
    iccid: away,
    change: 'enabled',
    evidence: 'proven',
  },
  'operation-created': { kind: 'operation-created', operation },
  'stock-adopted': { kind: 'stock-adopted', iccid: away },
  'step-begun': { kind: 'step-begun', operationId: 'op-1', stepIndex: 2, doing: 'download' },
  'plan-remade': {
    kind: 'plan-remade',
    operationId: 'op-1',
    plan: operation.plan,
    stepIndex: 1,
    reason: why,
  },
  'target-known': { kind: 'target-known', operationId: 'op-1', iccid: away, evidence: 'proven' },
  'doubt-raised': {
    kind: 'doubt-raised',
    operationId: 'op-1',
    doubt: { reason: why, next: 'read', asked: 0, since: 0, until: 1 },
  },
  'doubt-settled': { kind: 'doubt-settled', operationId: 'op-1', reason: why },
  'step-put-off': { kind: 'step-put-off', operationId: 'op-1', until: 9, reason: why },
  'operation-held': {
    kind: 'operation-held',
    operationId: 'op-1',
    hold: { reason: { code: 'window-closed', why: 'closed' } },
  },
  'operation-released': { kind: 'operation-released', operationId: 'op-1' },
  dispatched: { kind: 'dispatched', inFlight },
  'result-applied': { kind: 'result-applied', results: [{ name: 'enableResult', code: 2 }] },
  'result-distrusted': { kind: 'result-distrusted', reason: why },
  'card-data-received': { kind: 'card-data-received', eimTransactionId: '00' },
  'counter-jumped': { kind: 'counter-jumped', from: 3, to: 1003 },
  'unexpected-change': { kind: 'unexpected-change', iccid: away, reason: why },
  'notification-received': {
    kind: 'notification-received',
    seqNumber: 1,
    event: 'enable',
    iccid: away,
    evidence: 'proven',
  },
  'download-progressed': { kind: 'download-progressed', phase: 'authenticated' },
  'state-change-reported': { kind: 'state-change-reported', cause: 'fallback' },
  attached: { kind: 'attached', iccid: away, plmn: '262-02' },
  'attach-refused': { kind: 'attach-refused', iccid: away, plmn: '262-02', rejectCause: 11 },
  'flap-held': { kind: 'flap-held', reason: why },
  serving: { kind: 'serving', iccid: away },
  'outcome-changed': {
    kind: 'outcome-changed',
    operationId: 'op-1',
    from: 'applied',
    to: 'unknown',
    reason: why,
  },
  'in-flight-cleared': { kind: 'in-flight-cleared', eimTransactionId: '00', reason: why },
  'cancel-asked': { kind: 'cancel-asked', operationId: 'op-1', by: 'person:ann' },
  ...silenceFacts,
}

const spoken = Object.values(facts)
  .map((fact) => `${fact.kind.padEnd(22)} ${newsOf(fact).level.padEnd(4)} ${newsOf(fact).words}`)
  .join('\n')

const lineWords =
  'the operator has suspended the line; it can be resumed, refused with cause 11, PLMN not allowed'
const judged = 'the operator does not serve the line (sure): the operator says so'

test('every kind of event has words', () => {
  expect(`\n${spoken}\n`).toBe(`
card-imported          info the card is in the inventory (sgp32)
card-seen-first        good the device called for the first time
association-recorded   info associated with the eIM eim.example
card-identified        info the card is known: its certificates lead to a trusted CI
profiles-read          info the card listed 2 profiles, ${home} is enabled
profile-changed        info profile ${away}: enabled
operation-created      info accepted: swap to Acme
stock-adopted          warn the card has profile 8988222000000000002, whose code stood in stock: it is this card's now
step-begun             info step 3 begins: download
plan-remade            info the plan was made again: no heartbeat came
target-known           info the operation is about profile ${away}
doubt-raised           warn not known for sure: no heartbeat came
doubt-settled          info known again: no heartbeat came
step-put-off           warn put off: no heartbeat came
operation-held         info held: closed
operation-released     info no longer held
dispatched             info a signed package left for the card
result-applied         warn the card's result: enableResult 2
result-distrusted      bad  a result was not believed: no heartbeat came
card-data-received     info the device answered the data request
counter-jumped         warn the package counter jumped from 3 to 1003
unexpected-change      bad  unexpected (${away}): no heartbeat came
notification-received  info the card notifies: enable ${away}
download-progressed    info download: authenticated
state-change-reported  warn the device reports a change of profiles: fallback
attached               info the network saw ${away} on 262-02
attach-refused         warn the network refused ${away} on 262-02, cause 11
flap-held              bad  held: no heartbeat came
serving                good the application called over ${away}
outcome-changed        warn unknown: evidence is missing; no heartbeat came
in-flight-cleared      info no longer waiting for a result: no heartbeat came
cancel-asked           info person:ann asked to cancel
line-told              warn the operator on ${home}: ${lineWords}
silence-raised         bad  silent: ${judged}
silence-reclassified   warn judged anew: ${judged}
recovery-asked         info tried: wake the device
recovery-answered      warn it was refused: no such line
recovery-put-off       info recovery waits: too early for a visit
recovery-exhausted     bad  nothing more can be tried from here
recovery-stopped       warn person:ann stopped the recovery: in the workshop
recovery-resumed       info person:ann let the recovery go on
silence-ended          good the silence is over; it was judged: the operator does not serve the line
field-visit-ordered    bad  a visit is needed: no sign of it
field-visit-closed     info the visit is over (mended): the plug was out
call-off-answered      warn the visit could not be called off, nobody answered: status 503
`)
})

test('no words contain an activation or confirmation code', () => {
  expect(spoken).not.toContain('MATCHING-1')
  expect(spoken).not.toContain('4711')
})

test('the timeline of a swap reads as a story, with evidence and operation beside it', () => {
  const desk = knownCard(profile(away, 'disabled'))
  const from = desk.events.length
  desk.accept({ kind: 'enable', iccid: away })
  desk.poll()
  desk.after(minute).ok('enableResult')
  desk.after(minute).heartbeat(away)
  const events = desk.events
    .slice(from)
    .map((event, i): CardEvent => ({ ...event, tenant: 'acme', position: i, cardVersion: i }))
  const entries = timelineOf(events)
  expect(entries.map(({ actor, words }) => `${actor}: ${words}`)).toEqual([
    `person:ann: accepted: enable ${away}`,
    'device: a signed package left for the card',
    'device: sent to the device',
    "card: the card's result: enableResult ok",
    `card: profile ${away}: enabled`,
    'card: step 2 begins: wait for the device to call over the new profile',
    'card: applied: the card proves the change',
    'card: step 2 begins: wait for the device to call over the new profile',
    `device: the application called over ${away}`,
    "device: ended serving: the application calls over the new profile; the device's own software called over the expected profile",
  ])
  expect(entries.at(-1)).toMatchObject({ level: 'good', operationId: 'op-1' })
  expect(entries[4]).toMatchObject({ evidence: 'proven' })
  expect(events.every(({ eid: of }) => of === eid)).toBe(true)
})
