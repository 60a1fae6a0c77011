// The shape of a quirk record: what is known of how some IPA, card or modem departs from what its
// standard or common sense would have it do, who says so, how it is recognised on a card of ours,
// and what Holdfast does differently because of it.

import type { Deadlines } from '../deadlines.ts'
import type { StepKind } from '../plan.ts'

export interface QuirkRecord {
  /** Stable, kebab-case. */
  readonly quirkId: string
  readonly of: 'IPA' | 'eUICC' | 'modem'
  /** The fault of the catalogue that it leads to. */
  readonly fault: string
  /** What it does, in words. */
  readonly what: string
  readonly source: QuirkSource
  readonly match: QuirkMatch
  readonly effect: QuirkEffect
  /** What Holdfast does because of it, in words. */
  readonly instead: string
}

export interface QuirkSource {
  /** Who reports it, and where. */
  readonly title: string
  readonly evidence: 'reported' | 'reproduced'
}

/** All that is given must hold; what a card has shown of itself counts more than its type. */
export interface QuirkMatch {
  /** Part of the module's name, lower case. */
  readonly module?: string
  /** Beginning of the eUICC's firmware version. */
  readonly euiccOs?: string
  readonly dialect?: 'v1.0' | 'v1.2'
  /** Shown by this very device. */
  readonly shown?: ShownBehaviour
}

export type ShownBehaviour =
  /** Called on over the old profile after the card had the new one enabled. */
  | 'keeps-old-profile-after-enable'
  /** Left the profile that we enabled, more than once. */
  | 'leaves-enabled-profile'
  /** Was asked who it is and did not tell EUICCInfo2. */
  | 'tells-no-euicc-info2'
  /** A download was reported as failed, and the profile was on the card. */
  | 'profile-there-after-error'

export interface QuirkEffect {
  /** Waits that are at least this long. */
  readonly deadlinesAtLeast?: Partial<Deadlines>
  /** Tries of a kind of step, fewer than usual. */
  readonly triesAtMost?: Readonly<Partial<Record<StepKind['kind'], number>>>
}
