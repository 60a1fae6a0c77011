// Quirks that have been reported or reproduced, with where. A record without an effect on numbers
// stands for something that the design already does for every device; its words say what.

import type { QuirkRecord } from './quirk-record.ts'

const minute = 60_000
const hour = 60 * minute

export const quirkTable: readonly QuirkRecord[] = [
  {
    quirkId: 'silent-failed-download',
    of: 'IPA',
    fault: 'F46',
    what: 'an IPA of v1.0 does not report a download that failed, not even a bad activation code',
    source: { title: 'onomondo-ipa run against an eIM and an SM-DP+', evidence: 'reproduced' },
    match: { dialect: 'v1.0' },
    effect: { triesAtMost: { download: 3 } },
    instead: 'its silence is taken for nothing; the card is read, and the order has one try fewer',
  },
  {
    quirkId: 'no-euicc-info2',
    of: 'IPA',
    fault: 'F46',
    what: 'it answers a data request without EUICCInfo2',
    source: { title: 'onomondo-ipa, its data request', evidence: 'reproduced' },
    match: { shown: 'tells-no-euicc-info2' },
    effect: {},
    instead: 'free memory and eUICC OS count as unknown; it begins only after others of its kind',
  },
  {
    quirkId: 'profile-there-after-error',
    of: 'eUICC',
    fault: 'F15',
    what: 'an error was signed or reported although the profile is on the card',
    source: { title: 'lpac issue 186, SimAdmin issue 31', evidence: 'reported' },
    match: { shown: 'profile-there-after-error' },
    effect: {},
    instead: 'the card is read before an error is believed, and the profile is adopted',
  },
  {
    quirkId: 'refresh-not-honoured',
    of: 'modem',
    fault: 'F26',
    what: 'the modem stays on the old profile after an enable until it is restarted',
    source: { title: 'lpac issues 236 and 450, openpilot issue 35279', evidence: 'reported' },
    match: { shown: 'keeps-old-profile-after-enable' },
    effect: { deadlinesAtLeast: { confirmMs: 72 * hour } },
    instead:
      'no second enable is sent while the card has the first; the proof may wait for a restart',
  },
  {
    quirkId: 'enable-does-not-last',
    of: 'eUICC',
    fault: 'F33',
    what: 'the card leaves the enabled profile when the modem restarts',
    source: { title: 'openpilot issue 34924', evidence: 'reported' },
    match: { shown: 'leaves-enabled-profile' },
    effect: {},
    instead: 'it is not fought: after two returns nothing is enabled there until a person says so',
  },
  {
    quirkId: 'slow-card-over-at',
    of: 'modem',
    fault: 'F21',
    what: 'loading a profile over AT commands takes up to minutes, and a command up to 240 seconds',
    source: {
      title: 'lpac pull request 448, lpac AT notes, measured on FM350-GL',
      evidence: 'reported',
    },
    match: { module: 'fm350' },
    effect: { deadlinesAtLeast: { packageMs: 20 * minute, downloadMs: 60 * minute } },
    instead: 'its packages and downloads are given longer before they are missed',
  },
]
