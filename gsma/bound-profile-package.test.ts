import { readElements, readWhole } from '@holdfast/asn1/der.ts'
import { concatBytes, formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import { describe, expect, it } from 'vitest'
import type { OpeningContext, OpeningStep } from './bound-profile-opening.ts'
import { openBoundProfile, openPiece, startOpening } from './bound-profile-opening.ts'
import type { ProfileBinding } from './bound-profile-package.ts'
import {
  channelSignatureInput,
  encodeControlReference,
  protectProfile,
} from './bound-profile-package.ts'
import { deriveChannelKeys, openChannel, protectSegment, segmentMax } from './bsp.ts'
import type { Eid } from './ids/eid.ts'
import type { Parsed } from './ids/parsed.ts'
import { cutBoundProfilePackage } from './sgp22/bound-profile-package.ts'
import type { Curve } from './signature.ts'
import { agreeSecret, signatureObject, signBytes, signingKey } from './signature.ts'

const ok = <T>(parsed: Parsed<T>): T => {
  if (!parsed.ok) throw new Error(`${parsed.code}: ${parsed.why}`)
  return parsed.value
}
const eid = '89049032123451234512345678901235' as Eid
const filled = (value: number): Uint8Array => new Uint8Array(32).fill(value)
const transactionId = parseHex('0102030405060708')
const metadata = parseHex('bf25145a0a9810103254769810321491024f7092025031')
const profile = new Uint8Array(5000).map((_, i) => i * 7)
const profileKeys = {
  initialChaining: new Uint8Array(16).fill(0x22),
  encryption: new Uint8Array(16).fill(0x33),
  mac: new Uint8Array(16).fill(0x44),
}

interface Meeting {
  readonly binding: ProfileBinding
  readonly context: OpeningContext
}

function meet(curve: Curve = 'P-256'): Meeting {
  const server = ok(signingKey(curve, filled(1)))
  const card = ok(signingKey(curve, filled(2)))
  return {
    binding: {
      transactionId,
      eid,
      hostId: parseHex('686f6c6466617374'),
      oneTimeKey: ok(signingKey(curve, filled(3))),
      cardPoint: card.publicKey.point,
      sign: (message) => signBytes(server, message),
      metadata,
      profile,
    },
    context: { transactionId, eid, oneTimeKey: card, serverKey: server.publicKey },
  }
}

const kinds = (steps: readonly OpeningStep[]): string => steps.map(({ kind }) => kind).join(' ')
const lastOf = (context: OpeningContext, bpp: Uint8Array): OpeningStep | undefined =>
  openBoundProfile(context, bpp).at(-1)

describe.each(['P-256', 'brainpoolP256r1'] satisfies Curve[])('a profile bound on %s', (curve) => {
  const { binding, context } = meet(curve)

  it('opens on its card, in the order of the standard', () => {
    const steps = openBoundProfile(context, ok(protectProfile(binding)))
    expect(kinds(steps)).toBe(
      'channel configuration metadata profile-part profile-part profile-part profile-part ' +
        'profile-part profile',
    )
    expect(steps[1]).toEqual({ kind: 'configuration', bytes: parseHex('bf2400') })
    expect(steps[2]).toEqual({ kind: 'metadata', bytes: metadata })
    expect(steps.at(-1)).toEqual({ kind: 'profile', bytes: profile })
  })

  it('opens with keys of its own for the profile', () => {
    const steps = openBoundProfile(context, ok(protectProfile({ ...binding, profileKeys })))
    expect(kinds(steps)).toMatch(/^channel configuration metadata keys-replaced profile-part/)
    expect(steps.at(-1)).toEqual({ kind: 'profile', bytes: profile })
  })
})

describe('a bound profile package', () => {
  const { binding, context } = meet()
  const bpp = ok(protectProfile(binding))
  const pieces = cutBoundProfilePackage(bpp)

  it('has segments of at most 1,020 octets', () => {
    for (const piece of pieces.slice(1)) expect(piece.length).toBeLessThanOrEqual(segmentMax)
    expect(lastOf({ ...context, strict: true }, bpp)).toMatchObject({ kind: 'profile' })
  })

  it('carries metadata of several segments', () => {
    const long = tlv(0xbf25, new Uint8Array(2500).fill(0x41))
    const steps = openBoundProfile(context, ok(protectProfile({ ...binding, metadata: long })))
    expect(steps[2]).toEqual({ kind: 'metadata', bytes: long })
  })

  it('is handed to a card in the pieces of an LPA', () => {
    const withKeys = ok(protectProfile({ ...binding, profileKeys }))
    const order = cutBoundProfilePackage(withKeys).map((piece) => formatHex(piece.subarray(0, 2)))
    expect(order[0]).toBe('BF36')
    expect(order.slice(1, 6)).toEqual(['A01A', 'A121', '881F', 'A24A', 'A382'])
    expect(order.slice(6)).toEqual(['8682', '8682', '8682', '8682', '8682'])
    expect(concatBytes(...cutBoundProfilePackage(withKeys))).toEqual(withKeys)
  })

  it('opens piece by piece, each as far as it goes', () => {
    let opening = startOpening(context)
    const seen = pieces.map((piece) => {
      const result = openPiece(opening, piece)
      opening = result.opening
      return kinds(result.steps)
    })
    const parts = 'profile-part'
    const expected = ['channel', 'configuration', '', 'metadata', '', parts, parts, parts, parts]
    expect(seen).toEqual([...expected, `${parts} profile`])
  })

  it('opens the same when cut at any byte', () => {
    const whole = openBoundProfile(context, bpp)
    for (let cut = 1; cut < bpp.length; cut += 37) {
      const first = openPiece(startOpening(context), bpp.subarray(0, cut))
      const second = openPiece(first.opening, bpp.subarray(cut))
      expect([...first.steps, ...second.steps]).toEqual(whole)
    }
  })

  it('that is cut off never ends in a profile', () => {
    for (let cut = 0; cut < bpp.length; cut += 61) {
      expect(lastOf(context, bpp.subarray(0, cut))).toMatchObject({ kind: 'refused' })
    }
  })

  it('takes nothing more once it has ended', () => {
    const { opening } = openPiece(startOpening(context), bpp)
    expect(openPiece(opening, Uint8Array.of(1)).steps[0]).toMatchObject({ kind: 'refused' })
  })

  it('that is changed in any byte never ends in a profile', () => {
    const small = ok(protectProfile({ ...binding, profile: parseHex('a0030102030405') }))
    for (let i = 0; i < small.length; i++) {
      const changed = Uint8Array.from(small)
      changed[i] = (changed[i] as number) ^ 0x01
      expect(lastOf(context, changed)).toMatchObject({ kind: 'refused' })
    }
  })

  it('for a card whose point is no point is refused', () => {
    const cardPoint = Uint8Array.from(binding.cardPoint)
    cardPoint[64] = (cardPoint[64] as number) ^ 1
    expect(protectProfile({ ...binding, cardPoint })).toMatchObject({ code: 'key-point' })
  })
})

describe('a card refuses', () => {
  const { binding, context } = meet()
  const bpp = ok(protectProfile(binding))
  const channel = openChannel(
    deriveChannelKeys(agreeSecret(binding.oneTimeKey, context.oneTimeKey.publicKey), {
      hostId: binding.hostId,
      eid,
    }),
  )

  /** A package with a start of our own making, and the segments given. */
  function forge(
    fields: readonly Uint8Array[],
    sections: readonly Uint8Array[] = [],
    sign = binding.sign,
  ): Uint8Array {
    const contents = concatBytes(...fields)
    const signature = sign(channelSignatureInput(contents, binding.cardPoint))
    return tlv(0xbf36, tlv(0xbf23, contents, signatureObject(signature)), ...sections)
  }
  const operation = tlv(0x82, Uint8Array.of(1))
  const transaction = tlv(0x80, transactionId)
  const reference = encodeControlReference(binding.hostId)
  const point = tlv(0x5f49, binding.oneTimeKey.publicKey.point)

  it('another transaction', () => {
    const other = { ...context, transactionId: parseHex('09') }
    expect(lastOf(other, bpp)).toMatchObject({
      command: 'initialiseSecureChannel',
      reason: 'invalidTransactionId',
    })
  })

  it('a package signed by another server', () => {
    const stranger = ok(signingKey('P-256', filled(9)))
    const other = { ...context, serverKey: stranger.publicKey }
    expect(lastOf(other, bpp)).toMatchObject({ reason: 'invalidSignature' })
  })

  it('a package for another one-time key of its own', () => {
    const oneTimeKey = ok(signingKey('P-256', filled(8)))
    expect(lastOf({ ...context, oneTimeKey }, bpp)).toMatchObject({ reason: 'invalidSignature' })
  })

  it('a package for another card, at the first protected command', () => {
    const other = { ...context, eid: '89044045116727494800000004479366' as Eid }
    expect(lastOf(other, bpp)).toMatchObject({
      command: 'configureISDP',
      reason: 'scp03tSecurityError',
    })
  })

  it('another operation, other keys, and a server point off the curve', () => {
    const wrongReference = tlv(0xa6, tlv(0x80, Uint8Array.of(0x80)), tlv(0x81, Uint8Array.of(16)))
    const wrongPoint = tlv(0x5f49, Uint8Array.of(4), new Uint8Array(64).fill(1))
    for (const [fields, reason] of [
      [
        [tlv(0x82, Uint8Array.of(2)), transaction, reference, point],
        'unsupportedRemoteOperationType',
      ],
      [[operation, transaction, wrongReference, point], 'unsupportedCrtValues'],
      [[operation, transaction, reference, wrongPoint], 'incorrectInputValues'],
    ] as const) {
      expect(lastOf(context, forge(fields))).toMatchObject({
        command: 'initialiseSecureChannel',
        reason,
      })
    }
  })

  it('sections in another order', () => {
    const configured = protectSegment(channel, 0x87, parseHex('bf2400'))
    const fields = [operation, transaction, reference, point]
    const wrong = forge(fields, [tlv(0xa1, new Uint8Array()), tlv(0xa0, configured.segment)])
    expect(lastOf(context, wrong)).toMatchObject({
      command: 'configureISDP',
      reason: 'scp03tStructureError',
    })
  })

  it('a section with another command inside, and keys of a wrong size', () => {
    const fields = [operation, transaction, reference, point]
    const first = protectSegment(channel, 0x87, parseHex('bf2500'))
    const wrongCommand = forge(fields, [tlv(0xa0, first.segment)])
    expect(lastOf(context, wrongCommand)).toMatchObject({
      command: 'configureISDP',
      reason: 'incorrectInputValues',
    })
    const configured = protectSegment(channel, 0x87, parseHex('bf2400'))
    const described = protectSegment(configured.next, 0x88, metadata)
    const keys = protectSegment(described.next, 0x87, parseHex('bf2603800101'))
    const wrongKeys = forge(fields, [
      tlv(0xa0, configured.segment),
      tlv(0xa1, described.segment),
      tlv(0xa2, keys.segment),
    ])
    expect(lastOf(context, wrongKeys)).toMatchObject({
      command: 'replaceSessionKeys',
      reason: 'incorrectInputValues',
    })
  })

  it('segments over 1,020 octets if strict, and takes them otherwise', () => {
    const fields = [operation, transaction, reference, point]
    const configured = protectSegment(channel, 0x87, parseHex('bf2400'))
    const described = protectSegment(configured.next, 0x88, metadata)
    const long = protectSegment(described.next, 0x86, new Uint8Array(1008))
    expect(long.segment.length).toBe(1036)
    const sections = [configured.segment, described.segment, long.segment]
    const [a0, a1, a3] = sections.map((segment, i) => tlv([0xa0, 0xa1, 0xa3][i] ?? 0, segment))
    const wrong = forge(fields, [a0, a1, a3] as Uint8Array[])
    expect(lastOf(context, wrong)).toMatchObject({ kind: 'profile' })
    expect(lastOf({ ...context, strict: true }, wrong)).toMatchObject({
      command: 'loadProfileElements',
      reason: 'scp03tStructureError',
    })
  })
})

describe('the start of a channel', () => {
  it('has the fields and order of the recorded one', () => {
    const { binding } = meet()
    const bpp = ok(protectProfile(binding))
    const [start] = readElements(bpp, readWhole(bpp).valueStart, bpp.length)
    const fields = readElements(bpp, start?.valueStart ?? 0, start?.end ?? 0)
    expect(fields.map(({ tag }) => tag)).toEqual([0x82, 0x80, 0xa6, 0x5f49, 0x5f37])
    expect(formatHex(encodeControlReference(parseHex('6D61686C7A656974')))).toBe(
      'A61080018881011084086D61686C7A656974',
    )
  })
})
