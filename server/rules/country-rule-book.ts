// Rules of countries on record, by tenant: stated and removed by people, each change with its author
// and its reason in the tenant's log. All of them are kept in memory too, because every poll asks;
// what another process states is known here within a second.

import type { CountryRule, StatedRule } from '@holdfast/fleet/campaign/country-rules.ts'
import type { World } from '../world.ts'

const collection = 'country-rules'

/** What is stated of one country; no rules: they were removed. */
export interface StatedCountry {
  readonly country: string
  readonly rules: readonly CountryRule[]
  readonly setAt: number
  readonly setBy: string
  readonly reason: string
}

export interface Statement {
  readonly tenant: string
  /** Two letters. */
  readonly country: string
  readonly actor: string
  readonly reason: string
}

const keyOf = ({ tenant, country }: Pick<Statement, 'tenant' | 'country'>): string =>
  `${tenant}/${country}`

/** The rules as they are kept: each with its country, and an id that tells it from the others. */
export const namedRules = (country: string, rules: readonly StatedRule[]): readonly CountryRule[] =>
  rules.map((rule, i) => ({ ruleId: `${country}-${i + 1}`, country, ...rule }))

export class CountryRuleBook {
  readonly #world: Pick<World, 'store' | 'clock'>
  #byTenant: ReadonlyMap<string, readonly CountryRule[]> = new Map()

  constructor(world: Pick<World, 'store' | 'clock'>) {
    this.#world = world
  }

  /** Of all tenants that state any, as this process knows them. */
  get byTenant(): ReadonlyMap<string, readonly CountryRule[]> {
    return this.#byTenant
  }

  of(tenant: string): readonly CountryRule[] {
    return this.#byTenant.get(tenant) ?? []
  }

  /** Takes over what is on record. */
  async refresh(): Promise<void> {
    const documents = await this.#world.store.documents<StatedCountry>(collection)
    const stated = documents.filter(({ value }) => value.rules.length > 0)
    const byTenant = new Map<string, readonly CountryRule[]>()
    for (const { tenant, value } of stated) {
      byTenant.set(tenant, [...(byTenant.get(tenant) ?? []), ...value.rules])
    }
    this.#byTenant = byTenant
  }

  /** By country. */
  async list(tenant: string): Promise<readonly StatedCountry[]> {
    const documents = await this.#world.store.documents<StatedCountry>(collection)
    return documents
      .filter((one) => one.tenant === tenant && one.value.rules.length > 0)
      .map(({ value }) => value)
      .sort((a, b) => (a.country < b.country ? -1 : 1))
  }

  async find(tenant: string, country: string): Promise<StatedCountry | undefined> {
    const key = keyOf({ tenant, country })
    const found = await this.#world.store.document<StatedCountry>(collection, key)
    return found && found.value.rules.length > 0 ? found.value : undefined
  }

  /** States these rules instead of what was stated; in force when it resolves. */
  async put(statement: Statement, rules: readonly CountryRule[]): Promise<StatedCountry> {
    const { country, actor, reason } = statement
    const setAt = this.#world.clock.now()
    const value: StatedCountry = { country, rules, setAt, setBy: actor, reason }
    await this.#write(statement, () => ({ value, fact: { kind: 'country-rules-stated', rules } }))
    return value
  }

  /** Whether there were any to remove. */
  remove(statement: Statement): Promise<boolean> {
    const { country, actor, reason } = statement
    const setAt = this.#world.clock.now()
    return this.#write(statement, (before) => {
      if (!before || before.rules.length === 0) return undefined
      const value: StatedCountry = { country, rules: [], setAt, setBy: actor, reason }
      return { value, fact: { kind: 'country-rules-removed', rules: before.rules } }
    })
  }

  async #write(statement: Statement, decide: DecideStatement): Promise<boolean> {
    const { tenant, country, actor, reason } = statement
    const name = { collection, key: keyOf(statement), tenant }
    const isChanged = await this.#world.store.onDocument<StatedCountry, boolean>(name, (before) => {
      const change = decide(before)
      if (!change) return { facts: [], reply: false }
      const subject = { kind: 'country-rules', id: country }
      const fact = { ...change.fact, country, reason }
      const facts = [{ subject, at: change.value.setAt, actor, fact }]
      return { value: change.value, facts, reply: true }
    })
    if (isChanged) await this.refresh()
    return isChanged
  }
}

type DecideStatement = (
  before: StatedCountry | undefined,
) => { readonly value: StatedCountry; readonly fact: { readonly kind: string } } | undefined
