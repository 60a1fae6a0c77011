// The reject causes that the simulated networks give, by the numbers of TS 24.301 (EMM §9.9.3.9,
// ESM §9.9.4.4), with what the network means by them here.

export interface RejectCause {
  /** Mobility (the device may not register) or session (it registers and gets no data path). */
  readonly layer: 'EMM' | 'ESM'
  readonly cause: number
  readonly words: string
  /** The modem holds its SIM for invalid until it is switched off. TS 24.301 §5.5.1.2.5. */
  readonly invalidatesSim?: true
}

export const rejectCauses = {
  'not-provisioned': { layer: 'EMM', cause: 8, words: 'the home network does not know the line' },
  suspended: {
    layer: 'EMM',
    cause: 8,
    words: 'the home network serves the line no more',
    invalidatesSim: true,
  },
  'plmn-not-allowed': { layer: 'EMM', cause: 11, words: 'the line is barred in this network' },
  'no-suitable-cells': { layer: 'EMM', cause: 15, words: 'roaming is not agreed here' },
  'imei-not-accepted': { layer: 'EMM', cause: 5, words: 'the line belongs to another IMEI' },
  'network-failure': { layer: 'EMM', cause: 17, words: 'the network fails for the moment' },
  'unknown-apn': { layer: 'ESM', cause: 27, words: 'the device asks for an APN that is not there' },
  'option-not-subscribed': { layer: 'ESM', cause: 33, words: 'no data service on this line' },
} as const satisfies Record<string, RejectCause>

export type RejectName = keyof typeof rejectCauses

/** As the table has it, with the facts that only some rows have. */
export const rejectCause = (name: RejectName): RejectCause => rejectCauses[name]
