// The nine ways in which a device can be silent (C5), in words.

export const silenceClasses = [
  'asleep',
  'late',
  'unreachable',
  'no-profile',
  'lost-authority',
  'suspended',
  'roaming-blocked',
  'bootstrap-exhausted',
  'application-only',
] as const

export type SilenceClass = (typeof silenceClasses)[number]

export const silenceWords: Readonly<Record<SilenceClass, string>> = {
  asleep: 'the device sleeps and is not due yet',
  late: 'the device is late, as it has been before, and came back by itself then',
  unreachable:
    'the device cannot be reached, and nothing is known that keeps its line from working',
  'no-profile': 'no profile is enabled on the card',
  'lost-authority': 'the card does not obey our eIM any more',
  suspended: 'the operator does not serve the line',
  'roaming-blocked': 'the line is not allowed in the place where the device is',
  'bootstrap-exhausted': 'the allowance of the line is used up or over',
  'application-only': "the device's own software calls, its IPA does not",
}

/** How sure the judgement is: told by the one who decides, inferred from facts, or a last guess. */
export type Confidence = 'sure' | 'likely' | 'guess'
