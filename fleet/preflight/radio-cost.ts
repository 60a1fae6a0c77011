// Time and energy of a plan over a narrow radio. t = 8·DL/r_dl + 8·UL/r_ul + round trips · rtt;
// E = V · (I_rx·(t_dl + t_rtt) + I_tx·t_ul). Currents and the rates of CE0 are those of an NB-IoT
// module's sheet (Tx 167 mA at 23 dBm, Rx 54 mA, 21.25 and 15.6 kbit/s); the rates of CE1 and CE2 and
// all round-trip times are assumptions that dominate the result, so they are parameters. No
// retransmissions, no attach.

import type { Plan, StepKind } from '../plan.ts'

export interface RadioClass {
  readonly downKbps: number
  readonly upKbps: number
  readonly roundTripMs: number
}

export interface RadioParameters {
  readonly volts: number
  readonly receiveMa: number
  readonly transmitMa: number
  readonly classes: Readonly<Record<'CE0' | 'CE1' | 'CE2', RadioClass>>
}

export const defaultRadio: RadioParameters = {
  volts: 3.6,
  receiveMa: 54,
  transmitMa: 167,
  classes: {
    CE0: { downKbps: 21.25, upKbps: 15.6, roundTripMs: 1_600 },
    CE1: { downKbps: 5, upKbps: 3, roundTripMs: 3_000 },
    CE2: { downKbps: 0.5, upKbps: 0.3, roundTripMs: 6_000 },
  },
}

interface Exchange {
  readonly downBytes: number
  readonly upBytes: number
  readonly roundTrips: number
}

/** Octets of a bound profile of 12,163 octets in the direct and the indirect binding, measured. */
const measured = {
  direct: { downBytes: 24_200, upBytes: 6_000, roundTrips: 9, perByte: 1.391 },
  indirect: { downBytes: 14_600, upBytes: 2_750, roundTrips: 8, perByte: 1.043 },
} as const
const measuredProfileBytes = 12_163

const command: Exchange = { downBytes: 450, upBytes: 700, roundTrips: 2 }
const exchanges: Readonly<Record<Exclude<StepKind['kind'], 'download'>, Exchange>> = {
  identify: { downBytes: 300, upBytes: 2_300, roundTrips: 2 },
  read: { downBytes: 450, upBytes: 900, roundTrips: 2 },
  enable: command,
  disable: command,
  delete: command,
  'set-fallback': command,
  'unset-fallback': command,
  confirm: { downBytes: 60, upBytes: 140, roundTrips: 1 },
}

function exchangeOf(step: StepKind, profileBytes: number): Exchange {
  if (step.kind !== 'download') return exchanges[step.kind]
  const { perByte, ...known } = measured[step.route ?? 'direct']
  const more = (profileBytes - measuredProfileBytes) * perByte
  return { ...known, downBytes: Math.max(1_000, known.downBytes + more) }
}

export interface RadioCost {
  readonly ms: number
  readonly joules: number
  /** Of the download alone. */
  readonly downloadMs: number
}

/** What the plan takes once over this class, when nothing is lost. */
export function radioCostOf(
  { steps }: Pick<Plan, 'steps'>,
  { downKbps, upKbps, roundTripMs }: RadioClass,
  about: { readonly profileBytes?: number; readonly radio?: RadioParameters } = {},
): RadioCost {
  const { volts, receiveMa, transmitMa } = about.radio ?? defaultRadio
  const cost = { ms: 0, joules: 0, downloadMs: 0 }
  for (const { step } of steps) {
    const exchange = exchangeOf(step, about.profileBytes ?? measuredProfileBytes)
    const downMs = (8 * exchange.downBytes) / downKbps
    const upMs = (8 * exchange.upBytes) / upKbps
    const tripsMs = exchange.roundTrips * roundTripMs
    const ms = downMs + upMs + tripsMs
    cost.ms += ms
    cost.joules += (volts * (receiveMa * (downMs + tripsMs) + transmitMa * upMs)) / 1_000_000
    if (step.kind === 'download') cost.downloadMs += ms
  }
  return cost
}
