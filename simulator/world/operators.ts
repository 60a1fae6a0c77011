// The three operators of the simulated world and the two SM-DP+ that hold their profiles. Names and
// numbers belong to nobody: PLMN 999-xx and ICCIDs 89 999 … are set aside for uses like this.

import type { Operator } from '../network/network.ts'

export interface WorldOperator extends Operator {
  /** Index of the SM-DP+ that serves its profiles. */
  readonly smdp: 0 | 1
}

export const operators: readonly WorldOperator[] = [
  {
    name: 'Nordtel',
    plmn: '99901',
    rat: 'LTE-M',
    iccidPrefix: '8999901',
    reportsAttaches: true,
    smdp: 0,
  },
  {
    name: 'Costera',
    plmn: '99902',
    rat: 'NB-IoT',
    iccidPrefix: '8999902',
    reportsAttaches: true,
    smdp: 0,
  },
  {
    name: 'Altimo',
    plmn: '99903',
    rat: 'LTE',
    iccidPrefix: '8999903',
    reportsAttaches: false,
    smdp: 1,
  },
]

export const smdpAddresses = ['smdp-one.example.com', 'smdp-two.example.com'] as const
