// The functions of `fleet` that every store of this product is given.

import { expectedContact, neverAt } from '@holdfast/fleet/contact/expected-contact.ts'
import {
  contactMaxMs,
  noteContact,
  noteWake,
  sameContactMs,
} from '@holdfast/fleet/contact/rhythm.ts'
import { summaryOf } from '@holdfast/fleet/device-summary.ts'
import { evolve } from '@holdfast/fleet/evolve.ts'
import { needsAttention } from '@holdfast/fleet/needs-attention.ts'
import { itemsOf } from '../recovery/items-of-card.ts'
import type { ContactRules } from './contact-book.ts'
import type { FleetRules } from './contract.ts'

/** When silence after the last poll is worth a look. */
const lateAt: ContactRules['lateAt'] = (device, rhythm) => {
  const expected = expectedContact({ device, rhythm, now: rhythm.lastAt })
  return expected.lateAt === neverAt ? undefined : expected.lateAt
}

export const fleetRules: FleetRules = {
  evolve,
  summaryOf,
  needsAttention,
  contacts: { sameContactMs, contactMaxMs, note: noteContact, noteWake, lateAt },
  itemsOf,
}
