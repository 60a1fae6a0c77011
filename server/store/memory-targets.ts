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

export class MemoryTargets {
  readonly #campaigns = new Map<string, Map<string, Kept>>()

  freeze({ campaignId, sizesOf }: FreezeWish, eids: readonly string[]): readonly number[] {
    if (this.#of(campaignId).size === 0) {
      const mixed = eids.toSorted((a, b) => (rank(campaignId, a) < rank(campaignId, b) ? -1 : 1))
      const sizes = sizesOf(mixed.length)
      const waveOf = waveBounds(sizes, mixed.length)
      const rows = this.#of(campaignId)
      for (const [i, eid] of mixed.entries()) rows.set(eid, fresh(campaignId, eid, waveOf(i)))
    }
    const sizes: number[] = []
    for (const { wave } of this.#of(campaignId).values()) sizes[wave] = (sizes[wave] ?? 0) + 1
    return Array.from(sizes, (size) => size ?? 0)
  }

  join(campaignId: string, wave: number, eids: readonly string[]): number {
    const rows = this.#of(campaignId)
    const news = eids.filter((eid) => !rows.has(eid))
    for (const eid of news) rows.set(eid, fresh(campaignId, eid, wave))
    return news.length
  }

  countJoinable(campaignId: string, eids: readonly string[]): number {
    const rows = this.#of(campaignId)
    return eids.filter((eid) => !rows.has(eid)).length
  }

  page(filter: TargetFilter, page: PageWish): Page<CampaignTarget> {
    const after =
      page.cursor === undefined ? [-1, ''] : parseCursor(page.cursor, ['number', 'string'])
    const found = [...this.#of(filter.campaignId).values()]
      .filter((row) => fits(filter, row))
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
    rows.set(change.eid, changed(row, change))
    return true
  }

  changeAll(
    filter: TargetFilter,
    to: { readonly state: TargetState; readonly code?: string; readonly at: number },
  ): number {
    const rows = [...this.#of(filter.campaignId).values()].filter((row) => fits(filter, row))
    for (const { eid, campaignId } of rows) this.#changeOne({ eid, campaignId, ...to })
    return rows.length
  }

  counts(campaignId: string): readonly TargetCount[] {
    const groups = new Map<string, TargetCount>()
    for (const { wave, state } of this.#of(campaignId).values()) {
      const key = `${String(wave).padStart(5, '0')} ${state}`
      groups.set(key, { wave, state, devices: (groups.get(key)?.devices ?? 0) + 1 })
    }
    return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count)
  }

  combinations(campaignId: string): readonly CombinationCount[] {
    const groups = new Map<string, CombinationCount>()
    for (const { combination, wave, state, code } of this.#of(campaignId).values()) {
      if (combination === undefined) continue
      const key = JSON.stringify([combination, wave, state, code ?? ''])
      const why = code === undefined ? {} : { code }
      const devices = (groups.get(key)?.devices ?? 0) + 1
      groups.set(key, { combination, wave, state, ...why, devices })
    }
    return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count)
  }

  drop(campaignId: string): void {
    this.#campaigns.delete(campaignId)
  }

  takeFrom(other: MemoryTargets): void {
    for (const [id, rows] of other.#campaigns) this.#campaigns.set(id, new Map(rows))
  }

  #of(campaignId: string): Map<string, Kept> {
    const known = this.#campaigns.get(campaignId) ?? new Map<string, Kept>()
    this.#campaigns.set(campaignId, known)
    return known
  }
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
  const { wave, states, codes, combination, eids } = filter
  if (wave !== undefined && row.wave !== wave) return false
  if (states && !states.includes(row.state)) return false
  if (codes && (row.code === undefined || !codes.includes(row.code))) return false
  const { hasCode, changedUntil } = filter
  if (hasCode !== undefined && (row.code !== undefined) !== hasCode) return false
  if (changedUntil !== undefined && (row.changedAt ?? 0) > changedUntil) return false
  if (combination !== undefined && row.combination !== combination) return false
  return !eids || eids.includes(row.eid)
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
