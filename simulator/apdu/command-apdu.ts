// One command APDU taken apart: class, logical channel, instruction, parameters, data and the
// length wanted back. ISO 7816-4 §5.1 (cases 1 to 4, short and extended) and ETSI TS 102 221 §10.1
// (channels 0 to 3 in the low bits of the class, 4 to 19 in the further interindustry classes).

export interface CommandApdu {
  readonly cla: number
  /** Logical channel, 0 to 19. */
  readonly channel: number
  /** A class of GlobalPlatform or ETSI (8x, Cx to Fx) rather than one of ISO. */
  readonly isProprietary: boolean
  readonly ins: number
  readonly p1: number
  readonly p2: number
  readonly data: Uint8Array
  /** Octets wanted back, 1 to 65,536; absent when the command has no Le. */
  readonly le?: number
}

/** The APDU in `bytes`; undefined when its lengths do not add up. */
export function decodeCommandApdu(bytes: Uint8Array): CommandApdu | undefined {
  const [cla = 0, ins = 0, p1 = 0, p2 = 0] = bytes
  if (bytes.length < 4) return undefined
  const body = decodeBody(bytes.subarray(4))
  if (!body) return undefined
  const isProprietary = cla >= 0x80
  return { cla, channel: channelOf(cla), isProprietary, ins, p1, p2, ...body }
}

const channelOf = (cla: number): number => (cla & 0x40 ? (cla & 0x0f) + 4 : cla & 0x03)

interface Body {
  readonly data: Uint8Array
  readonly le?: number
}

function decodeBody(body: Uint8Array): Body | undefined {
  const [first] = body
  const none = new Uint8Array(0)
  if (first === undefined) return { data: none }
  if (body.length === 1) return { data: none, le: first || 256 }
  if (first === 0 && body.length >= 3) return decodeExtended(body)
  const data = body.subarray(1, 1 + first)
  const rest = body.length - 1 - first
  if (rest === 0) return { data }
  return rest === 1 ? { data, le: (body.at(-1) as number) || 256 } : undefined
}

function decodeExtended(body: Uint8Array): Body | undefined {
  const sixteen = (at: number): number => ((body[at] as number) << 8) | (body[at + 1] as number)
  const length = sixteen(1)
  if (body.length === 3) return { data: new Uint8Array(0), le: length || 65_536 }
  const data = body.subarray(3, 3 + length)
  const rest = body.length - 3 - length
  if (rest === 0) return { data }
  return rest === 2 ? { data, le: sixteen(body.length - 2) || 65_536 } : undefined
}

/** A STORE DATA block as an LPA sends it: P1 91 closes the chain, 11 continues it; no Le. */
export function encodeStoreData(block: {
  readonly channel: number
  readonly number: number
  readonly isLast: boolean
  readonly data: Uint8Array
}): Uint8Array {
  const { channel, number, isLast, data } = block
  const header = [0x80 | channel, 0xe2, isLast ? 0x91 : 0x11, number & 0xff, data.length]
  const apdu = new Uint8Array(header.length + data.length)
  apdu.set(header)
  apdu.set(data, header.length)
  return apdu
}
