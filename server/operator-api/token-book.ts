// The tokens of the operator API. A secret is `hf_<id>_<random>`; only its SHA-256 is kept (the
// random part has 256 bits, so nothing slower is needed). A token that was revoked is refused at
// once by this process, and by others of the same fleet within `cacheMs`.

import { createHash, timingSafeEqual } from 'node:crypto'
import type { Caller } from '@holdfast/api/handlers.ts'
import type { Scope } from '@holdfast/api/scope.ts'
import type { World } from '../world.ts'

/** What is kept of a token. */
export interface KeptToken {
  readonly id: string
  readonly name: string
  readonly tenant: string
  readonly scopes: readonly Scope[]
  readonly createdAt: number
  readonly createdBy: string
  readonly expiresAt?: number
  readonly lastUsedAt?: number
  /** SHA-256 of the secret, hex. */
  readonly hash: string
}

export interface TokenWish {
  readonly name: string
  readonly tenant: string
  readonly scopes: readonly Scope[]
  readonly createdBy: string
  readonly expiresAt?: number
}

const collection = 'tokens'
const secretForm = /^hf_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/
const cacheMs = 1_000
const cachedMax = 10_000
const usedEveryMs = 60_000

type TokenWorld = Pick<World, 'store' | 'clock' | 'randomBytes'>

interface Cached {
  readonly token: KeptToken | undefined
  readonly readAt: number
}

export class TokenBook {
  readonly #world: TokenWorld
  readonly #cache = new Map<string, Cached>()

  constructor(world: TokenWorld) {
    this.#world = world
  }

  /** A new token; the secret is not kept and cannot be shown again. */
  async make(wish: TokenWish, secret = newSecret(this.#world)): Promise<[KeptToken, string]> {
    const id = idOf(secret) as string
    const token: KeptToken = { id, ...wish, createdAt: this.#world.clock.now(), hash: hash(secret) }
    const claimed = await this.#world.store.claimRecord({ collection, key: id, value: token })
    // The collection holds only what this class puts into it.
    return [claimed.value as KeptToken, secret]
  }

  /** Gives a token these scopes instead of those that it has. */
  async widen(token: KeptToken, scopes: readonly Scope[]): Promise<void> {
    await this.#world.store.putRecord({ collection, key: token.id, value: { ...token, scopes } })
    this.#cache.delete(token.id)
  }

  /** Who presents this secret; undefined when it is unknown, revoked or over. */
  async caller(secret: string): Promise<Caller | undefined> {
    const id = idOf(secret)
    if (!id) return undefined
    const token = await this.#kept(id)
    const now = this.#world.clock.now()
    if (!token || !sameHash(token.hash, hash(secret))) return undefined
    if (token.expiresAt !== undefined && token.expiresAt <= now) return undefined
    await this.#noteUse(token, now)
    const { name, tenant, scopes } = token
    return { actor: `token:${name}`, name, tenant, scopes }
  }

  async list(): Promise<readonly KeptToken[]> {
    const records = await this.#world.store.records(collection)
    return records.map((record) => record.value as KeptToken)
  }

  /** Whether there was such a token to revoke. */
  async revoke(id: string): Promise<boolean> {
    const there = await this.#world.store.record(collection, id)
    if (!there) return false
    await this.#world.store.deleteRecord(collection, id)
    this.#cache.delete(id)
    return true
  }

  async #kept(id: string): Promise<KeptToken | undefined> {
    const readAt = performance.now()
    const cached = this.#cache.get(id)
    if (cached && readAt - cached.readAt < cacheMs) return cached.token
    const record = await this.#world.store.record(collection, id)
    const token = record?.value as KeptToken | undefined
    if (this.#cache.size >= cachedMax) this.#cache.clear()
    this.#cache.set(id, { token, readAt })
    return token
  }

  /** Once a minute is exact enough, and cheap. */
  async #noteUse(token: KeptToken, now: number): Promise<void> {
    if (now - (token.lastUsedAt ?? 0) < usedEveryMs) return
    const used = { ...token, lastUsedAt: now }
    this.#cache.set(token.id, { token: used, readAt: performance.now() })
    await this.#world.store.putRecord({ collection, key: token.id, value: used })
  }
}

/** A secret in the form that `TokenBook` knows. */
export function newSecret(world: Pick<World, 'randomBytes'>): string {
  const id = Buffer.from(world.randomBytes(8)).toString('hex')
  return `hf_${id}_${Buffer.from(world.randomBytes(32)).toString('base64url')}`
}

const idOf = (secret: string): string | undefined => secretForm.exec(secret)?.[1]
const hash = (secret: string): string => createHash('sha256').update(secret).digest('hex')
const sameHash = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(a), Buffer.from(b))
