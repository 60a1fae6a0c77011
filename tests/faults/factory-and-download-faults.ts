// Faults of the factory, of trust, of downloads and of the bootstrap: F01 to F25.

import type { Fault } from './fault.ts'
import { by } from './fault.ts'

const preflight = 'fleet/preflight/judge-preflight.test.ts'
const stops = (row: string) =>
  by(preflight, `each missing thing stops it with its own code > ${row}`)
const downloads = 'fleet/downloads.test.ts'
const real = by(
  'tests/preflight/doomed-swaps.test.ts',
  'of doomed swaps at least 95 % are stopped beforehand, of good ones at most 1 % are held',
)
const factory = 'the factory line'

export const factoryAndDownloadFaults: readonly Fault[] = [
  { id: 'F01', phase: 'FAC', what: 'label and card swapped', waitsFor: factory },
  {
    id: 'F02',
    phase: 'FAC',
    what: 'mistyped EID',
    coveredBy: [
      by(
        'fleet/inventory/inventory-reader.test.ts',
        'a mistyped EID is set beside its batch, and the nearest right one is suggested',
      ),
    ],
  },
  {
    id: 'F03',
    phase: 'FAC',
    what: 'the same EID imported twice',
    coveredBy: [
      by(
        'fleet/inventory/inventory-reader.test.ts',
        'an EID that stands twice: both rows are named',
      ),
      by('server/store/contract.test.ts', 'keeps a card’s tenant once it has one'),
    ],
  },
  { id: 'F04', phase: 'FAC', what: 'the line loses its network', waitsFor: factory },
  { id: 'F05', phase: 'FAC', what: 'a unit passes twice', waitsFor: factory },
  { id: 'F06', phase: 'FAC', what: 'modem refuses an empty card', waitsFor: factory },
  { id: 'F07', phase: 'FAC', what: 'test profile left in a shipped unit', waitsFor: factory },
  { id: 'F08', phase: 'FAC', what: 'takt overrun', waitsFor: factory },
  {
    id: 'F09',
    phase: 'TRU',
    what: 'certificate expiry',
    coveredBy: [
      stops('an expired maker'),
      by(
        'server/proof/proofs.test.ts',
        'is not proven under another CI, nor before or after its time',
      ),
    ],
  },
  {
    id: 'F10',
    phase: 'TRU',
    what: 'no CI in common',
    coveredBy: [
      stops('no CI in common'),
      real,
      by(preflight, 'a card that tells too late is stopped before the download leaves'),
    ],
  },
  {
    id: 'F11',
    phase: 'TRU',
    what: 'trust anchor or cipher mismatch',
    coveredBy: [
      by(
        'server/es9plus/es9plus-client.test.ts',
        'refuses a server whose certificate is for another address, or of an unknown issuer',
      ),
    ],
  },
  {
    id: 'F12',
    phase: 'TRU',
    what: 'device clock of 1970, server skew',
    coveredBy: [
      by(
        'fleet/confirmation.test.ts',
        'a clock that is ahead does not make it count, nor one of 1970 (S12)',
      ),
      by(
        'tests/storm/two-clocks.test.ts',
        'two servers of one database whose clocks are days apart write no card backwards (S12)',
      ),
      by(
        'server/clock/database-clock.test.ts',
        'is not moved by its machine’s clock, and says that it is wrong',
      ),
    ],
  },
  {
    id: 'F13',
    phase: 'DL',
    what: 'download cut half-way',
    coveredBy: [
      by(
        downloads,
        'when the card does not have it, it is tried again after a pause, four times in all',
      ),
      by(
        downloads,
        'a poll after the profile was handed over means that the device is done with it',
      ),
    ],
  },
  {
    id: 'F14',
    phase: 'DL',
    what: 'used up at the SM-DP+, not on the card',
    coveredBy: [
      by(downloads, 'once the profile was handed over, a refusal is no proof: the card is read'),
      by(
        downloads,
        'handed over, refused, and not on the card: it fails with the reason of the SM-DP+',
      ),
    ],
  },
  {
    id: 'F15',
    phase: 'DL',
    what: 'error reported, profile on the card',
    coveredBy: [
      by(downloads, 'an error is signed, and the profile is on the card: it is adopted (F15)'),
      by(downloads, 'iccidAlreadyExists: the card is read and the profile adopted (F15)'),
    ],
  },
  { id: 'F16', phase: 'DL', what: 'card memory full', coveredBy: [stops('no room'), real] },
  {
    id: 'F17',
    phase: 'DL',
    what: 'profile element that the card does not know',
    coveredBy: [
      by('simulator/card/download.test.ts', 'when the card does not know an element'),
      by(
        'fleet/campaign/next-step.test.ts',
        'is named by the one attribute that explains it, and the rest goes on',
      ),
    ],
  },
  {
    id: 'F18',
    phase: 'BS',
    what: 'bootstrap quota used up',
    coveredBy: [
      stops('a line used up'),
      by('fleet/bootstrap/hold-for-line.test.ts', 'is not spent on a download that is begun again'),
      by(
        'server/esipa/get-eim-package.test.ts',
        'a device whose line is nearly used up is sent nothing that can wait (F18)',
      ),
      by(
        'server/recovery/recovery.test.ts',
        'adds up what is left by operator, and names what will be used up',
      ),
      by(
        'fleet/recovery/recovery-budget.test.ts',
        'whatever comes: never the last message, never a fourth wake a day, and no look without an end',
      ),
    ],
  },
  {
    id: 'F19',
    phase: 'BS',
    what: 'bootstrap validity over, or suspended',
    coveredBy: [
      stops('a line whose time is over'),
      by(
        'server/recovery/recovery.test.ts',
        'is brought back over the operator’s hook when its line is suspended',
      ),
    ],
  },
  {
    id: 'F20',
    phase: 'BS',
    what: 'bootstrap cannot reach the eIM',
    coveredBy: [
      by(
        'tests/faults/named-faults.test.ts',
        'F20: a device that its network sees and that never calls us is judged by both, not dead',
      ),
    ],
  },
  {
    id: 'F21',
    phase: 'DL',
    what: 'time-outs of a narrow radio',
    coveredBy: [
      stops('a session too short'),
      by(
        downloads,
        'what only time mends is tried again with growing pauses and uses up no try (F21, F24)',
      ),
      by(downloads, 'progress prolongs the wait, beginning again does not, and it has an end'),
    ],
  },
  {
    id: 'F22',
    phase: 'DL',
    what: 'matching id used, expired, tries used up',
    coveredBy: [
      stops('an order used up'),
      by(
        downloads,
        'a permanent refusal of the SM-DP+ before anything was handed over ends it (F22)',
      ),
      by(downloads, 'it stops serving a device that begins again and again (S11)'),
    ],
  },
  {
    id: 'F23',
    phase: 'DL',
    what: 'confirmation code wrong, activation code altered',
    coveredBy: [
      by(
        'tests/faults/named-faults.test.ts',
        'F23: an activation code that a shell has cut is refused before anything is used up',
      ),
      by(
        'server/esipa/swap.test.ts',
        'brings the confirmation code into an indirect download, which the device does not know',
      ),
    ],
  },
  {
    id: 'F24',
    phase: 'DL',
    what: 'SM-DP+ fails or is slow',
    coveredBy: [
      by(
        'server/es9plus/circuit-breaker.test.ts',
        'lets calls through until a host failed so many times in a row',
      ),
      by(
        downloads,
        'what only time mends is tried again with growing pauses and uses up no try (F21, F24)',
      ),
    ],
  },
  {
    id: 'F25',
    phase: 'DL',
    what: 'rules, existing ICCID, metadata, emergency call',
    coveredBy: [
      by(downloads, 'reason %i: the card is read first'),
      by(downloads, 'an emergency call is waited for'),
    ],
  },
]
