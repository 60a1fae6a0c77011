// Makes refusals and reasons from the tables, so that no code is ever without words, and finds the
// words of a code.

import type { Refusal } from '../decision.ts'
import type { Reason } from '../operation.ts'
import type { CampaignReasonCode, CampaignRefusalCode } from './campaign-table.ts'
import { campaignReasonTable, campaignRefusalTable } from './campaign-table.ts'
import { clockTable } from './clock-table.ts'
import type { EndingCode } from './ending-table.ts'
import { endingTable } from './ending-table.ts'
import type { ReasonText } from './reason-text.ts'
import type { RefusalCode } from './refusal-table.ts'
import { refusalTable } from './refusal-table.ts'

const refusals = { ...refusalTable, ...campaignRefusalTable }
const reasons = { ...endingTable, ...campaignReasonTable }

/** The words with what exactly is meant, when that is known. */
export const withFacts = (words: string, facts: string | undefined): string =>
  facts ? `${words} (${facts})` : words

/** A refusal with the table's words; `facts` name what exactly, for example an ICCID. */
export function refuse(code: RefusalCode | CampaignRefusalCode, facts?: string): Refusal {
  const { words, remedy } = refusals[code]
  return { kind: 'refused', code, why: withFacts(words, facts), remedy }
}

/** A reason with the table's words. `result` is the standard's code behind it. */
export function reason(
  code: EndingCode | CampaignReasonCode,
  facts?: string,
  result?: Reason['result'],
): Reason {
  const why = withFacts(reasons[code].words, facts)
  return { code, why, ...(result ? { result } : {}) }
}

/** Every code with its words, in the tables' order. */
export const allReasons: readonly (ReasonText & { readonly code: string })[] = [
  ...Object.entries<ReasonText>(refusals),
  ...Object.entries<ReasonText>(reasons),
  ...Object.entries<ReasonText>(clockTable),
].map(([code, text]) => ({ code, ...text }))

/** The words of a code of either table. */
export const findReason = (code: string): (ReasonText & { readonly code: string }) | undefined =>
  allReasons.find((one) => one.code === code)
