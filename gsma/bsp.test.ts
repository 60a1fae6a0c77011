import { concatBytes, formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { describe, expect, it } from 'vitest'
import type { Channel, SegmentTag } from './bsp.ts'
import {
  aesCmac,
  deriveChannelKeys,
  openChannel,
  openSegment,
  protectSegment,
  segmentMax,
} from './bsp.ts'
import type { Eid } from './ids/eid.ts'

const eid = '89049032123451234512345678901235' as Eid
const hex = (bytes: Uint8Array): string => formatHex(bytes).toLowerCase()

describe('AES-CMAC', () => {
  const key = parseHex('2b7e151628aed2a6abf7158809cf4f3c')
  const message = parseHex(
    `6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51
     30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710`,
  )
  for (const [size, mac] of [
    [0, 'bb1d6929e95937287fa37d129b756746'],
    [16, '070a16b46b4d4144f79bdd9dd04a287c'],
    [40, 'dfa66747de9ae63030ca32611497c827'],
    [64, '51f0bebf7e3b9d92fc49741779363cfe'],
  ] as const) {
    it(`of ${size} octets is that of RFC 4493`, () => {
      expect(hex(aesCmac(key, message.subarray(0, size)))).toBe(mac)
    })
  }
})

// Computed for this project from the algorithm.
const computed = {
  secret: '00112233445566778899aabbccddeeff0123456789abcdeffedcba9876543210',
  hostId: '534d2d44502b31',
  chaining: 'd8cf6b04620d5680a90197ed65483d41',
  encryption: 'f92738fe67e85ff99f7bbd1c2f657fc1',
  mac: '2d3790e446d9fd29eb8c0ada41a52ec3',
}
// Recorded from a download by an open LPA from an open SM-DP+, with public test keys.
const recorded = {
  secret: '0D2E7530EDD1CD08703262E741CC4C745D7239581A89310AE431DE99FE263D71',
  hostId: '6D61686C7A656974',
  chaining: 'ddc5a3ff5623e07ff4d8ea80b61b36ec',
  encryption: '161e7af36ba0adc20ddd08291bb59de3',
  mac: '283d38fea8670b1f56f685ca9fbd6ac5',
}
// A trace of a third SM-DP+, from the tests of an open client.
const thirdParty = {
  secret: 'c9a993dd4879a8f7161f2085410edd4f9652f1df37be097ba96ba2ca6be528fe',
  hostId: '8080808080808080',
  chaining: '406d507b448a699e7a36a38494debbde',
  encryption: '472f5bfadd97f21d34f3ce9b51b92751',
  mac: '9ec07f5b36a13e12a991d66e294e6242',
}

const keysOf = (vector: { secret: string; hostId: string }) =>
  deriveChannelKeys(parseHex(vector.secret), { hostId: parseHex(vector.hostId), eid })

describe('the keys of a channel', () => {
  for (const [name, vector] of Object.entries({ computed, recorded })) {
    it(`are those of the ${name} vector`, () => {
      const keys = keysOf(vector)
      expect(hex(keys.initialChaining)).toBe(vector.chaining)
      expect(hex(keys.encryption)).toBe(vector.encryption)
      expect(hex(keys.mac)).toBe(vector.mac)
    })
  }

  it('depend on secret, host and card', () => {
    const keys = keysOf(computed)
    const others = [
      keysOf({ ...computed, secret: recorded.secret }),
      keysOf({ ...computed, hostId: recorded.hostId }),
      deriveChannelKeys(parseHex(computed.secret), {
        hostId: parseHex(computed.hostId),
        eid: '89044045116727494800000004479366' as Eid,
      }),
    ]
    for (const other of others) expect(other.mac).not.toEqual(keys.mac)
  })
})

interface Step {
  readonly tag: SegmentTag
  readonly plain: string
  readonly segment: string
}

function expectSteps(start: Channel, steps: readonly Step[]): void {
  let sender = start
  let receiver = start
  for (const { tag, plain, segment } of steps) {
    const sent = protectSegment(sender, tag, parseHex(plain))
    expect(hex(sent.segment)).toBe(segment.toLowerCase())
    const opened = openSegment(receiver, parseHex(segment))
    if (opened.kind === 'refused') throw new Error(opened.why)
    expect(hex(opened.plain)).toBe(plain.toLowerCase())
    sender = sent.next
    receiver = opened.next
    expect(receiver).toEqual(sender)
  }
}

describe('segments', () => {
  it('are those of the computed vector, one after the other', () => {
    expectSteps(openChannel(keysOf(computed)), [
      {
        tag: 0x87,
        plain: 'bf2400',
        segment: '8718539daaa5c66aafd8e3b1143ed5c617e113edabdc80ef4827',
      },
      {
        tag: 0x88,
        plain: 'bf25145a0a9810103254769810321491024f7092025031',
        segment: '881fbf25145a0a9810103254769810321491024f70920250317bafaab59e3e21f6',
      },
      {
        tag: 0x86,
        plain: 'a0030102030405',
        segment: '86186488f0e131741c5292a5f177842f1ae57d2fa84ad1b1f1ca',
      },
    ])
  })

  it('are those of the recorded download: one encrypted, one in the clear, one encrypted', () => {
    const metadata =
      'bf2581995a0a98001032547698103214910a4f736d6f636f6d53504e92175453343876325f53414950322e33' +
      '5f4e6f424552544c56950102b663301f80020640811974657374736d6470706c7573312e6578616d706c652e' +
      '636f6d301f80020520811974657374736d6470706c7573312e6578616d706c652e636f6d301f800204108119' +
      '74657374736d6470706c7573312e6578616d706c652e636f6d'
    expectSteps(openChannel(keysOf(recorded)), [
      {
        tag: 0x87,
        plain: 'bf2400',
        segment: '8718bfe2b4cc03e6cbb980066ef907acc0dc5e4dad1becbe5e4e',
      },
      { tag: 0x88, plain: metadata, segment: `8881a5${metadata}0fa4c70564112b27` },
      {
        tag: 0x87,
        plain:
          'bf26368010222222222222222222222222222222228110000000000000000000000000000000008210' +
          '11111111111111111111111111111111',
        segment:
          '874847fc23e9a0e554054a6d0c11a7553d392c5fa16354b179b1646f00af389c7ae1cc30b4316f7c6ac8' +
          'c849cd5104c10fb72160657e1d3b0bb6e8c25f3f25a5c4b501db9e9285ef09b0',
      },
    ])
  })

  it('chain by the whole MAC, of which only half travels', () => {
    const { next } = protectSegment(openChannel(keysOf(recorded)), 0x87, parseHex('bf2400'))
    expect(hex(next.chaining)).toBe('5e4dad1becbe5e4e3d82d1cd5c0396d7')
  })

  it('are those of a third SM-DP+', () => {
    const start: Channel = {
      encryption: parseHex(thirdParty.encryption),
      mac: parseHex(thirdParty.mac),
      chaining: parseHex(thirdParty.chaining),
      counter: 1,
    }
    expect(openChannel(keysOf(thirdParty))).toEqual(start)
    expectSteps(start, [
      {
        tag: 0x87,
        plain: 'bf2400',
        segment: '8718f6fe031e4b9cfe87c8e1e62f3fde85c49412d7722a6a2d89',
      },
    ])
  })

  it('hold any number of octets, and 1,007 at most within the limit', () => {
    let channel = openChannel(keysOf(computed))
    for (const size of [0, 1, 15, 16, 17, 127, 128, 1007]) {
      const { segment, next } = protectSegment(channel, 0x86, new Uint8Array(size).fill(0x80))
      const opened = openSegment(channel, segment)
      expect(opened).toMatchObject({ kind: 'opened', plain: new Uint8Array(size).fill(0x80) })
      expect(segment.length).toBeLessThanOrEqual(segmentMax)
      channel = next
    }
    const over = protectSegment(channel, 0x86, new Uint8Array(1008))
    expect(over.segment.length).toBeGreaterThan(segmentMax)
  })
})

describe('a segment is refused', () => {
  const channel = openChannel(keysOf(computed))
  const { segment, next } = protectSegment(channel, 0x87, parseHex('bf2400'))

  it('when any of its octets is changed', () => {
    for (let i = 0; i < segment.length; i++) {
      const changed = Uint8Array.from(segment)
      changed[i] = (changed[i] as number) ^ 0x01
      expect(openSegment(channel, changed).kind).toBe('refused')
    }
  })

  it('when it is repeated, or another came before it', () => {
    expect(openSegment(next, segment)).toMatchObject({ kind: 'refused', code: 'segment-mac' })
    const later = protectSegment(next, 0x87, parseHex('bf2400')).segment
    expect(openSegment(channel, later)).toMatchObject({ kind: 'refused', code: 'segment-mac' })
  })

  it('when it is cut, empty, too short, not whole blocks, or followed by more', () => {
    for (const wrong of [
      new Uint8Array(),
      segment.subarray(0, 10),
      parseHex('8704aabbccdd'),
      parseHex('8708aabbccddeeff0011'),
      parseHex('8709aabbccddeeff001122'),
      parseHex('8908aabbccddeeff0011'),
      concatBytes(segment, Uint8Array.of(0)),
    ]) {
      expect(openSegment(channel, wrong)).toMatchObject({ code: 'segment-structure' })
    }
  })

  it('when it decrypts to something without padding', () => {
    // A body whose MAC fits, made with the right MAC key and a wrong encryption key.
    const other = { ...channel, encryption: new Uint8Array(16) }
    let refusals = 0
    for (let i = 0; i < 32; i++) {
      const wrong = protectSegment(other, 0x86, Uint8Array.of(i)).segment
      const result = openSegment(channel, wrong)
      if (result.kind === 'refused' && result.code === 'segment-structure') refusals++
    }
    expect(refusals).toBeGreaterThan(24)
  })
})
