import { WishRequestShape } from '@holdfast/api/shapes/wish-request.ts'
import Value from 'typebox/value'
import { expect, test } from 'vitest'
import { readWishForm, type WishFields } from './wish-form.ts'

const eid = '89049032000000000000000000000001'
const empty: WishFields = {
  kind: undefined,
  target: undefined,
  eid: undefined,
  q: undefined,
  source: undefined,
  iccid: undefined,
  operator: undefined,
  profileType: undefined,
  activationCode: '',
  confirmationCode: '',
  reason: undefined,
}

test('every kind of wish becomes a request of the contract', () => {
  const iccid = '89 8800 0000 0000 00019'
  const kinds = ['enable', 'disable', 'delete', 'set-fallback', 'unset-fallback', 'audit']
  const forms: WishFields[] = [
    ...kinds.map((kind) => ({ ...empty, kind, target: 'eid', eid, iccid })),
    { ...empty, kind: 'swap', q: 'country:DE', operator: 'nordtel', profileType: 'iot' },
    {
      ...empty,
      kind: 'download',
      target: 'eid',
      eid,
      source: 'activation-code',
      activationCode: 'LPA:1$a$b',
    },
    { ...empty, kind: 'swap', target: 'eid', eid, iccid },
  ]
  for (const form of forms) {
    const read = readWishForm(form)
    expect(read.kind).toBe('ready')
    if (read.kind === 'ready') expect(Value.Check(WishRequestShape, read.request)).toBe(true)
  }
})

test('what is missing is named with its field', () => {
  expect(readWishForm({ ...empty, kind: 'swap' })).toMatchObject({ at: 'operator' })
  expect(readWishForm({ ...empty, kind: 'enable', iccid: '12' })).toMatchObject({ at: 'iccid' })
  expect(readWishForm({ ...empty, kind: 'audit', target: 'eid' })).toMatchObject({ at: 'eid' })
  expect(readWishForm({ ...empty, target: 'eid', eid, source: 'activation-code' })).toMatchObject({
    at: 'activationCode',
  })
})

test('an EID of the wrong length is refused before the server is asked', () => {
  expect(readWishForm({ ...empty, kind: 'audit', target: 'eid', eid: `${eid}0` })).toMatchObject({
    kind: 'lacking',
    at: 'eid',
  })
})

test('a pasted list of EIDs is a target without repetitions', () => {
  const read = readWishForm({ ...empty, kind: 'audit', target: 'eid', eid: `${eid}\n${eid}, ` })
  expect(read).toMatchObject({ request: { target: { eids: [eid] } } })
})
