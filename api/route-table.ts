// All rows of the operator contract, in the order of the document.

import type { Route } from './route.ts'
import { campaignRoutes } from './routes/campaigns.ts'
import { combinationRoutes } from './routes/combinations.ts'
import { contactRoutes } from './routes/contacts.ts'
import { countryRuleRoutes } from './routes/country-rules.ts'
import { decodeRoutes } from './routes/decode.ts'
import { deviceRoutes } from './routes/devices.ts'
import { eimRoutes } from './routes/eim.ts'
import { eventRoutes } from './routes/events.ts'
import { forecastRoutes } from './routes/forecasts.ts'
import { healthRoutes } from './routes/health.ts'
import { importRoutes } from './routes/imports.ts'
import { incidentRoutes } from './routes/incidents.ts'
import { limitRoutes } from './routes/limits.ts'
import { lineRoutes } from './routes/lines.ts'
import { operationRoutes } from './routes/operations.ts'
import { preflightRoutes } from './routes/preflight.ts'
import { reasonRoutes } from './routes/reasons.ts'
import { recoveryRoutes } from './routes/recovery.ts'
import { stockRoutes } from './routes/stock.ts'
import { tokenRoutes } from './routes/tokens.ts'

export const routeTable = [
  ...healthRoutes,
  ...eimRoutes,
  ...deviceRoutes,
  ...importRoutes,
  ...operationRoutes,
  ...campaignRoutes,
  ...combinationRoutes,
  ...forecastRoutes,
  ...countryRuleRoutes,
  ...limitRoutes,
  ...contactRoutes,
  ...lineRoutes,
  ...recoveryRoutes,
  ...incidentRoutes,
  ...stockRoutes,
  ...preflightRoutes,
  ...eventRoutes,
  ...reasonRoutes,
  ...decodeRoutes,
  ...tokenRoutes,
] as const satisfies readonly Route[]

export type AnyRoute = (typeof routeTable)[number]
export type RouteName = AnyRoute['name']
/** The exact type of one row. */
export type RouteNamed<Name extends RouteName> = Extract<AnyRoute, { name: Name }>
