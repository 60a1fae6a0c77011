import { expect, it } from 'vitest'
import { noteRestored, restoreJump } from './database-restored.ts'
import { evolve } from './evolve.ts'
import { Desk } from './testing/desk.ts'

const after = (desk: Desk) =>
  noteRestored(desk.state, desk.now).events.reduce(
    (state, event) => evolve(state, { ...event, tenant: 'acme' }),
    desk.state,
  )

it('a database from a backup uses no counter again and hands out nothing old', () => {
  const desk = new Desk()
  desk.accept({ kind: 'audit' })
  desk.poll()
  const before = desk.state
  expect(before.inFlight).toBeDefined()
  const state = after(desk)
  expect(state.inFlight).toBeUndefined()
  expect(state.association?.counterValue).toBe(
    (before.association?.counterValue ?? 0) + restoreJump,
  )
})

it('what a card has is in doubt after a restore, so the card is read', () => {
  const desk = new Desk()
  expect(after(desk).profilesDoubtedAt).toBe(desk.now)
})
