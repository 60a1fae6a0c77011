import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Bench } from '../card/bench.ts'
import { encodeAnswerToReset } from './answer-to-reset.ts'
import { decodeCommandApdu } from './command-apdu.ts'
import type { Uicc } from './uicc.ts'
import { answerApdu, insertCard } from './uicc.ts'

const isdr = 'A0000005591010FFFFFFFF8900000100'

/** A reader with a card: each APDU in hexadecimal gives the response. */
function reader(bench = new Bench()): (apdu: string) => string {
  let uicc: Uicc = insertCard(bench.card)
  return (apdu) => {
    const answer = answerApdu(uicc, parseHex(apdu), bench.entropy)
    uicc = answer.uicc
    return formatHex(answer.response)
  }
}

const selected = (): ((apdu: string) => string) => {
  const send = reader()
  send('0070000001')
  send(`01A4040010${isdr}`)
  return send
}

describe('the transport of a card', () => {
  it('speaks as lpac wants it: channel, selection, blocks, response', () => {
    const send = reader()
    expect(send('80AA00000AA9088100820101830107')).toBe('9000')
    expect(send('0070000001')).toBe('019000')
    const word = send(`01A4040010${isdr}`)
    expect(word.slice(0, 2)).toBe('61')
    const template = send(`01C00000${word.slice(2)}`)
    expect(template).toContain(`8410${isdr}`)
    expect(template).toContain('E0058203020500')
    expect(template.slice(-4)).toBe('9000')
    expect(send('81E2910006BF3E035C015A')).toBe('6115')
    expect(send('81C0000015')).toBe(`BF3E125A10${new Bench().eid}9000`)
    expect(send('0070800100')).toBe('9000')
    expect(send('81E2910006BF3E035C015A')).toBe('6881')
  })

  it('speaks as an IPA in the field wants it: a channel by number, first or next occurrence', () => {
    const send = reader()
    expect(send('80AA000005A903830107')).toBe('9000')
    expect(send('0070000100')).toBe('9000')
    expect(send(`01A4040410${isdr}`).slice(0, 2)).toBe('61')
    expect(send('81E2910006BF3E035C015A')).toBe('6115')
    expect(send('01C0000015').slice(-4)).toBe('9000')
    expect(send('0070800100')).toBe('9000')
  })

  it('takes a command in blocks, each numbered, and starts anew after a wrong number', () => {
    const send = selected()
    expect(send('81E2110002BF3E')).toBe('9000')
    expect(send('81E2110102035C')).toBe('9000')
    expect(send('81E2910202015A')).toBe('6115')
    expect(send('81E2110002BF3E')).toBe('9000')
    expect(send('81E2110202035C')).toBe('6A86')
    expect(send('81E2910102015A')).toBe('6A86')
    expect(send('81E2910006BF3E035C015A00')).toBe('6115')
  })

  it('hands a long response out in parts, and says how much is left', () => {
    const send = selected()
    expect(send('81E2910003BF5600')).toBe('6100')
    const first = send('81C0000000')
    expect(first.length).toBe(512 + 4)
    expect(first.slice(-4)).toBe('6100')
    let rest = first
    let whole = first.slice(0, -4)
    while (rest.slice(-4, -2) === '61') {
      rest = send(`81C00000${rest.slice(-2)}`)
      whole += rest.slice(0, -4)
    }
    expect(rest.slice(-4)).toBe('9000')
    expect(whole.slice(0, 4)).toBe('BF56')
    expect(Number.parseInt(whole.slice(6, 10), 16) * 2 + 10).toBe(whole.length)
    expect(send('81C0000000')).toBe('6985')
  })

  it('says how much there is when too much is wanted, and less may be taken', () => {
    const send = selected()
    send('81E2910006BF3E035C015A')
    expect(send('81C0000020')).toBe('6C15')
    expect(send('81C0000010').slice(-4)).toBe('6105')
    expect(send('81C0000005').slice(-4)).toBe('9000')
  })

  it('forgets a response when another command comes', () => {
    const send = selected()
    send('81E2910006BF3E035C015A')
    send('80F2000000')
    expect(send('81C0000015').slice(-4)).toBe('9000')
    send('81E2910006BF3E035C015A')
    send('81F2000000')
    expect(send('81C0000015')).toBe('6985')
  })

  it('keeps its channels apart, up to three besides the first', () => {
    const send = reader()
    expect(send('0070000001')).toBe('019000')
    expect(send('0070000001')).toBe('029000')
    expect(send('0070000001')).toBe('039000')
    expect(send('0070000001')).toBe('6A81')
    expect(send('0070000100')).toBe('6A81')
    expect(send('0070800200')).toBe('9000')
    expect(send('0070000001')).toBe('029000')
    expect(send('0070800000')).toBe('6881')
    send(`02A4040010${isdr}`)
    send('82E2910006BF3E035C015A')
    expect(send('81E2910006BF3E035C015A')).toBe('6985')
    expect(send('82C0000015').slice(-4)).toBe('9000')
  })

  it('selects the master file and EF.ICCID, and nothing it does not have', () => {
    const bench = new Bench()
    const iccid = bench.install('M-1')
    const before = reader(bench)
    expect(before('00A40004023F00').slice(0, 2)).toBe('61')
    expect(before('00A40004022FE2').slice(0, 2)).toBe('61')
    expect(before('00B000000A')).toBe('6A82')
    expect(before('00A40004026F07')).toBe('6A82')
    expect(before('00A4040007A0000000871002')).toBe('6A82')
    bench.enableLocally(iccid)
    const after = reader(bench)
    expect(after('00A4000C022FE2')).toBe('9000')
    expect(after('00B000000A')).toBe('989400000000000000F09000')
    expect(after('00B0000802')).toBe('00F09000')
  })

  it('refuses what it does not know by status word', () => {
    const send = selected()
    expect(send('00')).toBe('6700')
    expect(send('81E29100FFBF3E')).toBe('6700')
    expect(send('81E2910003BF7F00')).toBe('6A88')
    expect(send('81E2910003BF3E00')).toBe('6A80')
    expect(send('0088000000')).toBe('6D00')
    expect(send('01E2910006BF3E035C015A')).toBe('6E00')
    expect(send('00E2910006BF3E035C015A')).toBe('6E00')
    expect(send('80E2910006BF3E035C015A')).toBe('6985')
  })
})

