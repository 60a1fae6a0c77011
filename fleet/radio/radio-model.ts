// What an exchange costs over the air: seconds, octets, joules. The one radio model of pre-flight
// (does the device come through at all?) and of forecasts (what does the campaign take?). It is
// t = 8·DL/r_dl + 8·UL/r_ul + RTTs·rtt and E = V·(I_rx·(t_dl + t_rtt) + I_tx·t_ul), with the
// currents of an M5311-class NB-IoT module. Only the CE0 rates and the currents are from a data
// sheet; everything marked `assumed` moves the result and is shown in the sensitivity table.

export type RadioName = 'CE0' | 'CE1' | 'CE2' | 'EC-GSM' | 'LTE-M' | 'Cat-1'

export interface Radio {
  /** Bits a second. */
  readonly downBps: number
  readonly upBps: number
  readonly roundTripSeconds: number
  /** Registering in a network after the profile changed. */
  readonly attachSeconds: number
  readonly volts: number
  readonly receiveAmps: number
  readonly transmitAmps: number
  /** Connected after the last octet: half a second with release assistance, ten without. */
  readonly tailSeconds: number
  /** Asleep between contacts. */
  readonly sleepAmps: number
  /** Which of the numbers above are assumptions. */
  readonly assumed: readonly (keyof Radio)[]
}

const module = {
  volts: 3.6,
  receiveAmps: 0.054,
  transmitAmps: 0.167,
  tailSeconds: 0.5,
  sleepAmps: 0.000_003,
} as const

const always = ['roundTripSeconds', 'attachSeconds', 'tailSeconds'] as const
const withRates = ['downBps', 'upBps', ...always] as const
const withCurrents = [...withRates, 'receiveAmps', 'transmitAmps', 'sleepAmps'] as const

export const radios: Readonly<Record<RadioName, Radio>> = {
  CE0: radio([21_250, 15_600, 1.6, 12], always),
  CE1: radio([5_000, 3_000, 3, 25], withRates),
  CE2: radio([500, 300, 6, 60], withRates),
  'EC-GSM': radio([70_000, 70_000, 0.73, 10], withCurrents),
  'LTE-M': radio([300_000, 375_000, 0.15, 6], withCurrents),
  'Cat-1': radio([5_000_000, 2_000_000, 0.08, 4], withCurrents),
}

function radio(
  [downBps, upBps, roundTripSeconds, attachSeconds]: readonly [number, number, number, number],
  assumed: readonly (keyof Radio)[],
): Radio {
  return { downBps, upBps, roundTripSeconds, attachSeconds, ...module, assumed }
}

/** Octets towards the device, octets from it, and how often one side waits for the other. */
export interface Exchange {
  readonly down: number
  readonly up: number
  readonly roundTrips: number
  /** The profile changes: the device registers once more. */
  readonly attaches?: number
}

export interface AirCost {
  readonly seconds: number
  readonly joules: number
  readonly bytes: number
}

export const noAirCost: AirCost = { seconds: 0, joules: 0, bytes: 0 }

/** Of one exchange without retransmission; the tail comes once a session (`tailCost`). */
export function airCostOf(exchange: Exchange, of: Radio): AirCost {
  const down = (8 * exchange.down) / of.downBps
  const up = (8 * exchange.up) / of.upBps
  const waiting =
    exchange.roundTrips * of.roundTripSeconds + (exchange.attaches ?? 0) * of.attachSeconds
  return {
    seconds: down + up + waiting,
    joules: of.volts * (of.receiveAmps * (down + waiting) + of.transmitAmps * up),
    bytes: exchange.down + exchange.up,
  }
}

/** Connected and idle, until the network lets the device sleep. */
export const tailCost = (of: Radio): AirCost => ({
  seconds: of.tailSeconds,
  joules: of.volts * of.receiveAmps * of.tailSeconds,
  bytes: 0,
})

export const addAirCost = (a: AirCost, b: AirCost): AirCost => ({
  seconds: a.seconds + b.seconds,
  joules: a.joules + b.joules,
  bytes: a.bytes + b.bytes,
})

/** One waking with these exchanges, tail included. */
export const sessionCost = (exchanges: readonly Exchange[], of: Radio): AirCost =>
  exchanges.map((exchange) => airCostOf(exchange, of)).reduce(addAirCost, tailCost(of))
