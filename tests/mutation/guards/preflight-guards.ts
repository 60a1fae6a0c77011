// What stops a doomed swap before it starts (C2).

import { guardsOf } from '../guard.ts'

export const preflightGuards = guardsOf(
  ['fleet/preflight'],
  [
    {
      file: 'fleet/preflight/card-checks.ts',
      find: 'return free >= needed',
      replace: 'return free >= 0',
      protects: 'F16: a profile that does not fit is not ordered',
    },
    {
      file: 'fleet/preflight/card-checks.ts',
      find: 'const common = card.find((id) => wanted.has(id.toUpperCase()))',
      replace: 'const common = card[0]',
      protects: 'F10: no CI in common is found out before the order is used',
    },
    {
      file: 'fleet/preflight/card-checks.ts',
      find: "if (over) return refused('certificates', ",
      replace: "if (over === null) return refused('certificates', ",
      protects: 'F09: an expired certificate stops the download',
    },
    {
      file: 'fleet/preflight/card-checks.ts',
      find: "if (soon) return held('certificates', ",
      replace: "if (soon === null) return held('certificates', ",
      protects: 'F09: a certificate that ends on the way stops the download',
    },
    {
      file: 'fleet/preflight/card-checks.ts',
      find: 'now - (state.euicc?.asOf ?? 0) > limits.memoryFreshMs',
      replace: 'false',
      protects: 'an old report of free memory is no fact',
    },
    {
      file: 'fleet/preflight/line-checks.ts',
      find: "if (state !== 'active') return held('line', ",
      replace: "if (state === 'barred') return held('line', ",
      protects: 'F31: nothing is enabled before its line is active',
    },
    {
      file: 'fleet/preflight/line-checks.ts',
      find: "if (state === 'terminated') return refused('line', 'line-terminated', fact, evidence)",
      replace: '',
      protects: 'F31: a terminated line is not waited for',
    },
    {
      file: 'fleet/preflight/line-checks.ts',
      find: 'if (input.now - line.at > limits.lineFreshMs) {',
      replace: 'if (false) {',
      protects: 'an old report of a line is no fact',
    },
    {
      file: 'fleet/preflight/line-checks.ts',
      find: 'return told.countries.includes(country)',
      replace: 'return told.countries.length > 0',
      protects: 'F30: a line is not used where it may not serve',
    },
    {
      file: 'fleet/preflight/line-checks.ts',
      find: 'return imei.startsWith(line.imeiLock)',
      replace: 'return imei.startsWith(imei)',
      protects: 'F29: a line that is locked to another device is found out beforehand',
    },
    {
      file: 'fleet/preflight/line-checks.ts',
      find: "return known.includes(told.apn.toLowerCase()) || known.includes('*')",
      replace: 'return known.length > 0',
      protects: 'F28: the device has the APN before it is switched',
    },
    {
      file: 'fleet/preflight/line-checks.ts',
      find: "if (stock === 'short') return held('profile', 'stock-empty', named, evidence)",
      replace: '',
      protects: 'B4: no start without a profile set aside',
    },
    {
      file: 'fleet/preflight/line-checks.ts',
      find: "if (order === 'expired' || order === 'used-up') {",
      replace: 'if (false) {',
      protects: 'F22: an order that is over is not tried',
    },
    {
      file: 'fleet/preflight/device-checks.ts',
      find: 'return share <= energyShareMax',
      replace: 'return share >= 0',
      protects: 'S11: a battery is not emptied by a swap',
    },
    {
      file: 'fleet/preflight/device-checks.ts',
      find: 'if (downloads(plan) && cost.downloadSeconds * 1000 > sessionMs) {',
      replace: 'if (false) {',
      protects: 'F21: a download that cannot end in its session is not begun',
    },
    {
      file: 'fleet/preflight/device-checks.ts',
      find: 'if (deadlineAt !== undefined && contact.by > deadlineAt) {',
      replace: 'if (false) {',
      protects: 'a device that will not call in time is said so beforehand',
    },
    {
      file: 'fleet/preflight/device-checks.ts',
      find: 'return next <= until',
      replace: 'return true',
      protects: 'a device that never calls inside the windows is said so beforehand',
    },
    {
      file: 'fleet/preflight/judge-preflight.ts',
      find: 'required.includes(check.check) ? must(check) : check',
      replace: 'check',
      protects: 'a required fact that is missing holds',
    },
    {
      file: 'fleet/judge-wish.ts',
      find: 'const needs = judgeNeeds(input, plan)',
      replace: 'const needs = judgeNeeds(input, plan).slice(9)',
      protects: 'F10, F16: a card that tells late is stopped before the download leaves',
    },
    {
      file: 'server/operator-api/start-batch.ts',
      find: 'if (against) return { events: [], reply: against }',
      replace: '',
      protects: 'C2: a start passes the pre-flight',
      tests: ['server/preflight'],
    },
  ],
)
