// The reject causes that the simulated networks give, by the numbers of TS 24.301 (EMM §9.9.3.9,
// ESM §9.9.4.4), with what the network means by them here.

export interface RejectCause {
  /** Mobility (the device may not register) or session (it registers and gets no data path). */
  readonly layer: 'EMM' | 'ESM'
  readonly cause: number
  readonly words: string
}

export const rejectCauses = {
  'not-provisioned': { layer: 'EMM', cause: 8, words: 'the home network does not know the line' },
  'plmn-not-allowed': { layer: 'EMM', cause: 11, words: 'the line is barred in this network' },
  'no-suitable-cells': { layer: 'EMM', cause: 15, words: 'roaming is not agreed here' },
  'network-failure': { layer: 'EMM', cause: 17, words: 'the network fails for the moment' },
  'option-not-subscribed': { layer: 'ESM', cause: 33, words: 'no data service on this line' },
} as const satisfies Record<string, RejectCause>

export type RejectName = keyof typeof rejectCauses
