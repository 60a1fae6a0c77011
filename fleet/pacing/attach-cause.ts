// What a network's reject says about trying again: never, not here, not with this line, later, or
// soon. By the cause numbers of TS 24.301 (EMM §9.9.3.9, annex A; ESM §9.9.4.4, annex B). A cause
// that only a change of line, profile or place can mend is never answered with mere repetition.

/** The layer matters: EMM 8 and ESM 8 are different things. A bare number is an EMM cause. */
export type RejectCause = number | { readonly layer: 'EMM' | 'ESM'; readonly cause: number }

export type AttachClass =
  /** The network does not want this line or this device: nothing helps but another one. */
  | 'permanent'
  /** Not in this network or area: another place, another operator, or much later. */
  | 'place'
  /** Registered, but the line lacks the service or the APN is wrong. */
  | 'service'
  /** Too much at once, says the network itself. */
  | 'congestion'
  /** A fault of the network that passes. */
  | 'passing'
  /** No cause is known. */
  | 'unknown'

/** How attempts that Holdfast causes are spaced; pauses in milliseconds. */
export interface AttachPace {
  readonly firstMs: number
  /** Each pause is twice the one before, up to this. */
  readonly maxMs: number
  /** Since line, profile or place last changed; then it is left alone (S11). */
  readonly attemptsMax: number
  /** Whether even the first attempt needs such a change. */
  readonly needsChange: boolean
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/**
 * `place` follows the 12 to 24 hours for which a device keeps a forbidden list (TS 24.301, T3245);
 * `congestion` the 15 to 30 minutes of T3346; `passing` the network's own T3411 and T3402.
 */
export const attachPaces: Readonly<Record<AttachClass, AttachPace>> = {
  permanent: { firstMs: day, maxMs: 7 * day, attemptsMax: 1, needsChange: true },
  place: { firstMs: 12 * hour, maxMs: 7 * day, attemptsMax: 4, needsChange: false },
  service: { firstMs: 6 * hour, maxMs: 3 * day, attemptsMax: 3, needsChange: false },
  congestion: { firstMs: 20 * minute, maxMs: 12 * hour, attemptsMax: 10, needsChange: false },
  passing: { firstMs: 2 * minute, maxMs: 6 * hour, attemptsMax: 14, needsChange: false },
  unknown: { firstMs: 5 * minute, maxMs: 12 * hour, attemptsMax: 10, needsChange: false },
}

/** Unknown line, illegal UE, IMEI not accepted, illegal ME, services not allowed (EPS; EPS and non-EPS). */
const emmPermanent = [2, 3, 5, 6, 7, 8]
const emmPlace = [11, 12, 13, 14, 15, 35, 78]
const emmPassing = [9, 10, 16, 17, 18, 38, 40, 42]
/** Barring, APN, authentication, option not supported or not subscribed, PDN types, APN by RAT. */
const esmService = [8, 27, 28, 29, 32, 33, 50, 51, 54, 55, 57, 58, 66]
const esmPassing = [31, 34, 38]

/** How a reject is to be treated; `undefined` is a device that merely stays silent. */
export function classOfReject(reject: RejectCause | undefined): AttachClass {
  if (reject === undefined) return 'unknown'
  const { layer, cause } = typeof reject === 'number' ? { layer: 'EMM', cause: reject } : reject
  if (layer === 'ESM') {
    if (cause === 26) return 'congestion'
    if (esmService.includes(cause)) return 'service'
    return esmPassing.includes(cause) ? 'passing' : 'unknown'
  }
  if (cause === 22) return 'congestion'
  if (emmPermanent.includes(cause)) return 'permanent'
  if (emmPlace.includes(cause)) return 'place'
  return emmPassing.includes(cause) ? 'passing' : 'unknown'
}