describe('any octets', () => {
  it('get a response with a status word, never an exception', () => {
    const bench = new Bench()
    bench.install('M-1')
    bench.associate()
    let uicc = insertCard(bench.card)
    const open = ['0070000001', `01A4040010${isdr}`]
    const send = (apdu: Uint8Array): Uint8Array => {
      const answer = answerApdu(uicc, apdu, bench.entropy)
      uicc = answer.uicc
      return answer.response
    }
    for (const apdu of open) send(parseHex(apdu))
    const free = fc.uint8Array({ maxLength: 300 })
    const block = fc
      .tuple(fc.constantFrom(0x11, 0x91), fc.uint8Array({ maxLength: 60 }))
      .map(([p1, data]) => Uint8Array.of(0x81, 0xe2, p1, 0, data.length, ...data))
    const piece = fc
      .tuple(
        fc.constantFrom('BF36', 'BF51', 'BF38', 'BF21', '86', 'A0'),
        fc.uint8Array({ maxLength: 40 }),
      )
      .map(([tag, data]) => Uint8Array.of(...parseHex(tag), data.length, ...data))
      .map((data) => Uint8Array.of(0x81, 0xe2, 0x91, 0, data.length, ...data))
    fc.assert(
      fc.property(fc.oneof(free, block, piece), (apdu) => {
        expect(send(apdu).length).toBeGreaterThanOrEqual(2)
      }),
      { numRuns: 3000, seed: 11 },
    )
  })
})

describe('a command APDU', () => {
  it.each([
    ['00A40000', '', undefined],
    ['00C0000010', '', 16],
    ['00C0000000', '', 256],
    ['00A40004023F00', '3F00', undefined],
    ['00A40004023F0000', '3F00', 256],
    ['00A400040000023F00', '3F00', undefined],
    ['00A400040000023F000000', '3F00', 65536],
    ['00C00000000100', '', 256],
  ])('%s reads', (apdu, data, le) => {
    const command = decodeCommandApdu(parseHex(apdu))
    expect(formatHex(command!.data)).toBe(data)
    expect(command!.le).toBe(le)
  })

  it('tells its channel from its class', () => {
    expect(decodeCommandApdu(parseHex('83E20000'))?.channel).toBe(3)
    expect(decodeCommandApdu(parseHex('C0E20000'))?.channel).toBe(4)
    expect(decodeCommandApdu(parseHex('4FA40000'))?.channel).toBe(19)
  })
})

describe('the answer to reset', () => {
  it('offers T=0 and ends with its check octet', () => {
    const atr = encodeAnswerToReset()
    expect(atr[0]).toBe(0x3b)
    expect(atr.subarray(1).reduce((sum, octet) => sum ^ octet, 0)).toBe(0)
  })
})
