// Faults of activation, of packages, of reconciliation and of interoperability: F26 to F48.

import type { Fault } from './fault.ts'
import { by } from './fault.ts'

const preflight = 'fleet/preflight/judge-preflight.test.ts'
const stops = (row: string) =>
  by(preflight, `each missing thing stops it with its own code > ${row}`)
const results = 'fleet/apply-result.test.ts'
const polls = 'fleet/answer-poll.test.ts'
const late = 'fleet/late-truth.test.ts'
const confirmation = 'fleet/confirmation.test.ts'
const model = by(
  'tests/model/model.test.ts',
  '$name: no situation without a way back, none is told falsely',
)

export const activationAndPackageFaults: readonly Fault[] = [
  {
    id: 'F26',
    phase: 'ACT',
    what: 'REFRESH not honoured by the modem',
    coveredBy: [
      by(confirmation, 'a modem that ignored the REFRESH is asked about once, and said so (F26)'),
      by(
        'fleet/safety/prove-safety.test.ts',
        'a modem once deaf to REFRESH needs a fallback profile or a line known to be active',
      ),
      by(
        'fleet/safety/restore-way-back.test.ts',
        'a device that is registered where it was before its card switched > gets its former profile as fallback at once, and is waited for as before',
      ),
      by(
        'tests/recovery/deaf-modems.test.ts',
        'a fleet of modems that ignore the switch loses no device to lines without data (F26)',
      ),
    ],
  },
  {
    id: 'F27',
    phase: 'ACT',
    what: 'no attach on the new profile',
    coveredBy: [
      model,
      by(late, 'the rollback result puts the former profile back and ends the operation'),
      by(
        'fleet/safety/prove-safety.test.ts',
        'the proof names each state that a swap can reach, with its way back',
      ),
    ],
  },
  { id: 'F28', phase: 'ACT', what: 'wrong APN', coveredBy: [stops('another APN'), model] },
  {
    id: 'F29',
    phase: 'ACT',
    what: 'line locked to another device',
    coveredBy: [stops('a lock to another device')],
  },
  {
    id: 'F30',
    phase: 'ACT',
    what: 'permanent roaming ban',
    coveredBy: [
      stops('another country'),
      by(
        'fleet/campaign/judge-admission.test.ts',
        "an operator that the country's rule does not allow is refused, on its days only",
      ),
    ],
  },
  {
    id: 'F31',
    phase: 'ACT',
    what: 'line suspended or not active yet',
    coveredBy: [stops('a line not active yet'), stops('a suspended line')],
  },
  {
    id: 'F32',
    phase: 'ACT',
    what: 'fallback by the card itself',
    coveredBy: [
      by(confirmation, 'fallback by the card is recognised with its cause (C4, F32)'),
      by(
        'fleet/safety/flap-guard.test.ts',
        'a fallback by the card is a flip with its cause, raised in one contact (F32)',
      ),
      by(
        'fleet/safety/flap-guard.test.ts',
        'a card that went back twice is held and raised in that contact; once is let pass',
      ),
    ],
  },
  {
    id: 'F33',
    phase: 'ACT',
    what: 'enable that a restart undoes',
    coveredBy: [
      by(
        'fleet/safety/flap-guard.test.ts',
        'an enable that a restart undoes counts, though the swap had served (F33)',
      ),
      by('simulator/card/switches.test.ts', 'is back on the old profile after a reset'),
    ],
  },
  {
    id: 'F34',
    phase: 'ACT',
    what: 'busy, forbidden, already enabled',
    coveredBy: [
      by(results, 'profileNotInDisabledState on enable: the card is read, and the goal is reached'),
      by(results, 'a card that is busy is asked again after a pause, each time a longer one'),
    ],
  },
  {
    id: 'F35',
    phase: 'PKG',
    what: 'result lost after the enable',
    coveredBy: [
      model,
      by(polls, 'it becomes unknown, and the next poll asks for what the card kept'),
      by(polls, 'only when the card proves that it was not made, it is sent again'),
    ],
  },
  {
    id: 'F36',
    phase: 'PKG',
    what: 'package delivered twice',
    coveredBy: [model, by(results, 'package error %i → %s, then %s')],
  },
  {
    id: 'F37',
    phase: 'PKG',
    what: 'counter out of step',
    coveredBy: [
      by(results, 'the second replayError in a row makes the counter jump ahead, and says so'),
      by(results, 'a card that refuses every counter ends the work by name'),
    ],
  },
  {
    id: 'F38',
    phase: 'REC',
    what: 'notification lost or deleted unsent',
    coveredBy: [
      by(
        'server/workers/notification-outbox.test.ts',
        'tries again with longer and longer waits, also after a restart, and stops at the last',
      ),
      by(
        'fleet/downloads.test.ts',
        'the outcome is unknown, the card is asked and read, the new profile adopted',
      ),
    ],
  },
  { id: 'F39', phase: 'REC', what: 'paid profile without a device', waitsFor: 'operator systems' },
  {
    id: 'F40',
    phase: 'REC',
    what: 'another eIM or a local user changed it',
    coveredBy: [
      by(
        'fleet/notification.test.ts',
        'an enable is adopted as truth, raised, and the card is read',
      ),
      by(
        confirmation,
        'somebody else enabled a third profile: it failed, and is not fought over (F40)',
      ),
      by(
        'tests/faults/named-faults.test.ts',
        'F40: what we enabled is not told as changed by others when its notifications come late',
      ),
    ],
  },
  { id: 'F41', phase: 'REC', what: 'device swapped, board moved', waitsFor: 'repair and return' },
  { id: 'F42', phase: 'REC', what: 'systems disagree', waitsFor: 'operator systems' },
  {
    id: 'F43',
    phase: 'REC',
    what: 'truth that comes late',
    coveredBy: [
      by(late, 'a late result of an operation that ended as unknown is its outcome then'),
      by(late, 'it takes even a success back, because the card says so'),
    ],
  },
  {
    id: 'F44',
    phase: 'IOP',
    what: 'odd encodings, EID left out',
    coveredBy: [
      by('gsma/sgp32/variants.test.ts', 'a certificate is its SEQUENCE under any tag'),
      by('server/esipa/find-card.test.ts', 'is of the card that its certificate names'),
    ],
  },
  {
    id: 'F45',
    phase: 'IOP',
    what: 'seqNumber taken for an operation',
    coveredBy: [by(results, 'the seqNumber never tells which package it answers')],
  },
  {
    id: 'F46',
    phase: 'IOP',
    what: 'IPA ignores a command',
    coveredBy: [
      by(
        polls,
        'without a stored result the card is read, and the change is never just sent again',
      ),
      by(
        'fleet/quirks/quirks.test.ts',
        'an IPA that never reports a failed download gets one try fewer',
      ),
    ],
  },
  {
    id: 'F47',
    phase: 'IOP',
    what: 'mixed generations and versions',
    coveredBy: [
      by(polls, 'to v1.0, stored results cannot be asked for; its notifications can'),
      by(
        'fleet/safety/prove-safety.test.ts',
        'v1.0 has no fallback: with an IPA that never rolls back it is left alone',
      ),
    ],
  },
  {
    id: 'F48',
    phase: 'IOP',
    what: 'package or result too large',
    coveredBy: [
      by(polls, 'one command a package, our eIM, the EID and the transaction id'),
      by(results, 'a change is looked for on the card, and fails when it was not made'),
    ],
  },
]
