// One text for one plan: everything that decides what happens, in one order, with no spaces of
// chance. Its SHA-256 is what an approval is for (B6); the digest function comes from outside,
// because a pure room has none.

import type { CampaignPlan } from './campaign-plan.ts'

/** SHA-256 of the text's UTF-8 octets, lower-case hex. */
export type TextDigest = (text: string) => string

/** The same for equal plans, whatever the order of their fields; different for any other. */
export const canonicalText = (plan: CampaignPlan): string => `holdfast-campaign-v1\n${json(plan)}`

export const planHashOf = (plan: CampaignPlan, digest: TextDigest): string =>
  digest(canonicalText(plan))

/** JSON with sorted keys and without absent members. */
function json(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(json).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${json(member)}`)
  return `{${members.join(',')}}`
}
