import { describe, expect, test } from 'vitest'
import { importCard, recordAssociation } from './import-card.ts'
import { away, Desk, eid, home, knownCard, minute, profile, row } from './testing/desk.ts'

describe('importing a row', () => {
  test('a new card is added, as claimed by a person', () => {
    const { events, reply } = importCard(undefined, row, 'person:ann', 5)
    expect(reply).toEqual({ kind: 'added' })
    expect(events).toEqual([
      {
        eid,
        at: 5,
        actor: 'person:ann',
        fact: {
          kind: 'card-imported',
          generation: 'sgp32',
          device: { serial: 'S1' },
          iccids: [home],
        },
      },
    ])
  })

  test('the same row again changes nothing', () => {
    const { state } = new Desk()
    expect(importCard(state, row, 'person:ann', 6)).toEqual({
      events: [],
      reply: { kind: 'unchanged' },
    })
  })

  test('a row that says more updates, and what it leaves out stays', () => {
    const { state } = new Desk()
    const more = { ...row, device: { imei: '490154203237518' }, iccids: [away] }
    const { events, reply } = importCard(state, more, 'person:ann', 6)
    expect(reply).toEqual({ kind: 'updated' })
    expect(events[0]?.fact).toMatchObject({
      device: { serial: 'S1', imei: '490154203237518' },
      iccids: [home, away],
    })
  })

  test('it never touches what the card has proven', () => {
    const desk = knownCard()
    desk.take(importCard(desk.state, { ...row, iccids: [away] }, 'person:ann', desk.now) as never)
    expect(Object.keys(desk.state.profiles)).toEqual([home])
  })

  test('a managed card is not taken out of its generation by a file', () => {
    const { state } = new Desk()
    const reply = importCard(state, { ...row, generation: 'sgp02' }, 'person:ann', 6).reply
    expect(reply).toMatchObject({ kind: 'refused', code: 'import-other-generation' })
  })
})

describe('the association with our eIM', () => {
  const association = { eimId: 'eim.example', counterValue: 3, evidence: 'claimed' } as const

  test('the counter of the same association never falls (S1)', () => {
    const desk = knownCard()
    desk.state = { ...desk.state, association: { ...association, counterValue: 40 } }
    expect(recordAssociation(desk.state, association, 'person:ann', desk.now).reply).toMatchObject({
      counterValue: 40,
    })
  })

  test('a renewed one has a token and a counter of its own', () => {
    const desk = knownCard()
    const renewed = { ...association, counterValue: 0, associationToken: 2 }
    const { reply } = recordAssociation(desk.state, renewed, 'person:ann', desk.now)
    expect(reply).toEqual(renewed)
  })

  test('what was in flight under the former one is missed: a change becomes unknown', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.accept({ kind: 'enable', iccid: away })
    desk.poll()
    desk.after(minute)
    const renewed = { ...association, associationToken: 2 }
    desk.take(recordAssociation(desk.state, renewed, 'person:ann', desk.now))
    expect(desk.outcome()).toBe('unknown')
    expect(desk.asks()).toBe('data-request')
  })
})
