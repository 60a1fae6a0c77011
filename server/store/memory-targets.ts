// The devices of campaigns in the memory store.

import { createHash } from 'node:crypto'
import { bucketOfCard } from './bucket.ts'
import type {
  CampaignTarget,
  CombinationCount,
  FreezeWish,
  TargetChange,
  TargetCount,
  TargetFilter,
  TargetState,
} from './campaign-target.ts'
import { waveBounds } from './campaign-target.ts'
import { formatCursor, parseCursor } from './cursor.ts'
import type { Page } from './page.ts'

interface Kept extends CampaignTarget {
  readonly cardVersion: number
}

type PageWish = { readonly limit: number; readonly cursor?: string }

/** The devices of one campaign; what is counted of them holds until one of them changes. */
class TargetRows {
  readonly #rows = new Map<string, Kept>()
  #counts: readonly TargetCount[] | undefined
  #combinations: readonly CombinationCount[] | undefined

  get size(): number {
    return this.#rows.size
  }

  get(eid: string): Kept | undefined {
    return this.#rows.get(eid)
  }

  has(eid: string): boolean {
    return this.#rows.has(eid)
  }

  /** All, or those of these cards. */
  some(eids: readonly string[] | undefined): readonly Kept[] {
    if (!eids) return [...this.#rows.values()]
    return [...new Set(eids)].flatMap((eid) => this.#rows.get(eid) ?? [])
  }

  set(row: Kept): void {
    this.#rows.set(row.eid, row)
    this.#counts = undefined
    this.#combinations = undefined
  }

  get counts(): readonly TargetCount[] {
    this.#counts ??= countsOf(this.some(undefined))
    return this.#counts
  }

  get combinations(): readonly CombinationCount[] {
    this.#combinations ??= combinationsOf(this.some(undefined))
    return this.#combinations
  }
}

export class MemoryTargets {
  readonly #campaigns = new Map<string, TargetRows>()

  freeze({ campaignId, sizesOf }: FreezeWish, eids: readonly string[]): readonly number[] {
    const rows = this.#of(campaignId)
    if (rows.size === 0) {
      const mixed = eids.toSorted((a, b) => (rank(campaignId, a) < rank(campaignId, b) ? -1 : 1))
      const sizes = sizesOf(mixed.length)
      const waveOf = waveBounds(sizes, mixed.length)
      for (const [i, eid] of mixed.entries()) rows.set(fresh(campaignId, eid, waveOf(i)))
    }
    const sizes: number[] = []
    for (const { wave } of rows.some(undefined)) sizes[wave] = (sizes[wave] ?? 0) + 1
    return Array.from(sizes, (size) => size ?? 0)
  }

  join(campaignId: string, wave: number, eids: readonly string[]): number {
    const rows = this.#of(campaignId)
    const news = eids.filter((eid) => !rows.has(eid))
    for (const eid of news) rows.set(fresh(campaignId, eid, wave))
    return news.length
  }

  countJoinable(campaignId: string, eids: readonly string[]): number {
    const rows = this.#of(campaignId)
    return eids.filter((eid) => !rows.has(eid)).length
  }

  page(filter: TargetFilter, page: PageWish): Page<CampaignTarget> {
    const after =
      page.cursor === undefined ? [-1, ''] : parseCursor(page.cursor, ['number', 'string'])
    const found = this.#fitting(filter)
      .sort(inOrder)
      .filter((row) => inOrder(row, { bucket: Number(after[0]), eid: String(after[1]) }) > 0)
    const items = found.slice(0, page.limit).map(({ cardVersion: _, ...row }) => row)
    const last = items.at(-1)
    if (!last || found.length <= page.limit) return { items }
    return { items, cursor: formatCursor([bucketOfCard(last.eid), last.eid]) }
  }

  change(changes: readonly TargetChange[]): readonly string[] {
    return changes.filter((change) => this.#changeOne(change)).map(({ eid }) => eid)
  }

  #changeOne(change: TargetChange): boolean {
    const rows = this.#of(change.campaignId)
    const row = rows.get(change.eid)
    if (!row || (change.from && !change.from.includes(row.state))) return false
    if (change.ofOperation !== undefined && row.operationId !== change.ofOperation) return false
    if (change.version !== undefined && change.version <= row.cardVersion) return false
    rows.set(changed(row, change))
    return true
  }

  changeAll(
    filter: TargetFilter,
    to: { readonly state: TargetState; readonly code?: string; readonly at: number },
  ): number {
    const rows = this.#fitting(filter)
    for (const { eid, campaignId } of rows) this.#changeOne({ eid, campaignId, ...to })
    return rows.length
  }

  counts(campaignId: string): readonly TargetCount[] {
    return this.#of(campaignId).counts
  }

  combinations(campaignId: string): readonly CombinationCount[] {
    return this.#of(campaignId).combinations
  }

  drop(campaignId: string): void {
    this.#campaigns.delete(campaignId)
  }

  takeFrom(other: MemoryTargets): void {
    for (const [id, theirs] of other.#campaigns) {
      const rows = this.#of(id)
      for (const row of theirs.some(undefined)) rows.set(row)
    }
  }

  #fitting(filter: TargetFilter): Kept[] {
    const rows = this.#of(filter.campaignId).some(filter.eids)
    return rows.filter((row) => fits(filter, row))
  }

  #of(campaignId: string): TargetRows {
    const known = this.#campaigns.get(campaignId) ?? new TargetRows()
    this.#campaigns.set(campaignId, known)
    return known
  }
}

