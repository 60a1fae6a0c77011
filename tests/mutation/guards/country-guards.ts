// What countries hold back, what is spread and paced, and what new devices are judged by (B2, C5, C8).

import { guardsOf } from '../guard.ts'

const countries = ['fleet/campaign/hold-by-country.test.ts', 'server/rules']

export const countryGuards = [
  ...guardsOf(countries, [
    {
      file: 'fleet/campaign/hold-by-country.ts',
      find: 'if (!isQuiet) return undefined',
      replace: 'return undefined',
      protects: 'B2: a country’s quiet hours are kept',
    },
    {
      file: 'fleet/campaign/hold-by-country.ts',
      find: 'if (!operation.campaign && !isChanging(operation)) return undefined',
      replace: 'if (!isChanging(operation)) return undefined',
      protects: 'B2: nothing of a campaign leaves in quiet hours, not even what reads',
    },
    {
      file: 'fleet/campaign/hold-by-country.ts',
      find: '!countries.fullDays.has(change.key)',
      replace: 'true',
      protects: 'B2: a country’s day has its limit of changes',
    },
    {
      file: 'fleet/campaign/hold-by-country.ts',
      find: 'if (countries.rules.size === 0 || isOwn(operation)) return undefined',
      replace: 'if (countries.rules.size === 0) return undefined',
      protects: 'C6: bringing a silent device back is not held by quiet hours',
    },
    {
      file: 'fleet/campaign/judge-country.ts',
      find: 'if (!rule) return undefined',
      replace: 'return undefined',
      protects: 'B2: no operator that a country does not allow',
      tests: ['fleet/campaign/judge-admission.test.ts', 'server/rules'],
    },
    {
      file: 'server/rules/change-permits.ts',
      find: 'const block = this.#blockOf(change.key)\n    if (block.operations.has(operationId)) return true',
      replace: 'const block = this.#blockOf(change.key)',
      protects: 'B2: a decision that runs again takes no second permit',
    },
    {
      file: 'server/rules/change-permits.ts',
      find: 'Math.min(wanted, limit - given)',
      replace: 'wanted',
      protects: 'B2: a day’s limit is never passed',
    },
  ]),
  ...guardsOf(
    ['fleet/contact', 'fleet/pacing', 'fleet/local-time'],
    [
      {
        file: 'fleet/contact/sibling-interval.ts',
        find: 'if (of < siblingsMin) return undefined',
        replace: '',
        protects: 'C5: a few siblings say nothing about the next device',
      },
      {
        file: 'fleet/pacing/attach-pace.ts',
        find: "if (!reject || reject.isUnknown) return 'unknown'",
        replace: "if (!reject) return 'unknown'",
        protects: 'C8: a cause that no table has is met with long pauses',
      },
      {
        file: 'fleet/pacing/attach-pace.ts',
        find: "if (reject.isCongestion) return 'congestion'",
        replace: '',
        protects: 'C8: congestion is not met with quick retries',
      },
      {
        file: 'fleet/local-time/zone-of-device.ts',
        find: 'if (timeZone !== undefined && isTimeZone(timeZone))',
        replace: 'if (timeZone !== undefined)',
        protects: 'B2: a zone that nobody knows does not decide the windows',
      },
      {
        file: 'fleet/local-time/local-time.ts',
        find: 'const quarter = Math.floor(at / quarterMs)',
        replace: 'const quarter = 0',
        protects: 'B2: a change of clocks is met when it comes',
      },
    ],
  ),
  ...guardsOf(
    ['server/in-parallel.test.ts'],
    [
      {
        file: 'server/in-parallel.ts',
        find: 'await Promise.all(running)',
        replace: '',
        protects: 'L3: a failure among many pieces of work is heard',
      },
    ],
  ),
  ...guardsOf(
    ['server/store/due-times.test.ts'],
    [
      {
        file: 'server/store/due-times.ts',
        find: 'const isPresent = this.#at.get(first.key) === first.at',
        replace: 'const isPresent = true',
        protects: 'L1: what was settled or moved is not due',
      },
    ],
  ),
]
