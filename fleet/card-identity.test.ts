import { describe, expect, test } from 'vitest'
import type { ProfileOnCard } from './card-state.ts'
import { away, Desk, knownCard, minute, profile, spare } from './testing/desk.ts'
import type { Wish } from './wish.ts'

const enable = { kind: 'enable', iccid: away } as const

function sent(wish: Wish, ...others: readonly ProfileOnCard[]): Desk {
  const desk = knownCard(...(others.length > 0 ? others : [profile(away, 'disabled')]))
  desk.accept(wish)
  desk.poll()
  return desk
}

describe('who the card is', () => {
  test('certificates that lead to no trusted CI end the operation by name', () => {
    const desk = new Desk()
    desk.accept(enable)
    desk.poll()
    const asOf = desk.now
    desk.identity({ euicc: { euiccCertificate: '30BB', asOf, evidence: 'reported' } })
    expect(desk.outcome()).toBe('failed.')
    expect(desk.op().reason?.code).toBe('card-not-proven')
  })

  test('another certificate replaces all that was known, also that it was verified', () => {
    const desk = knownCard()
    desk.accept({ kind: 'audit' })
    const asOf = desk.now
    desk.identity({
      eimTransactionId: 'FF',
      euicc: { euiccCertificate: '30CC', asOf, evidence: 'reported' },
    })
    expect(desk.state.euicc?.chainVerifiedAt).toBeUndefined()
    expect(desk.asks()).toBe('data-request')
  })

  test('a device that refuses the data request is asked again, five times at most', () => {
    const desk = new Desk()
    desk.accept(enable)
    for (let i = 0; i < 5; i++) {
      expect(desk.after(minute).asks()).toBe('data-request')
      desk.dataRefused(127)
    }
    expect(desk.outcome()).toBe('failed.')
    expect(desk.op().reason?.result).toEqual({ family: 'IpaEuiccDataErrorCode', code: 127 })
  })

  test('what the list shows replaces what was believed, spare profile and all', () => {
    const desk = sent({ kind: 'audit' })
    desk.list(profile(spare, 'enabled'))
    expect(Object.keys(desk.state.profiles)).toEqual([spare])
    expect(desk.state.profilesRead).toMatchObject({ evidence: 'proven' })
  })
})