function countsOf(rows: readonly Kept[]): readonly TargetCount[] {
  const groups = new Map<string, TargetCount>()
  for (const { wave, state } of rows) {
    const key = `${String(wave).padStart(5, '0')} ${state}`
    groups.set(key, { wave, state, devices: (groups.get(key)?.devices ?? 0) + 1 })
  }
  return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count)
}

function combinationsOf(rows: readonly Kept[]): readonly CombinationCount[] {
  const groups = new Map<string, CombinationCount>()
  for (const { combination, wave, state, code } of rows) {
    if (combination === undefined) continue
    const key = JSON.stringify([combination, wave, state, code ?? ''])
    const why = code === undefined ? {} : { code }
    const devices = (groups.get(key)?.devices ?? 0) + 1
    groups.set(key, { combination, wave, state, ...why, devices })
  }
  return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count)
}

const fresh = (campaignId: string, eid: string, wave: number): Kept => ({
  ...{ campaignId, eid, wave },
  state: 'waiting',
  tries: 0,
  cardVersion: 0,
})

function changed(row: Kept, change: TargetChange): Kept {
  const { state, operationId, combination, version, at, isRetry } = change
  const { code: _, ...rest } = row
  return {
    ...rest,
    state,
    changedAt: at,
    ...(change.code === undefined ? {} : { code: change.code }),
    ...(operationId === undefined ? {} : { operationId }),
    ...(combination === undefined ? {} : { combination }),
    cardVersion: version ?? row.cardVersion,
    tries: row.tries + (isRetry ? 1 : 0),
  }
}

function fits(filter: TargetFilter, row: Kept): boolean {
  const { wave, states, codes, combination } = filter
  if (wave !== undefined && row.wave !== wave) return false
  if (states && !states.includes(row.state)) return false
  if (codes && (row.code === undefined || !codes.includes(row.code))) return false
  const { hasCode, changedUntil } = filter
  if (hasCode !== undefined && (row.code !== undefined) !== hasCode) return false
  if (changedUntil !== undefined && (row.changedAt ?? 0) > changedUntil) return false
  return combination === undefined || row.combination === combination
}

/** An order that has nothing to do with the devices' numbers, another one in each campaign. */
const rank = (campaignId: string, eid: string): string =>
  createHash('sha256').update(`${campaignId} ${eid}`).digest('hex')

function inOrder(
  a: { readonly eid: string },
  b: { readonly eid: string; readonly bucket?: number },
): number {
  const byBucket = bucketOfCard(a.eid) - (b.bucket ?? bucketOfCard(b.eid))
  if (byBucket !== 0) return byBucket
  return a.eid === b.eid ? 0 : a.eid < b.eid ? -1 : 1
}
