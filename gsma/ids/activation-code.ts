// Activation code: the line of text that fetches a profile (SGP.22 §4.1),
// `LPA:1$<SM-DP+ address>$<matching id>[$<SM-DP+ OID>[$1]]`. Who holds the matching id can take the
// profile, so it is a secret here, and so is the formatted whole.

import type { Parsed } from './parsed.ts'
import { accepted, refused } from './parsed.ts'
import type { Secret } from './secret.ts'
import { keepSecret, revealSecret } from './secret.ts'

export interface ActivationCode {
  /** Host name of the SM-DP+, in lower case. */
  readonly smdpAddress: string
  /** Empty where the SM-DP+ finds the profile by the card's EID. */
  readonly matchingId: Secret
  readonly smdpOid?: string
  readonly confirmationCodeRequired: boolean
}

const lengthMax = 255
const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/

/** Whether `text` is a host name, with a port or without. */
export function isServerAddress(text: string): boolean {
  const [host = '', port, ...more] = text.split(':')
  if (more.length > 0 || (port !== undefined && !/^\d{1,5}$/.test(port))) return false
  if (host.length > 253) return false
  return host
    .toLowerCase()
    .split('.')
    .every((part) => label.test(part))
}

/**
 * The activation code in `text`, with `LPA:` before it or without. Fields after the fifth, which
 * newer versions of the standard add, are left out. No refusal repeats the matching id.
 */
export function parseActivationCode(text: string): Parsed<ActivationCode> {
  const line = text.trim().replace(/^lpa:/i, '')
  if (line.length > lengthMax) {
    return refused('activation-code-length', `over ${lengthMax} characters`)
  }
  const [format, address = '', matchingId, smdpOid = '', flag = ''] = line.split('$')
  if (format !== '1') {
    return refused('activation-code-format', 'it begins with "LPA:1$", or "1$" when typed by hand')
  }
  if (!isServerAddress(address)) {
    return refused('activation-code-address', `"${address}" is not a host name`)
  }
  if (matchingId === undefined) {
    return refused('activation-code-fields', 'after the address a "$" and the matching id follow')
  }
  if (!/^[!-~]*$/.test(matchingId)) {
    return refused('activation-code-matching-id', 'the matching id holds a blank or odd character')
  }
  if (smdpOid !== '' && !/^[0-2](\.\d+)+$/.test(smdpOid)) {
    return refused('activation-code-oid', `"${smdpOid}" is not an object identifier`)
  }
  if (flag !== '' && flag !== '1') {
    return refused('activation-code-flag', 'the fifth field is "1" (code needed) or empty')
  }
  return accepted({
    smdpAddress: address.toLowerCase(),
    matchingId: keepSecret(matchingId),
    ...(smdpOid === '' ? {} : { smdpOid }),
    confirmationCodeRequired: flag === '1',
  })
}

/** The line of text, as a secret; `revealSecret` gives what is sent to a device. */
export function formatActivationCode(code: ActivationCode): Secret {
  const fields = ['LPA:1', code.smdpAddress, revealSecret(code.matchingId)]
  if (code.smdpOid !== undefined || code.confirmationCodeRequired) fields.push(code.smdpOid ?? '')
  if (code.confirmationCodeRequired) fields.push('1')
  return keepSecret(fields.join('$'))
}
