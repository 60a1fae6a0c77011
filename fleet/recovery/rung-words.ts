// Each action of the ladder in words: what is tried, why now, and what became of it.

import { causeOf } from '../silence/cause.ts'
import type { SilenceCase } from '../silence/silence-case.ts'
import type { RecoveryAction, RungOutcome } from './rung.ts'

export const actionWords: Readonly<Record<RecoveryAction, string>> = {
  wait: 'wait a little longer',
  wake: 'wake the device (message or paging)',
  'retry-window': 'wait for another hour of the day',
  'alternative-profile': 'enable another profile on the card as soon as it answers',
  fallback: 'give the card time to go back by itself',
  'extend-bootstrap': 'have the validity of the line extended',
  'top-up': 'have the allowance of the line topped up',
  'reactivate-line': 'have the line activated or resumed',
  'refresh-registration': 'have the network register the device anew',
  'restore-authority': 'read the card again, to see whether it still obeys us',
  'field-visit': 'send somebody to the device',
}

/** What became of a try; only a call of the device says whether it helped. */
export const rungOutcomeWords: Readonly<Record<RungOutcome, string>> = {
  asked: 'asked for, no answer yet',
  accepted: 'taken on; the next call of the device shows whether it helped',
  refused: 'refused',
  unanswered: 'nobody answered',
  'no-help': 'did not help in its time',
}

/** `have the line activated or resumed: the operator has suspended the line`. */
export const rungWords = (action: RecoveryAction, { cause }: SilenceCase): string =>
  `${actionWords[action]}: ${causeOf(cause).words}`
