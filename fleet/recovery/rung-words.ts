// Each action of the ladder in words: what is tried, and why now.

import { causeOf } from '../silence/cause.ts'
import type { SilenceCase } from '../silence/silence-case.ts'
import type { RecoveryAction } from './rung.ts'

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

/** `have the line activated or resumed: the operator has suspended the line`. */
export const rungWords = (action: RecoveryAction, { cause }: SilenceCase): string =>
  `${actionWords[action]}: ${causeOf(cause).words}`
