// The AID of an ISD-P: the RID and PIX of eUICC domains with the instance in octets 14 and 15, which
// are also its compact form. SGP.02 §2.2.3, SGP.32 §5.14.7.

/** The AID of the n-th ISD-P made on a card, in hexadecimal. */
export const aidOf = (instance: number): string =>
  `A0000005591010FFFFFFFF8900${(instance + 0x10).toString(16).toUpperCase().padStart(4, '0')}00`
