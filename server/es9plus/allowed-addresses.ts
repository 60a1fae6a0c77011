// Which SM-DP+ Holdfast calls: those that the operator configured and those that it once put into a
// download itself. The latter are kept, because notifications to them come for years.

import type { Store } from '../store/contract.ts'
import type { SmdpDirectory, SmdpRoute } from './smdp-directory.ts'

const collection = 'smdp-addresses'
const rememberedMax = 10_000

export class AllowedAddresses {
  readonly #store: Pick<Store, 'record' | 'claimRecord'>
  readonly #directory: SmdpDirectory
  readonly #known = new Set<string>()

  constructor(store: Pick<Store, 'record' | 'claimRecord'>, directory: SmdpDirectory) {
    this.#store = store
    this.#directory = directory
  }

  /** Notes that Holdfast itself sends devices to this address. */
  async allow(address: string): Promise<void> {
    const key = address.toLowerCase()
    if (this.#known.has(key) || this.#directory.isConfigured(key)) return
    await this.#store.claimRecord({ collection, key, value: {} })
    this.#remember(key)
  }

  /** How to reach this address; undefined when it may not be called. */
  async route(address: string): Promise<SmdpRoute | undefined> {
    const key = address.toLowerCase()
    const isAllowed =
      this.#directory.isConfigured(key) ||
      this.#known.has(key) ||
      (await this.#store.record(collection, key)) !== undefined
    if (!isAllowed) return undefined
    this.#remember(key)
    return this.#directory.route(address)
  }

  #remember(key: string): void {
    if (this.#known.size >= rememberedMax) this.#known.clear()
    this.#known.add(key)
  }
}
