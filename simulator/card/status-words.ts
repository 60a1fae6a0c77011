// Status words by which the card refuses a command as a whole. ISO 7816-4 §5.6.

export const statusWords = {
  conditionsNotSatisfied: 0x6985,
  /** The contents of the command could not be read. */
  wrongContents: 0x6a80,
  /** No such function on this card. */
  unknownFunction: 0x6a88,
} as const
