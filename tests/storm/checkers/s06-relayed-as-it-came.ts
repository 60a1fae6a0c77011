// S6: bytes under a signature are carried as they came. What an SM-DP+ signed reaches the device to
// the octet, and what a card signed reaches the SM-DP+ to the octet, whatever the binding.

import type { Evidence } from '../rig/evidence.ts'
import type { Es9Exchange, EsipaExchange } from '../rig/wire-record.ts'
import { type Checker, type Violation, violating } from './checker.ts'

const violation = violating('S6')

export const relayedAsItCame: Checker = {
  invariant: 'S6',
  words: 'what somebody signed is carried to the octet',
  check: (evidence) =>
    evidence.es9
      .filter(({ by, status, isDisturbed }) => by === 'eim' && status === 200 && !isDisturbed)
      .flatMap((exchange) => [...checkDown(evidence, exchange), ...checkUp(evidence, exchange)]),
}

const signedDown = [
  'serverSigned1',
  'serverSignature1',
  'serverCertificate',
  'smdpSigned2',
  'smdpSignature2',
  'smdpCertificate',
  'boundProfilePackage',
] as const

/** How many exchanges around one are looked at: few run at the same time. */
const around = 40

/** ESipa exchanges that may have carried this call of the eIM. */
function carriers({ esipa }: Evidence, { order }: Es9Exchange): readonly EsipaExchange[] {
  return esipa.filter((one) => one.order < order && one.order >= order - around)
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    // A notification is answered with nothing at all.
    return {}
  }
}

function checkDown(evidence: Evidence, exchange: Es9Exchange): readonly Violation[] {
  const fields = fieldsOf(exchange.reply)
  const parts = signedDown.flatMap((name) => {
    const value = fields[name]
    return typeof value === 'string' ? [{ name, value }] : []
  })
  if (parts.length === 0) return []
  const possible = carriers(evidence, exchange)
  // A server that died over it told the device nothing.
  if (possible.some(({ status }) => status !== 200)) return []
  return parts.flatMap(({ name, value }) => {
    const whole = Buffer.from(value, 'base64')
    // In JSON an eIM writes the 64 octets of a signature alone (SGP.32 §6.4).
    const bytes = name.includes('Signature') ? (signatureIn(whole) ?? whole) : whole
    const isCarried = possible.some(({ reply }) => holds(reply, bytes, value))
    return isCarried ? [] : [violation(exchange.at, `${name} of ${exchange.path} was not carried`)]
  })
}

const signedUp = [
  'authenticateServerResponse',
  'prepareDownloadResponse',
  'cancelSessionResponse',
] as const

function checkUp(evidence: Evidence, exchange: Es9Exchange): readonly Violation[] {
  const fields = fieldsOf(exchange.request)
  return signedUp.flatMap((name) => {
    const value = fields[name]
    const signature =
      typeof value === 'string' ? signatureIn(Buffer.from(value, 'base64')) : undefined
    if (!signature) return []
    const isFrom = carriers(evidence, exchange).some(({ request }) => holds(request, signature))
    const what = `the card's signature in ${name} is not what a device sent`
    return isFrom ? [] : [violation(exchange.at, what)]
  })
}

/** The 64 octets of the first TLV 5F37. */
function signatureIn(bytes: Buffer): Buffer | undefined {
  const at = bytes.indexOf(Buffer.of(0x5f, 0x37, 0x40))
  return at < 0 ? undefined : bytes.subarray(at + 3, at + 67)
}

/** In DER as they are, in JSON within some text of base64. */
function holds(body: Uint8Array, bytes: Buffer, base64?: string): boolean {
  const whole = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  if (whole.includes(bytes)) return true
  if (whole[0] !== 0x7b) return false
  if (base64 !== undefined && whole.includes(base64)) return true
  return Object.values(fieldsOf(whole.toString('utf8'))).some(
    (value) => typeof value === 'string' && Buffer.from(value, 'base64').includes(bytes),
  )
}
