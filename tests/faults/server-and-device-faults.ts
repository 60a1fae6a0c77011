// Faults of the server, of devices and of security: F49 to F67.

import type { Fault } from './fault.ts'
import { by } from './fault.ts'

const polls = 'fleet/answer-poll.test.ts'
const model = by(
  'tests/model/model.test.ts',
  '$name: no situation without a way back, none is told falsely',
)

export const serverAndDeviceFaults: readonly Fault[] = [
  {
    id: 'F49',
    phase: 'BE',
    what: 'server killed half-way',
    coveredBy: [
      by(
        'tests/crash/crash.test.ts',
        'loses nothing, does nothing twice, and ends as an undisturbed one',
      ),
      model,
    ],
  },
  {
    id: 'F50',
    phase: 'BE',
    what: 'database loses its last commits',
    waitsFor: 'restore from backup; a counter that is behind jumps ahead already (F37)',
  },
  {
    id: 'F51',
    phase: 'BE',
    what: 'two workers take one device',
    coveredBy: [
      by(
        'server/store/contract-processes.test.ts',
        'race for one card: each work counts once, the loser decides again on the new state',
      ),
    ],
  },
  { id: 'F52', phase: 'BE', what: 'key store down', waitsFor: 'keys in an HSM' },
  {
    id: 'F53',
    phase: 'BE',
    what: 'herd after an outage',
    coveredBy: [
      by(
        'fleet/pacing/admit-attach.test.ts',
        'no second holds more permissions than the ceiling, however many ask',
      ),
      by(
        'server/recovery/attach-gate.test.ts',
        'lets no more than the ceiling through in any second, and everybody in the end',
      ),
    ],
  },
  { id: 'F54', phase: 'BE', what: 'NAT rebinding', waitsFor: 'CoAP over DTLS' },
  {
    id: 'F55',
    phase: 'BE',
    what: 'message that breaks the reader',
    coveredBy: [
      by(
        'server/esipa/answer-request.test.ts',
        'are kept aside, at most one a second, and others are answered meanwhile',
      ),
      by(
        'tests/fuzz/esipa.test.ts',
        '200,000 mutated messages make no failure, no hang and no growth',
      ),
    ],
  },
  {
    id: 'F56',
    phase: 'BE',
    what: 'campaign with a bad profile',
    coveredBy: [
      by(
        'fleet/campaign/next-step.test.ts',
        'a failed canary pauses the campaign, raises an incident and hurts nobody else',
      ),
    ],
  },
  { id: 'F57', phase: 'BE', what: 'transfer between tenants', waitsFor: 'transfer of devices' },
  {
    id: 'F58',
    phase: 'BE',
    what: 'receiver of hooks down',
    coveredBy: [
      by(
        'server/recovery/recovery.test.ts',
        'is asked for again under the same id while the hook does not answer, and not for ever',
      ),
    ],
  },
  {
    id: 'F59',
    phase: 'PKG',
    what: 'association lost',
    coveredBy: [
      by(
        'fleet/apply-result.test.ts',
        'an unsigned error: the token is asked for, the card is read, the change tried once more',
      ),
      by(
        'fleet/import-card.test.ts',
        'what was in flight under the former one is missed: a change becomes unknown',
      ),
    ],
  },
  {
    id: 'F60',
    phase: 'DEV',
    what: 'power lost in installation or enable',
    coveredBy: [
      model,
      by(
        'simulator/card/power-cut.test.ts',
        'between an enable and its result keeps the right to roll back',
      ),
      by(
        'tests/faults/named-faults.test.ts',
        'F60: a card whose power was cut says so, and is read before anything is concluded',
      ),
    ],
  },
  {
    id: 'F61',
    phase: 'DEV',
    what: 'stuck in attach and reject',
    coveredBy: [
      by('fleet/pacing/admit-attach.test.ts', 'EMM %i is not tried until something changed'),
      by('fleet/pacing/admit-attach.test.ts', 'a %s reject waits longer each time and ends'),
      by(
        'fleet/confirmation.test.ts',
        'a network that refuses the SIM is kept, and changes no outcome',
      ),
    ],
  },
  {
    id: 'F62',
    phase: 'DEV',
    what: 'card dead or wedged',
    coveredBy: [
      by(polls, 'three tries are the last'),
      by(polls, 'eight reads without an answer are the last'),
    ],
  },
  {
    id: 'F63',
    phase: 'DEV',
    what: 'bootstrap deleted locally',
    coveredBy: [
      by(
        'tests/faults/named-faults.test.ts',
        'F63: a fallback profile that somebody deleted is raised and no longer counted on',
      ),
    ],
  },
  { id: 'F64', phase: 'SEC', what: 'card family compromised', waitsFor: 'block lists of families' },
  { id: 'F65', phase: 'SEC', what: 'cloned identity', waitsFor: 'detection of clones' },
  {
    id: 'F66',
    phase: 'SEC',
    what: 'certificate or maker revoked',
    coveredBy: [
      by('server/proof/proofs.test.ts', 'is not proven when its maker was revoked by the CI'),
    ],
  },
  {
    id: 'F67',
    phase: 'SEC',
    what: 'audit log cut or rewritten',
    coveredBy: [
      by(
        'server/audit/verify-export.test.ts',
        'even with our key, cannot cut the log’s end off behind a checkpoint',
      ),
    ],
  },
]
