// Rules of countries: stated by the tenant, obeyed by campaigns and by single operations.

import { Type } from 'typebox'
import { route } from '../route.ts'
import { CountryRulesShape, StatedRuleShape } from '../shapes/country-rule.ts'
import { Instant } from '../shapes/value.ts'

const OneCountry = Type.Object({
  country: Type.String({ pattern: '^[A-Za-z]{2}$', description: 'two letters (ISO 3166-1)' }),
})

export const countryRuleRoutes = [
  route({
    name: 'listCountryRules',
    tag: 'country rules',
    method: 'GET',
    path: '/v1/country-rules',
    permission: 'rules:read',
    summary: 'what is stated of each country, by country',
    reply: {
      kind: 'json',
      status: 200,
      shape: Type.Object({ items: Type.Array(CountryRulesShape), now: Instant }),
    },
    problems: [],
  }),
  route({
    name: 'countryRules',
    tag: 'country rules',
    method: 'GET',
    path: '/v1/country-rules/{country}',
    permission: 'rules:read',
    summary: 'what is stated of one country',
    params: OneCountry,
    reply: { kind: 'json', status: 200, shape: CountryRulesShape },
    problems: [400, 404],
  }),
  route({
    name: 'putCountryRules',
    tag: 'country rules',
    method: 'PUT',
    path: '/v1/country-rules/{country}',
    permission: 'rules:write',
    summary: 'state the rules of a country; what was stated of it before is replaced',
    detail:
      'In force at once for every package that has not left: 422 `country-rule-invalid` names each ' +
      'rule and what is wrong with it, and nothing is replaced then. Approvals are asked of campaigns ' +
      'that are drafted afterwards.',
    params: OneCountry,
    body: {
      json: Type.Object(
        {
          rules: Type.Array(StatedRuleShape, { minItems: 1, maxItems: 50 }),
          reason: Type.String({ maxLength: 500, description: 'why, for the log; may be empty' }),
        },
        { additionalProperties: false },
      ),
    },
    reply: { kind: 'json', status: 200, shape: CountryRulesShape },
    problems: [400, 422],
  }),
  route({
    name: 'removeCountryRules',
    tag: 'country rules',
    method: 'DELETE',
    path: '/v1/country-rules/{country}',
    permission: 'rules:write',
    summary: 'nothing is stated of this country any more',
    params: OneCountry,
    query: Type.Object({ reason: Type.Optional(Type.String({ maxLength: 500 })) }),
    reply: { kind: 'empty', status: 204 },
    problems: [400, 404],
  }),
] as const
