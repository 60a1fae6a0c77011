import { describe, expect, it } from 'vitest'
import { Doorway } from './doorway.ts'

/** The n-th card of a maker: 89049032, then a running number, as 16 octets of digits. */
function eidBytes(n: number): Uint8Array {
  const text = `89049032${String(n).padStart(22, '0')}${String(n % 97).padStart(2, '0')}`
  return Uint8Array.from(text.match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? [])
}

describe('the doorway', () => {
  it('tells unknown, quiet and waited-for cards apart', () => {
    const doorway = new Doorway()
    doorway.put(eidBytes(1), false)
    doorway.put(eidBytes(2), true)
    expect(doorway.look(eidBytes(1))).toBe('nothing')
    expect(doorway.look(eidBytes(2))).toBe('look')
    expect(doorway.look(eidBytes(3))).toBe('unknown')
  })

  it('changes its mind about a card and does not count it twice', () => {
    const doorway = new Doorway()
    for (const needsLook of [false, true, false]) doorway.put(eidBytes(7), needsLook)
    expect(doorway.look(eidBytes(7))).toBe('nothing')
    expect(doorway.size).toBe(1)
  })

  it('reads the EID in the middle of a message', () => {
    const doorway = new Doorway()
    doorway.put(eidBytes(5), true)
    const message = new Uint8Array([0xbf, 0x4f, 0x12, 0x5a, 0x10, ...eidBytes(5)])
    expect(doorway.look(message, 5)).toBe('look')
    expect(doorway.look(message, 4)).toBe('unknown')
  })

  it('keeps every card while it grows from nothing', () => {
    const doorway = new Doorway(1)
    for (let n = 0; n < 50_000; n++) doorway.put(eidBytes(n), n % 50 === 0)
    expect(doorway.size).toBe(50_000)
    for (let n = 0; n < 50_000; n++) {
      expect(doorway.look(eidBytes(n))).toBe(n % 50 === 0 ? 'look' : 'nothing')
    }
    expect(doorway.look(eidBytes(50_001))).toBe('unknown')
  })

  it('holds a million cards in less than 40 MB', () => {
    expect(new Doorway(1_000_000).byteLength).toBeLessThan(40_000_000)
  })
})
