// What is tried for a silent device, in words.

const actionWords: Readonly<Record<string, string>> = {
  wait: 'wait for it',
  wake: 'wake it by SMS',
  'retry-window': 'try again in a better window',
  'alternative-profile': 'enable another profile',
  fallback: 'use the fallback profile',
  'extend-bootstrap': 'extend the bootstrap line',
  'top-up': 'top up the bootstrap line',
  'reactivate-line': 'ask the operator to reactivate the line',
  'refresh-registration': 'ask the operator to refresh its registration',
  'restore-authority': 'restore our authority over the card',
  'field-visit': 'send a person',
}

export const recoveryWords = (action: string): string => actionWords[action] ?? action

const outcomeWords: Readonly<Record<string, string>> = {
  asked: 'asked, no answer yet',
  accepted: 'accepted; whether it helped is seen by the next contact',
  refused: 'refused',
  unanswered: 'never answered',
  'no-help': 'it did not help',
}

export const rungOutcomeWords = (outcome: string): string => outcomeWords[outcome] ?? outcome

const findingWords: Readonly<Record<string, string>> = {
  'no-power': 'no power',
  'no-coverage': 'no coverage',
  antenna: 'antenna',
  'device-broken': 'device broken',
  'card-broken': 'card broken',
  'moved-or-gone': 'moved or gone',
  configuration: 'wrongly configured',
  'no-fault-found': 'no fault found',
  other: 'other',
}

export const findingInWords = (finding: string): string => findingWords[finding] ?? finding

export const findings: readonly string[] = Object.keys(findingWords)
