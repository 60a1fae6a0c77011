// One handler for each row of the contract; the type says when one is missing.

import type { Handlers } from '@holdfast/api/handlers.ts'
import { preflightHandlers } from '../preflight/preflight-handlers.ts'
import { campaignHandlers } from './handlers/campaign-handlers.ts'
import { codeHandlers } from './handlers/code-handlers.ts'
import { contactHandlers } from './handlers/contact-handlers.ts'
import { countryRuleHandlers } from './handlers/country-rule-handlers.ts'
import { deviceHandlers } from './handlers/device-handlers.ts'
import { eventHandlers } from './handlers/event-handlers.ts'
import { forecastHandlers } from './handlers/forecast-handlers.ts'
import { importHandlers } from './handlers/import-handlers.ts'
import { incidentHandlers } from './handlers/incident-handlers.ts'
import { limitHandlers } from './handlers/limit-handlers.ts'
import { lineHandlers } from './handlers/line-handlers.ts'
import { operationHandlers } from './handlers/operation-handlers.ts'
import { recoveryHandlers } from './handlers/recovery-handlers.ts'
import { serverHandlers } from './handlers/server-handlers.ts'
import { stockHandlers } from './handlers/stock-handlers.ts'
import { tokenHandlers } from './handlers/token-handlers.ts'
import type { OperatorShop } from './shop.ts'

export const allHandlers = (shop: OperatorShop): Handlers => ({
  ...serverHandlers(shop),
  ...deviceHandlers(shop),
  ...importHandlers(shop),
  ...operationHandlers(shop),
  ...campaignHandlers(shop),
  ...forecastHandlers(shop),
  ...countryRuleHandlers(shop),
  ...limitHandlers(shop),
  ...contactHandlers(shop),
  ...lineHandlers(shop),
  ...recoveryHandlers(shop),
  ...incidentHandlers(shop),
  ...stockHandlers(shop),
  ...preflightHandlers(shop),
  ...eventHandlers(shop),
  ...codeHandlers(),
  ...tokenHandlers(shop),
})
