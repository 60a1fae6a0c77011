// Time: one clock for a database, and no card's history goes back (S12).

import { guardsOf } from '../guard.ts'

export const clockGuards = guardsOf(
  ['server/clock'],
  [
    {
      file: 'server/store/card-change.ts',
      find: '{ ...inOrder(after, draft), tenant, cardVersion }',
      replace: '{ ...draft, tenant, cardVersion }',
      protects: "S12: a card's events never go back, whatever the servers' clocks show",
    },
    {
      file: 'fleet/event-time.ts',
      find: 'return isOwnTime(draft.fact.kind) && draft.at < last',
      replace: 'return draft.at < last',
      protects: 'what a device reports keeps the instant of which it speaks',
    },
    {
      file: 'server/clock/database-clock.ts',
      find: 'time + this.#wish.elapsed.elapsed() - elapsed',
      replace: 'this.#wish.machineNow()',
      protects: "S12: the clock of a server's machine moves no deadline",
    },
    {
      file: 'server/clock/database-clock.ts',
      find: 'wish.isRestored ? withoutAgreement(best) : best',
      replace: 'best',
      protects: 'S12: what was agreed on about another machine does not hold after a restore',
    },
    {
      file: 'server/clock/judge-time.ts',
      find: 'if (told < now || isSame(database, now)) return goesOn',
      replace: 'if (isSame(database, now)) return goesOn',
      protects: 'S12: time does not go back with the clocks',
    },
    {
      file: 'server/clock/judge-time.ts',
      find: 'if (isToldByOther || isSame(machine, told)) return',
      replace: 'if (told > now) return',
      protects: "no deadline fires early because the database's clock was set ahead",
    },
    {
      file: 'server/clock/judge-time.ts',
      find: 'if (isVouched(agreement, database) || isSame(machine, agreed)) return agreed',
      replace: '',
      protects: 'a server that starts goes by what living servers agree on',
    },
    {
      file: 'server/clock/judge-time.ts',
      find: 'if (time >= notBefore - sameWithinMs) return Math.max(time, notBefore)',
      replace: 'return time',
      protects: 'S12: no process takes what the log knows to be past for the present',
    },
    {
      file: 'server/last-logged.ts',
      find: 'if (isOwnTime(fact.kind)) latest',
      replace: 'latest',
      protects: 'no reported instant sets the time of a server',
    },
    {
      file: 'server/es9plus/es9plus-client.ts',
      find: ' ?? endedBy(certificate, wish.tlsNow?.())',
      replace: '',
      protects: 'S12: a clock that was set back takes no TLS certificate that has ended',
      tests: ['server/es9plus'],
    },
  ],
)
