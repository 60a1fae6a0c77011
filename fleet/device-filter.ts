// The one filter language for devices, used by console, CLI, API and campaigns. Here: its shape.

import type { OutcomeName } from './operation.ts'
import type { SilenceClass } from './silence/silence-class.ts'

/** All given conditions must hold; within a list any value may match. Empty: all devices. */
export interface DeviceFilter {
  /** Whose devices; set from who asks, never from what they write (S8). */
  readonly tenant?: readonly string[]
  /** Part of EID, ICCID, IMEI, serial, model or site; case-insensitive. */
  readonly text?: string
  readonly eids?: readonly string[]
  readonly generation?: readonly string[]
  readonly form?: readonly string[]
  readonly country?: readonly string[]
  readonly operator?: readonly string[]
  readonly model?: readonly string[]
  readonly firmware?: readonly string[]
  readonly site?: readonly string[]
  readonly owner?: readonly string[]
  readonly lastOutcome?: readonly OutcomeName[]
  readonly hasOpenOperation?: boolean
  /** Of the open case of a silent device. */
  readonly silenceClass?: readonly SilenceClass[]
  /** Not seen since this instant (never seen counts). */
  readonly notSeenSince?: number
}
