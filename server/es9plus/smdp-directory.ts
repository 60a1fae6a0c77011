// Where an SM-DP+ is reached, and which ones may be reached at all. Devices name addresses too, and
// a device must never make the server call where it likes: only addresses that an operator
// configured or that Holdfast itself put into a download are called, and one that nobody configured
// must not lead into a private network.

import { BlockList, isIP } from 'node:net'

/** How to reach one SM-DP+. */
export interface SmdpRoute {
  /** As activation codes and certificates name it. */
  readonly address: string
  /** Without a trailing slash; https, or http to this machine. */
  readonly url: string
  /** Configured by the operator, so it may stand in a private network. */
  readonly isConfigured: boolean
}

export class SmdpDirectory {
  readonly #configured: ReadonlyMap<string, string>

  /** `configured`: address → URL, from `--smdp address=url`. */
  constructor(configured: ReadonlyMap<string, string> = new Map()) {
    for (const [address, url] of configured) checkUrl(address, url)
    this.#configured = new Map(
      [...configured].map(([address, url]) => [address.toLowerCase(), url.replace(/\/+$/, '')]),
    )
  }

  isConfigured(address: string): boolean {
    return this.#configured.has(address.toLowerCase())
  }

  /** The way to an address that somebody entitled has named. */
  route(address: string): SmdpRoute {
    const url = this.#configured.get(address.toLowerCase())
    return { address, url: url ?? `https://${address}`, isConfigured: url !== undefined }
  }
}

function checkUrl(address: string, url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const isPlainHere = parsed?.protocol === 'http:' && isThisMachine(parsed.hostname)
  if (parsed?.protocol === 'https:' || isPlainHere) return
  throw new Error(
    `--smdp ${address}=${url}: the URL must begin with https:// (http:// only to this machine)`,
  )
}

const isThisMachine = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'))

const closed = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  closed.addSubnet(net, bits, 'ipv4')
}
for (const [net, bits] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  closed.addSubnet(net, bits, 'ipv6')
}

/** Whether this is an IP address of this machine, of a private network, or of no host at all. */
export function isClosedAddress(ip: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1]
  const plain = mapped ?? ip.replace(/^\[|\]$/g, '')
  const version = isIP(plain)
  return version !== 0 && closed.check(plain, version === 6 ? 'ipv6' : 'ipv4')
}
