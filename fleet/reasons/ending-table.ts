// Why an operation is where it is, or ended as it did: code, words, remedy. The codes are stable;
// the operator guide lists them from here.

import type { ReasonText } from './reason-text.ts'

export const endingTable = {
  'already-so': {
    words: 'the card was already in the state that was asked for',
    remedy: 'nothing to do',
  },
  'heartbeat-on-target': {
    words: "the device's own software called over the expected profile",
    remedy: 'nothing to do',
  },
  'dispatch-deadline': {
    words: 'the device fetched the request and did not bring a result in time',
    remedy: 'nothing yet: at its next contact the card is asked what happened',
  },
  'no-answer': {
    words: 'the device fetches requests but never answers this one',
    remedy: "read the device's raw messages; the IPA may not support the request",
  },
  'step-deadline': {
    words: 'the step was not done in the time it may take',
    remedy: "look at the device's contacts, then start the operation again",
  },
  'operation-deadline': {
    words: 'the deadline passed before anything was changed on the card',
    remedy: 'find out why the device does not call, then start the operation again',
  },
  'ended-half-way': {
    words: 'part of the operation is done and the rest is not; the old profile is still enabled',
    remedy: 'start a new operation: it goes on from what is on the card',
  },
  'no-heartbeat': {
    words: "the target profile is enabled, but the device's software has not called over it",
    remedy: 'nothing yet: at its next contact the card is read',
  },
  'modem-stays': {
    words: 'the card has the target enabled, but the modem still uses the other profile',
    remedy: 'restart the device or its modem: it has not taken over the switch (REFRESH ignored)',
  },
  'switched-back': {
    words: 'the modem stayed on the former profile and nothing led back: it was enabled again',
    remedy:
      'restart the modem right after the switch, or give the card a fallback profile, then start again',
  },
  'application-silent': {
    words: 'the card proves that the target is enabled; only the application does not call',
    remedy: "check the device's software and its APN; the card side is as wished",
  },
  'still-unknown': {
    words: 'no evidence came until the final deadline; the outcome stays unknown',
    remedy: 'when the device calls again, read the card (audit); late results still count',
  },
  'database-restored': {
    words: 'the database was replaced by a backup, so the card may be further than it tells',
    remedy: 'nothing: at its next contact the card is read',
  },
  'card-refused': {
    words: 'the card refused the command',
    remedy: 'see the result code',
  },
  'card-not-accepting': {
    words: 'the card does not accept our packages: its eIM data is not ours, or is outdated',
    remedy: "check the card's eIM configuration and association token; renew the association",
  },
  'package-refused': {
    words: 'the card refused the whole package',
    remedy: 'see the error code',
  },
  'replayed-counter': {
    words: 'the card has seen this counter before: the earlier package was probably carried out',
    remedy: 'nothing yet: the card is asked for the stored result and read',
  },
  'counter-desynchronised': {
    words: 'the card keeps refusing our counters, even after jumping ahead',
    remedy: 'renew the association with a new counter',
  },
  'package-format': {
    words: 'the IPA could not read the package',
    remedy: 'report it with the raw messages; the IPA may speak another edition',
  },
  'card-not-proven': {
    words: "the card's certificates could not be verified to a trusted CI",
    remedy: "add the CI of this card's manufacturer, or check whether the card is genuine",
  },
  'result-not-proven': {
    words: 'the result is not signed by the card, so it changes nothing',
    remedy: 'nothing yet: the card is asked again',
  },
  'rolled-back-by-card': {
    words: 'the card went back to the former profile by itself (rollback)',
    remedy: 'find out why the device could not reach us on the new profile before trying again',
  },
  'fallback-by-card': {
    words: 'the card used its fallback profile by itself',
    remedy: 'find out why the new profile did not work; the device is reachable on the fallback',
  },
  'found-on-former': {
    words: 'the card is back on the former profile',
    remedy: 'find out why the device could not stay on the new profile before trying again',
  },
  'not-executed': {
    words: 'the card proves that the change was not made, and there are no tries left',
    remedy: "look at the device's raw messages, then start the operation again",
  },
  'found-undone': {
    words: 'the card proves that the change was not made; it will be sent again',
    remedy: 'nothing to do',
  },
  'changed-by-others': {
    words: 'somebody else changed the card',
    remedy: 'find out who else manages this card before changing it again',
  },
  'package-forgotten': {
    words: 'the card carried out a package of ours that is not on record any more',
    remedy: 'nothing: the card is read',
  },
  'state-change-cause': {
    words: 'the device reports that its profiles changed, and not through us',
    remedy: 'nothing yet: the card is read',
  },
  'flap-held': {
    words: 'the card keeps leaving the profile that we enabled, so nothing more is enabled on it',
    remedy: 'find out why; a person starting it for this one device releases the hold',
  },
  'profile-gone': {
    words: 'the target profile is no longer on the card',
    remedy: 'find out who deleted it; download a profile again',
  },
  'ambiguous-download': {
    words: 'more than one new profile is on the card, so the downloaded one cannot be told',
    remedy: 'enable the right one by its ICCID',
  },
  'install-failed': {
    words: 'the card could not install the profile',
    remedy: 'see the result code',
  },
  'download-failed': {
    words: 'the download did not succeed',
    remedy: 'see the result code, and ask the operator about the order if it says so',
  },
  'download-stopped': {
    words: 'the device stopped the download',
    remedy: 'see the reason; it is tried again while tries are left',
  },
  'adopted-after-error': {
    words: 'an error was reported, but the profile is on the card',
    remedy: 'nothing to do',
  },
  'facts-changed': {
    words: 'what the card proved differs from what the plan rested on',
    remedy: 'nothing to do',
  },
  'put-off-by-card': {
    words: 'the card cannot do it just now',
    remedy: 'nothing yet: it is tried again shortly',
  },
  'late-truth': {
    words: 'a result came after the operation had been given up',
    remedy: 'nothing to do',
  },
  'resolved-by-result': { words: 'the card gave the stored result', remedy: 'nothing to do' },
  'resolved-by-read': { words: 'the card proved its profiles', remedy: 'nothing to do' },
  'resolved-by-heartbeat': {
    words: 'the device called over the expected profile',
    remedy: 'nothing to do',
  },
  'resolved-by-notification': {
    words: 'the card sent a signed notification of the change',
    remedy: 'nothing to do',
  },
  'cancelled-by-person': {
    words: 'it was cancelled before anything changed on the card',
    remedy: 'nothing to do',
  },
  'came-back': {
    words: 'the device came back before this was needed',
    remedy: 'nothing to do',
  },
  'seen-elsewhere': {
    words: 'the device is seen on another profile than its card showed as enabled',
    remedy: 'nothing yet: at its next contact the card is read',
  },
  'heartbeat-elsewhere': {
    words: 'the device was seen on another profile than the one just enabled',
    remedy: 'nothing yet: at its next contact the card is read',
  },
} as const satisfies Readonly<Record<string, ReasonText>>

export type EndingCode = keyof typeof endingTable
