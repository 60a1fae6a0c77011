// The answer to a data request: who the card is and what its IPA can do, proven as far as the
// certificates are verified, and the association token. It also ends the question for stored
// results: what the card kept was applied apart from this, and what is still in doubt is read.

import { isOpen } from './card-queries.ts'
import type { EuiccFacts, PastDispatch } from './card-state.ts'
import type { Change } from './change.ts'
import { record } from './change.ts'
import { raiseDoubt } from './doubt.ts'
import type { OperationId, Reason } from './operation.ts'
import { end, noteReason } from './outcome.ts'
import { reason } from './reasons/reason.ts'

interface Identity {
  readonly dataError?: number
  readonly euicc?: EuiccFacts
  readonly associationToken?: number
}

/** The card after the answer; `past` is the request it belongs to, when that is known. */
export function identify(change: Change, past: PastDispatch | undefined, facts: Identity): Change {
  const known = learnToken(learnEuicc(change, facts.euicc), facts.associationToken)
  if (!past) return known
  const { operationId, eimTransactionId } = past
  const { inFlight } = known.state
  const wasInFlight = inFlight?.eimTransactionId === eimTransactionId
  const answered = record(known, {
    kind: 'card-data-received',
    operationId,
    eimTransactionId,
    ...(facts.dataError === undefined ? {} : { error: facts.dataError }),
  })
  const operation = answered.state.operations[operationId]
  if (!wasInFlight || !operation || !isOpen(operation)) return answered
  if (operation.doubt) return askRead(answered, operationId)
  if (inFlight?.purpose === 'ask-stored') return answered
  return facts.dataError === undefined
    ? expectProof(answered, operationId)
    : noteReason(answered, operationId, dataErrorReason(facts.dataError))
}

const dataErrorReason = (code: number): Reason =>
  reason('no-answer', 'the device refused the data request', {
    family: 'IpaEuiccDataErrorCode',
    code,
  })

/** A certificate that differs from the known one replaces all that was known of the card. */
function learnEuicc(change: Change, euicc: EuiccFacts | undefined): Change {
  if (!euicc) return change
  const old = change.state.euicc
  const isSameCard =
    euicc.euiccCertificate === undefined || euicc.euiccCertificate === old?.euiccCertificate
  const merged = isSameCard ? { ...old, ...euicc } : euicc
  return record(change, { kind: 'card-identified', euicc: merged })
}

function learnToken(change: Change, associationToken: number | undefined): Change {
  const { association } = change.state
  if (!association || associationToken === undefined) return change
  if (association.associationToken === associationToken) return change
  return record(change, {
    kind: 'association-recorded',
    association: { ...association, associationToken, evidence: 'reported' },
  })
}

/** The card kept nothing that settles the doubt, so its list of profiles must. */
function askRead(change: Change, operationId: OperationId): Change {
  const doubt = change.state.operations[operationId]?.doubt
  return doubt ? raiseDoubt(change, operationId, { ...doubt, next: 'read' }) : change
}

/** Without a verified chain no result would prove anything, so there is no use in going on. */
function expectProof(change: Change, operationId: OperationId): Change {
  const { euicc } = change.state
  if (euicc?.chainVerifiedAt !== undefined) return change
  const facts = euicc?.euiccCertificate ? undefined : 'the device sent no certificates'
  return end(change, operationId, 'failed', reason('card-not-proven', facts))
}
