// What each reject cause of a network means: whether asking again can help, what does, and whether
// the device needs a restart before it would try again. The one table of causes: silence, pacing and
// suspension read it. Mobility causes
// (EMM, GMM, 5GMM share the numbers): TS 24.301 §9.9.3.9 and §5.5.1.2.5, TS 24.008 §10.5.5.14;
// session causes (ESM): TS 24.301 §9.9.4.4.

/** The layer matters: EMM 8 and ESM 8 are different things. A bare number is an EMM cause. */
export type RejectCause = number | { readonly layer: 'EMM' | 'ESM'; readonly cause: number }

/** Whom the refusal is about. */
export type RejectScope =
  /** The subscription: no network of this operator will take it. */
  | 'line'
  /** The device itself (its IMEI). */
  | 'device'
  /** This place or network only: another one may take it. */
  | 'place'
  /** The attach went through, the data session did not. */
  | 'session'
  /** The network has trouble; it passes. */
  | 'network'

/**
 * What the device keeps until something clears it: after some causes it holds its SIM for invalid
 * until it is restarted, after others it avoids the network that stands in its forbidden list.
 */
export type Aftermath = 'sim-invalid' | 'forbidden-network' | 'forbidden-area' | 'none'

export interface Reject {
  readonly cause: number
  readonly name: string
  readonly scope: RejectScope
  /** The same answer will come again until somebody changes something. */
  readonly isPermanent: boolean
  /** Too much at once, says the network itself. */
  readonly isCongestion?: true
  /** No table has the number. */
  readonly isUnknown?: true
  readonly aftermath: Aftermath
  readonly helps: string
  readonly source: string
}

type Row = Omit<Reject, 'cause' | 'source'>

const line = (name: string, helps: string): Row => ({
  name,
  scope: 'line',
  isPermanent: true,
  aftermath: 'sim-invalid',
  helps,
})

const device = (name: string): Row => ({
  name,
  scope: 'device',
  isPermanent: true,
  aftermath: 'sim-invalid',
  helps: 'ask the operator whether this IMEI is locked out or the line is bound to another one',
})

const place = (name: string, aftermath: Aftermath, helps: string): Row => ({
  name,
  scope: 'place',
  isPermanent: true,
  aftermath,
  helps,
})

const network = (name: string): Row => ({
  name,
  scope: 'network',
  isPermanent: false,
  aftermath: 'none',
  helps: 'nothing: it passes; the device tries again by itself',
})

const session = (name: string, isPermanent: boolean, helps: string): Row => ({
  name,
  scope: 'session',
  isPermanent,
  aftermath: 'none',
  helps,
})

const resume = 'let the operator activate or resume the line; the device then needs a restart'
const roaming = 'another operator, or a roaming agreement for this country'
const apn = 'set the APN that belongs to the profile'
const pdnType = 'set the PDN type that the operator offers'
const passes = 'nothing: it passes'

const mobility: Readonly<Record<number, Row>> = {
  2: line('IMSI unknown in HSS', resume),
  3: line('illegal UE', resume),
  5: device('IMEI not accepted'),
  6: device('illegal ME'),
  7: line('EPS services not allowed', resume),
  8: line('EPS services and non-EPS services not allowed', resume),
  9: network('UE identity cannot be derived by the network'),
  10: network('implicitly detached'),
  11: place('PLMN not allowed', 'forbidden-network', roaming),
  12: place('tracking area not allowed', 'forbidden-area', roaming),
  13: place('roaming not allowed in this tracking area', 'forbidden-area', roaming),
  14: place('EPS services not allowed in this PLMN', 'forbidden-network', roaming),
  15: place(
    'no suitable cells in tracking area',
    'forbidden-area',
    'another cell or another operator',
  ),
  16: network('MSC temporarily not reachable'),
  17: network('network failure'),
  18: network('CS domain not available'),
  19: session('ESM failure', false, 'check the APN'),
  20: network('MAC failure'),
  21: network('synch failure'),
  22: { ...network('congestion'), isCongestion: true },
  25: place('not authorized for this CSG', 'forbidden-area', 'another cell'),
  35: place('requested service option not authorized in this PLMN', 'forbidden-network', roaming),
  38: network('CS fallback call temporarily not allowed'),
  39: network('CS service temporarily not available'),
  40: network('no EPS bearer context activated'),
  42: network('severe network failure'),
  78: place('PLMN not allowed at the present location', 'forbidden-area', roaming),
}

const sessions: Readonly<Record<number, Row>> = {
  8: session('operator determined barring', true, 'let the operator lift the bar on data'),
  26: { ...session('insufficient resources', false, passes), isCongestion: true },
  27: session('missing or unknown APN', true, apn),
  28: session('unknown PDN type', true, pdnType),
  29: session('user authentication failed', true, 'set the APN user name and password'),
  30: session('request rejected by gateway', false, 'ask the operator; it may pass'),
  31: session('request rejected, unspecified', false, 'ask the operator; it may pass'),
  32: session('service option not supported', true, 'another plan of the operator'),
  33: session('requested service option not subscribed', true, 'another plan, or the right APN'),
  34: session('service option temporarily out of order', false, passes),
  38: session('network failure', false, passes),
  50: session('PDN type IPv4 only allowed', true, pdnType),
  51: session('PDN type IPv6 only allowed', true, pdnType),
  54: session('PDN connection does not exist', true, apn),
  55: session('multiple PDN connections for a given APN not allowed', true, apn),
  57: session('PDN type IPv4v6 only allowed', true, pdnType),
  58: session('PDN type non IP only allowed', true, pdnType),
  66: session('requested APN not supported in current RAT and PLMN combination', true, apn),
}

/** What the network meant. A number that no table knows is said so, and taken for passing. */
export function rejectOf(said: RejectCause): Reject {
  const { layer, cause } = typeof said === 'number' ? { layer: undefined, cause: said } : said
  const isSession = layer ? layer === 'ESM' : mobility[cause] === undefined && cause in sessions
  const row = isSession ? sessions[cause] : mobility[cause]
  const source = isSession ? 'TS 24.301 §9.9.4.4' : 'TS 24.301 §9.9.3.9'
  if (row) return { cause, ...row, source }
  const unknown = { ...network(`cause ${cause}`), helps: 'look the number up at the operator' }
  return { cause, ...unknown, isUnknown: true, source }
}

/** `11 PLMN not allowed`. */
export const rejectInWords = ({ cause, name, isUnknown }: Reject): string =>
  isUnknown ? name : `cause ${cause}, ${name}`
