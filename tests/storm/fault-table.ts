// Which faults of the catalogue each kind of happening stands for. The storm draws every kind; what
// is not here waits for parts that do not exist yet, or has tests of its own.

import type { CommitFault, Fault, HookFault, LinkFault, SmdpFault } from './rig/happening.ts'

type Plain = Exclude<Fault['kind'], 'link' | 'commit' | 'smdp' | 'hook'>

export type FaultName =
  | LinkFault
  | Plain
  | `commit-${CommitFault}`
  | `smdp-${SmdpFault}`
  | `hook-${HookFault}`

export interface StormFault {
  readonly numbers: readonly string[]
  readonly words: string
}

export const faultTable: Readonly<Record<FaultName, StormFault>> = {
  lostRequest: { numbers: ['F35'], words: 'a request of a device never arrives' },
  lostReply: { numbers: ['F35', 'F36'], words: 'the server acts, and its answer is lost' },
  duplicate: { numbers: ['F36', 'F21'], words: 'a request arrives twice at once' },
  lateDuplicate: { numbers: ['F36', 'F43'], words: 'a request arrives once more, much later' },
  truncatedReply: { numbers: ['F48'], words: 'half of an answer arrives' },
  slow: { numbers: ['F21'], words: 'the answer comes after the device has stopped waiting' },
  'cut-request': { numbers: ['F48', 'F55'], words: 'two thirds of a request arrive' },
  'delayed-request': { numbers: ['F43', 'F36'], words: 'a request arrives hours later only' },
  power: { numbers: ['F60', 'F13', 'F35'], words: 'power is lost at any step of device or card' },
  hole: { numbers: ['F27', 'F61'], words: 'nothing gets through for hours' },
  'card-busy': { numbers: ['F34'], words: 'the card answers catBusy' },
  'forged-result': {
    numbers: ['F64', 'F65'],
    words: 'a result with one octet changed arrives first',
  },
  'late-line': { numbers: ['F31', 'F27'], words: 'the line is active hours after the install' },
  'dead-line': {
    numbers: ['F27', 'F31', 'F32'],
    words: 'the line of the new profile never serves',
  },
  'line-without-session': { numbers: ['F28'], words: 'it registers, and no data gets through' },
  'line-suspended': { numbers: ['F31', 'F27'], words: 'the operator suspends a line in use' },
  'line-used-up': { numbers: ['F18'], words: 'nothing is left of a line’s allowance' },
  'network-out': { numbers: ['F20', 'F53'], words: 'a whole network is out, then all come back' },
  'eim-certificate': { numbers: ['F09', 'F53'], words: 'the certificate of the eIM has expired' },
  'smdp-certificate': {
    numbers: ['F09', 'F24'],
    words: 'the certificate of an SM-DP+ has expired',
  },
  'hook-no-answer': { numbers: ['F58'], words: 'the operators’ hook does not answer' },
  'hook-http-500': { numbers: ['F58'], words: 'the operators’ hook has an error' },
  'hook-not-json': { numbers: ['F58'], words: 'the operators’ hook answers with a page' },
  'hook-refused': { numbers: ['F58', 'F31'], words: 'the operator refuses what is asked' },
  'hook-done-then-lost': { numbers: ['F58', 'F43'], words: 'it is done, and the answer is lost' },
  'second-server': { numbers: ['F51', 'F37'], words: 'two servers work on one database' },
  'commit-fails': { numbers: ['F50'], words: 'the database refuses a write' },
  'commit-unacknowledged': { numbers: ['F50', 'F49'], words: 'it writes and does not say so' },
  'commit-crash-before': { numbers: ['F49'], words: 'the server dies before a write' },
  'commit-crash-after': { numbers: ['F49'], words: 'the server dies after a write' },
  crash: { numbers: ['F49', 'F53'], words: 'the server is down for a while, everybody comes back' },
  restore: { numbers: ['F50', 'F37'], words: 'the database is replaced by a backup' },
  clock: { numbers: ['F12'], words: 'the clock of the servers’ machine is wrong for hours' },
  'database-clock': {
    numbers: ['F12'],
    words: 'the clock of the database’s machine is wrong for hours',
  },
  'smdp-lost-request': { numbers: ['F13', 'F24'], words: 'a call to the SM-DP+ is lost' },
  'smdp-lost-reply': { numbers: ['F14', 'F13'], words: 'the SM-DP+ acts, its answer is lost' },
  'smdp-http-500': { numbers: ['F24'], words: 'the SM-DP+ has an error' },
  'smdp-not-json': { numbers: ['F24'], words: 'the SM-DP+ shows a page about maintenance' },
  'smdp-refused': { numbers: ['F22', 'F16', 'F25'], words: 'the SM-DP+ refuses by its code table' },
  'smdp-out': { numbers: ['F24'], words: 'the SM-DP+ is out of order for hours' },
}
