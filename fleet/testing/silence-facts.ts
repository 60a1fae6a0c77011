// One event of each kind around a silent device, for tests that go over all kinds.

import { noCost } from '../recovery/rung.ts'
import type { SilenceCase } from '../silence/silence-case.ts'
import type { SilenceFact } from '../silence/silence-fact.ts'
import { home } from './desk.ts'

const verdict = {
  class: 'suspended',
  cause: 'line-suspended',
  causes: [],
  confidence: 'sure',
  because: ['the operator says so'],
  recoverable: true,
} as const

export const openCase: SilenceCase = {
  ...verdict,
  caseId: '00-case',
  firstClass: 'suspended',
  raisedAt: 72,
  since: 0,
  intervalMs: 60,
  lateAt: 72,
  rungs: [],
}

export const silenceFacts: {
  readonly [K in SilenceFact['kind']]: Extract<SilenceFact, { kind: K }>
} = {
  'line-told': {
    kind: 'line-told',
    line: { iccid: home, state: 'suspended', at: 0, evidence: 'confirmed', rejectCause: 11 },
  },
  'silence-raised': { kind: 'silence-raised', silence: openCase },
  'silence-reclassified': { kind: 'silence-reclassified', verdict, nextAt: 1 },
  'recovery-asked': {
    kind: 'recovery-asked',
    rung: {
      actionId: '00-1',
      action: 'wake',
      at: 0,
      dueAt: 1,
      outcome: 'asked',
      cost: noCost,
      reason: 'wake the device',
    },
  },
  'recovery-answered': {
    kind: 'recovery-answered',
    actionId: '00-1',
    outcome: 'refused',
    why: 'no such line',
  },
  'recovery-put-off': { kind: 'recovery-put-off', until: 9, why: 'too early for a visit' },
  'recovery-exhausted': { kind: 'recovery-exhausted', passedOver: [] },
  'recovery-stopped': { kind: 'recovery-stopped', by: 'person:ann', reason: 'in the workshop' },
  'recovery-resumed': { kind: 'recovery-resumed', by: 'person:ann' },
  'silence-ended': {
    kind: 'silence-ended',
    endedBy: 'contact',
    caseId: '00-case',
    class: 'suspended',
    firstClass: 'suspended',
    raisedAt: 72,
    since: 0,
    rungs: 1,
  },
  'field-visit-ordered': {
    kind: 'field-visit-ordered',
    visit: { visitId: '00-1-visit', orderedAt: 0, reason: 'no sign of it', evidence: [] },
  },
  'field-visit-closed': {
    kind: 'field-visit-closed',
    visitId: '00-1-visit',
    finding: 'mended',
    words: 'the plug was out',
  },
  'call-off-answered': {
    kind: 'call-off-answered',
    callOff: { id: '00-1-off', of: '00-1', at: 0 },
    outcome: 'unanswered',
    why: 'status 503',
  },
}
