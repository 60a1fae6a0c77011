// The tests that notice when a campaign loses a guard; the long ones, of whole fleets, are left out.

export const campaignTests: readonly string[] = [
  'fleet/campaign/judge-wave.test.ts',
  'fleet/campaign/next-step.test.ts',
  'fleet/campaign/judge-resume.test.ts',
  'fleet/campaign/judge-admission.test.ts',
  'fleet/campaign/dispatch-holds.test.ts',
  'fleet/campaign/campaign.test.ts',
  'fleet/campaign/breaker-key.test.ts',
  'fleet/campaign/country-rules.test.ts',
  'fleet/campaign/hold-by-country.test.ts',
  'fleet/combination',
]
