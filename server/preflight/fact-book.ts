// The facts of operators, SM-DP+ and profile types that a person recorded for the pre-flight, each
// kept under its name with the time of recording.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { PreflightFactsShape } from '@holdfast/api/shapes/preflight.ts'
import type { OperatorFacts, SmdpFacts } from '@holdfast/fleet/preflight/preflight-facts.ts'
import type { Store } from '../store/contract.ts'

export type RecordedFacts = ShapeOf<typeof PreflightFactsShape>

const collections = {
  operators: 'preflight-operators',
  smdps: 'preflight-smdps',
  profileTypes: 'preflight-profile-types',
} as const

const typeKey = (operator: string, profileType: string | undefined): string =>
  JSON.stringify([operator, profileType ?? null])

type Kept<T> = T & { readonly at: number }

export class FactBook {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async all(): Promise<RecordedFacts> {
    const of = async (collection: string) =>
      (await this.#store.records(collection)).map(({ value }) => withoutTime(value as object))
    return {
      operators: (await of(collections.operators)) as RecordedFacts['operators'],
      smdps: (await of(collections.smdps)) as RecordedFacts['smdps'],
      profileTypes: (await of(collections.profileTypes)) as RecordedFacts['profileTypes'],
    }
  }

  /** Replaces what is recorded under the same names. */
  async put(facts: Partial<RecordedFacts>, at: number): Promise<void> {
    const { operators = [], smdps = [], profileTypes = [] } = facts
    for (const one of operators) await this.#put('operators', one.operator, { ...one, at })
    for (const one of smdps) await this.#put('smdps', one.address.toLowerCase(), { ...one, at })
    for (const one of profileTypes) {
      await this.#put('profileTypes', typeKey(one.operator, one.profileType), { ...one, at })
    }
  }

  #put(kind: keyof typeof collections, key: string, value: object): Promise<void> {
    return this.#store.putRecord({ collection: collections[kind], key, value })
  }

  async operator(name: string): Promise<(OperatorFacts & { smdpAddress?: string }) | undefined> {
    const found = await this.#store.record(collections.operators, name)
    return found && { ...(found.value as Kept<{ operator: string }>), evidence: 'claimed' }
  }

  async smdp(address: string): Promise<SmdpFacts | undefined> {
    const found = await this.#store.record(collections.smdps, address.toLowerCase())
    return found && { ...(found.value as Kept<{ address: string }>), evidence: 'claimed' }
  }

  /** Octets of a profile of this type; of the operator's profiles when the type has no entry. */
  async profileBytes(operator: string, profileType?: string): Promise<number | undefined> {
    const keys = [typeKey(operator, profileType), typeKey(operator, undefined)]
    for (const key of keys) {
      const found = await this.#store.record(collections.profileTypes, key)
      if (found) return (found.value as { readonly profileBytes: number }).profileBytes
    }
    return undefined
  }
}

function withoutTime(value: object): object {
  const { at: _, ...rest } = value as { readonly at?: number }
  return rest
}
