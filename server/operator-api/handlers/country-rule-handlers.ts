// Rules of countries over the API: read, checked by fleet, put on record with who states them.

import { ApiProblem } from '@holdfast/api/client.ts'
import type { Handlers } from '@holdfast/api/handlers.ts'
import { problemOfRefusal } from '@holdfast/api/problem.ts'
import type { ShapeOf } from '@holdfast/api/route.ts'
import type { CountryRulesShape } from '@holdfast/api/shapes/country-rule.ts'
import {
  type CountryRule,
  dayIn,
  judgeCountryRule,
  rulesFor,
} from '@holdfast/fleet/campaign/country-rules.ts'
import { zoneOfCountry } from '@holdfast/fleet/local-time/zone-of-device.ts'
import { refuse } from '@holdfast/fleet/reasons/reason.ts'
import { namedRules, type StatedCountry } from '../../rules/country-rule-book.ts'
import type { OperatorShop } from '../shop.ts'

type CountryRuleHandlers = Pick<
  Handlers,
  'listCountryRules' | 'countryRules' | 'putCountryRules' | 'removeCountryRules'
>

type View = ShapeOf<typeof CountryRulesShape>

export const countryRuleHandlers = (shop: OperatorShop): CountryRuleHandlers => ({
  async listCountryRules(_request, { tenant }) {
    const stated = await shop.desk.countryRules.list(tenant)
    const items = await Promise.all(stated.map((one) => view(shop, tenant, one)))
    return { items, now: shop.world.clock.now() }
  },
  async countryRules({ params }, { tenant }) {
    const country = params.country.toUpperCase()
    const found = await shop.desk.countryRules.find(tenant, country)
    if (!found) throw unknownCountry(country)
    return view(shop, tenant, found)
  },
  async putCountryRules({ params, body }, { tenant, actor }) {
    const country = params.country.toUpperCase()
    const rules = namedRules(country, body.rules)
    judgeRules(country, rules)
    const statement = { tenant, country, actor, reason: body.reason }
    return view(shop, tenant, await shop.desk.countryRules.put(statement, rules))
  },
  async removeCountryRules({ params, query }, { tenant, actor }) {
    const country = params.country.toUpperCase()
    const statement = { tenant, country, actor, reason: query.reason ?? '' }
    if (!(await shop.desk.countryRules.remove(statement))) throw unknownCountry(country)
    return undefined
  },
})

const unknownCountry = (country: string): ApiProblem =>
  new ApiProblem(problemOfRefusal(refuse('country-rule-unknown', country), 404))

/** @throws ApiProblem naming each rule that cannot be used, and why */
function judgeRules(country: string, rules: readonly CountryRule[]): void {
  const isCountry = zoneOfCountry(country) !== undefined
  const errors = [
    ...(isCountry ? [] : [{ at: 'country', why: `no country has the code ${country}` }]),
    ...rules.flatMap((rule, i) =>
      judgeCountryRule(rule).map((why) => ({ at: `rules[${i}]`, why })),
    ),
  ]
  const [first] = errors
  if (!first) return
  const problem = problemOfRefusal(refuse('country-rule-invalid', first.why), 422)
  throw new ApiProblem({ ...problem, errors })
}

async function view(shop: OperatorShop, tenant: string, stated: StatedCountry): Promise<View> {
  const { country, rules, setAt, setBy, reason } = stated
  const day = dayIn(country, shop.world.clock.now())
  const inForce = new Set(rulesFor(rules, country, day))
  return {
    ...{ country, setAt, setBy, reason, day },
    rules: rules.map((rule) => ({ ...rule, isInForce: inForce.has(rule) })),
    changesToday: await shop.desk.changePermits.given(tenant, country, day),
  }
}
