// Why a device is silent, one step finer than its class (C7): each cause with the side that tells
// it, its class, what it means and what helps. Incidents gather devices by these codes.

import type { SilenceClass } from './silence-class.ts'

export type CauseSide = 'card' | 'network' | 'application'

interface CauseRow {
  readonly class: SilenceClass
  readonly side: CauseSide
  readonly words: string
  readonly helps: string
  /** Whether it can be mended from here, without a person at the device. */
  readonly isRecoverable: boolean
}

export const causeTable = {
  'sleep-window': {
    class: 'asleep',
    side: 'application',
    words: 'it sleeps',
    helps: 'nothing: wait until it wakes',
    isRecoverable: true,
  },
  'late-before': {
    class: 'late',
    side: 'application',
    words: 'it has been as late before and came back by itself',
    helps: 'wait a little longer',
    isRecoverable: true,
  },
  'no-sign-at-all': {
    class: 'unreachable',
    side: 'network',
    words:
      'neither the network nor the application nor the eIM hears of it: no power or no coverage',
    helps: 'wake it, wait for a better hour, then look at the site',
    isRecoverable: false,
  },
  'silent-after-waking': {
    class: 'unreachable',
    side: 'application',
    words: 'it woke once more and was not heard since: power, coverage or data went, or its IPA',
    helps: 'wait for its next waking, which tells which of them it is',
    isRecoverable: true,
  },
  'network-trouble': {
    class: 'unreachable',
    side: 'network',
    words: 'the network refuses for a while (failure or congestion)',
    helps: 'wait: the operator must mend its network',
    isRecoverable: true,
  },
  'no-data-path': {
    class: 'unreachable',
    side: 'network',
    words: 'it is attached to the network but no data reaches us (APN, DNS, allow-list)',
    helps: 'check the APN of the profile and the allow-list towards the eIM',
    isRecoverable: true,
  },
  'awaiting-restart': {
    class: 'unreachable',
    side: 'network',
    words:
      'the line is active again, and the device may hold its SIM for invalid until it restarts',
    helps: 'wait for its own restart, or restart it',
    isRecoverable: true,
  },
  'switch-not-arrived': {
    class: 'unreachable',
    side: 'card',
    words: 'a switch of profiles was sent and the device was not heard of since',
    helps: 'wait: the card goes back by itself (rollback or fallback) when nothing answers',
    isRecoverable: true,
  },
  'none-enabled': {
    class: 'no-profile',
    side: 'card',
    words: 'the card proved that no profile is enabled',
    helps: 'the card must use its fallback, or somebody enables a profile at the device',
    isRecoverable: false,
  },
  'packages-refused': {
    class: 'lost-authority',
    side: 'card',
    words: 'the card refuses our packages as from an unknown eIM',
    helps: 'the eIM that the card obeys must add ours again',
    isRecoverable: false,
  },
  'memory-reset': {
    class: 'lost-authority',
    side: 'card',
    words: 'the card was reset, which removes profiles and may remove our eIM',
    helps: 'add our eIM to the card again (AddInitialEim at the device)',
    isRecoverable: false,
  },
  'other-eim': {
    class: 'lost-authority',
    side: 'card',
    words: 'another eIM changed the card before it went silent',
    helps: 'ask the owner of the other eIM whether ours is still on the card',
    isRecoverable: false,
  },
  'line-suspended': {
    class: 'suspended',
    side: 'network',
    words: 'the operator has suspended the line',
    helps: 'let the operator resume the line',
    isRecoverable: true,
  },
  'line-barred': {
    class: 'suspended',
    side: 'network',
    words: 'the operator has barred the line',
    helps: 'let the operator lift the bar',
    isRecoverable: true,
  },
  'line-not-active': {
    class: 'suspended',
    side: 'network',
    words: 'the operator has not activated the line yet',
    helps: 'let the operator activate the line',
    isRecoverable: true,
  },
  'line-terminated': {
    class: 'suspended',
    side: 'network',
    words: 'the operator has terminated the line',
    helps: 'another profile: this line does not come back',
    isRecoverable: false,
  },
  'line-refused': {
    class: 'suspended',
    side: 'network',
    words: 'the network refuses the subscription itself',
    helps: 'let the operator look at the subscription; the device then needs a restart',
    isRecoverable: true,
  },
  'imei-refused': {
    class: 'suspended',
    side: 'network',
    words: 'the line is bound to another device, or this one is locked out',
    helps: 'let the operator bind the line to this IMEI',
    isRecoverable: true,
  },
  'place-refused': {
    class: 'roaming-blocked',
    side: 'network',
    words: 'the network refuses the line in this place',
    helps: 'another operator for this country, or a roaming agreement',
    isRecoverable: true,
  },
  'outside-countries': {
    class: 'roaming-blocked',
    side: 'network',
    words: 'the device stands in a country where the line may not be used',
    helps: 'another operator for this country',
    isRecoverable: true,
  },
  'bytes-used-up': {
    class: 'bootstrap-exhausted',
    side: 'network',
    words: 'no data is left on the line',
    helps: 'top the line up',
    isRecoverable: true,
  },
  'validity-over': {
    class: 'bootstrap-exhausted',
    side: 'network',
    words: 'the line is past the end of its validity',
    helps: 'let the operator extend the line',
    isRecoverable: true,
  },
  'bytes-forecast-used-up': {
    class: 'bootstrap-exhausted',
    side: 'network',
    words: 'by its use so far, no data was left on the line when the device went silent',
    helps: 'ask the operator what is left, then top the line up',
    isRecoverable: true,
  },
  'application-heard': {
    class: 'application-only',
    side: 'application',
    words: "the device's software calls, so power, network and data work; only the IPA does not",
    helps: 'look at the IPA, its eIM address and the allow-list towards the eIM',
    isRecoverable: true,
  },
} as const satisfies Readonly<Record<string, CauseRow>>

export type CauseCode = keyof typeof causeTable

/** What is said of a cause. */
export const causeOf = (code: CauseCode): CauseRow => causeTable[code]

/** A cause with the facts that speak for it. */
export interface RankedCause {
  readonly code: CauseCode
  readonly side: CauseSide
  /** From 0 to 1, for ranking; not a probability. */
  readonly weight: number
  readonly facts: readonly string[]
}
