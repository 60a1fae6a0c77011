// What recovery must not do: hammer, overspend, attach all at once, raise what is not late (S11, C6, C8).

import { guardsOf } from '../guard.ts'

export const recoveryGuards = guardsOf(
  ['fleet/silence', 'fleet/recovery', 'fleet/pacing'],
  [
    {
      file: 'fleet/silence/look-at-silence.ts',
      find: 'now < expected.lateAt',
      replace: 'false',
      protects: 'C5: a device is raised when it is late and not before',
    },
    {
      file: 'fleet/recovery/choose-rung.ts',
      find: 'if (tries >= step.triesMax) return',
      replace: 'if (tries >= 1_000) return',
      protects: 'C6: each rung has a last try',
      tests: ['fleet/recovery', 'server/recovery/recovery.test.ts'],
    },
    {
      file: 'fleet/recovery/choose-rung.ts',
      find: 'return excess === undefined ? undefined : ',
      replace: 'return excess !== null ? undefined : ',
      protects: 'S11: no rung overdraws quota, energy or writes of the card',
    },
    {
      file: 'fleet/recovery/choose-rung.ts',
      find: 'return mended || isActiveAgain ? undefined : ',
      replace: 'return mended !== undefined ? undefined : ',
      protects: 'C8: a device that is refused for good is not made to ask again',
    },
    {
      file: 'fleet/recovery/climb.ts',
      find: 'if (waiting && waiting.dueAt > change.now) return change',
      replace: '',
      protects: 'C6: a rung has its time before the next one',
    },
    {
      file: 'fleet/recovery/climb.ts',
      find: 'return silence.stopped || silence.visit ? settled : climbOn(settled, facts)',
      replace: 'return climbOn(settled, facts)',
      protects: 'C6: a person who stopped the ladder is obeyed',
    },
    {
      file: 'fleet/recovery/ladder-table.ts',
      find: "{ ...once('field-visit'), onlyFor: ['line-terminated', 'line-refused'] }",
      replace: "once('field-visit')",
      protects: 'C9: nobody is sent to a device of which only the operator can end the silence',
    },
    {
      file: 'fleet/silence/end-silence.ts',
      find: '...(callOff ? { callOff } : {}),',
      replace: '',
      protects: 'C9: a visit that nobody needs any more is called off',
      tests: ['server/recovery/recovery.test.ts'],
    },
    {
      file: 'fleet/pacing/admit-attach.ts',
      find: 'const full = buckets.filter(({ tokens }) => tokens < 1)',
      replace: 'const full = buckets.filter(() => false)',
      protects: 'C8: the offered attach rate stays under the ceiling',
    },
    {
      file: 'fleet/pacing/admit-attach.ts',
      find: 'if (needsChange && !ask.isChanged) {',
      replace: 'if (false) {',
      protects: 'C8: a permanent reject is not hammered',
    },
    {
      file: 'fleet/pacing/admit-attach.ts',
      find: 'if (until !== undefined && until > now) {',
      replace: 'if (false) {',
      protects: 'C8: the pause of a cause is kept',
    },
  ],
)
