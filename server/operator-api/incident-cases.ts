// The open cases of one incident, a page at a time: which cases belong to it is worked out from what
// they have in common, so the cases of its class are read until a page is full.

import { ApiProblem } from '@holdfast/api/client.ts'
import { problemOf } from '@holdfast/api/problem.ts'
import { isOfIncident } from '@holdfast/fleet/incidents/group-incidents.ts'
import { openCaseIn } from '../recovery/incident-book.ts'
import { isRaised } from '../recovery/raised-incidents.ts'
import type { CardItem } from '../store/card-items.ts'
import type { Page } from '../store/page.ts'
import type { OperatorShop } from './shop.ts'

/** A page that is not full after so many reads is given as it is, with where to go on. */
const readsMax = 20

interface Wanted {
  readonly tenant: string
  readonly limit: number
  readonly cursor: string | undefined
}

/** @throws ApiProblem unknown-incident */
export async function casesOfIncident(
  { world, incidents }: OperatorShop,
  id: string,
  { tenant, limit, cursor }: Wanted,
): Promise<Page<CardItem>> {
  const incident = await incidents.find(tenant, id)
  if (!incident) {
    throw new ApiProblem(problemOf('unknown-incident', `no incident has the id ${id}`))
  }
  // Devices of a campaign or of a breaker are not silent.
  if (isRaised(incident) || incident.endedAt !== undefined) return { items: [] }
  const filter = { kind: 'silence-case', tenant, open: true, class: incident.class } as const
  const items: CardItem[] = []
  let next = cursor
  for (let read = 0; read < readsMax && items.length < limit; read += 1) {
    const from = { limit: limit - items.length, ...(next === undefined ? {} : { cursor: next }) }
    const page = await world.store.items.page(filter, from)
    items.push(...page.items.filter((item) => isOfIncident(openCaseIn(item), incident)))
    next = page.cursor
    if (next === undefined) break
  }
  return { items, ...(next === undefined ? {} : { cursor: next }) }
}
