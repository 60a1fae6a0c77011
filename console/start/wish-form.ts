// From the form to a request. It says only what is missing or misspelt; whether the wish is
// allowed is for the server's dry run to say.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { ProfileChoiceShape, WishShape } from '@holdfast/api/shapes/operation.ts'
import type { WishRequestShape } from '@holdfast/api/shapes/wish-request.ts'
import type { Query } from '../address/address.ts'
import { wishKindOf } from './wish-kinds.ts'

export type Wish = ShapeOf<typeof WishShape>
export type WishRequest = ShapeOf<typeof WishRequestShape>
type ProfileChoice = ShapeOf<typeof ProfileChoiceShape>

/** What the form holds, as text. Codes are kept out of the address. */
export interface WishFields extends Codes {
  readonly kind: string | undefined
  readonly target: string | undefined
  readonly eid: string | undefined
  readonly q: string | undefined
  readonly source: string | undefined
  readonly iccid: string | undefined
  readonly operator: string | undefined
  readonly profileType: string | undefined
  readonly reason: string | undefined
}

export interface Codes {
  readonly activationCode: string
  readonly confirmationCode: string
}

/** What an address and the codes beside it say of a wish. */
export const wishFieldsOf = (query: Query, codes: Codes): WishFields => ({
  ...codes,
  kind: query.kind,
  target: query.target,
  eid: query.eid,
  q: query.q,
  source: query.source,
  iccid: query.iccid,
  operator: query.operator,
  profileType: query.type,
  reason: query.reason,
})

export type FormField = 'eid' | 'iccid' | 'operator' | 'activationCode'

export type ReadForm =
  | { readonly kind: 'ready'; readonly request: WishRequest }
  | { readonly kind: 'lacking'; readonly at: FormField; readonly why: string }

type Lacking = Extract<ReadForm, { kind: 'lacking' }>

const lacking = (at: FormField, why: string): Lacking => ({ kind: 'lacking', at, why })
const isLacking = (value: object): value is Lacking => 'kind' in value && value.kind === 'lacking'

/** Digits without the spaces that labels have. */
export const digitsOf = (text: string): string => text.replace(/[\s-]/g, '')

/** The EIDs of a pasted list; spaces, commas and line ends part them. */
export const eidsOf = (text: string): readonly string[] => [
  ...new Set(text.split(/[\s,;]+/).filter((part) => part !== '')),
]

/** The source of the profile that the form means. */
export const sourceOf = (fields: Pick<WishFields, 'source' | 'iccid'>): string =>
  fields.source ?? (fields.iccid ? 'iccid' : 'stock')

export function readWishForm(fields: WishFields): ReadForm {
  const target = readTarget(fields)
  if (isLacking(target)) return target
  const wish = readWish(fields)
  if (isLacking(wish)) return wish
  return { kind: 'ready', request: { wish, target, reason: fields.reason ?? '' } }
}

function readTarget({ target, eid, q }: WishFields): WishRequest['target'] | Lacking {
  if (target !== 'eid') return { filter: q ?? '' }
  const eids = eidsOf(eid ?? '')
  if (eids.length === 0) return lacking('eid', 'Give the EID of a device.')
  const wrong = eids.find((one) => !/^[0-9]{32}$/.test(one))
  if (wrong !== undefined) return lacking('eid', `An EID has 32 digits; ${wrong} has not.`)
  return { eids }
}

function readWish(fields: WishFields): Wish | Lacking {
  const { kind, asks } = wishKindOf(fields.kind)
  if (kind === 'swap' || kind === 'download') {
    const profile = readProfile(fields)
    return 'at' in profile ? profile : { kind, profile }
  }
  if (asks === 'nothing' || kind === 'audit' || kind === 'unset-fallback') {
    return { kind: kind === 'audit' ? 'audit' : 'unset-fallback' }
  }
  const iccid = readIccid(fields)
  return typeof iccid === 'string' ? { kind, iccid } : iccid
}

function readIccid({ iccid }: WishFields): string | Lacking {
  const digits = digitsOf(iccid ?? '')
  if (/^[0-9]{18,20}$/.test(digits)) return digits
  return lacking('iccid', 'An ICCID has 18 to 20 digits.')
}

function readProfile(fields: WishFields): ProfileChoice | Lacking {
  const source = sourceOf(fields)
  if (source === 'iccid') {
    const iccid = readIccid(fields)
    return typeof iccid === 'string' ? { kind: 'iccid', iccid } : iccid
  }
  if (source === 'activation-code') {
    const activationCode = fields.activationCode.trim()
    if (activationCode === '') return lacking('activationCode', 'Give an activation code.')
    const { confirmationCode } = fields
    const more = confirmationCode === '' ? {} : { confirmationCode }
    return { kind: 'activation-code', activationCode, ...more }
  }
  if (!fields.operator) return lacking('operator', 'Choose the operator to take codes from.')
  const more = fields.profileType ? { profileType: fields.profileType } : {}
  return { kind: 'stock', operator: fields.operator, ...more }
}
