// Who says so, and how surely. Every fact that Holdfast keeps about a device carries one of these,
// and none is ever presented as a stronger one (DESIGN §3, S7).

/** `proven` signed by the card, `confirmed` by the operator's system, `reported` by the device's
 * software, `claimed` by a person or a file. */
export type Evidence = 'proven' | 'confirmed' | 'reported' | 'claimed'

/** Milliseconds since 1970-01-01 UTC, by the server's clock. */
export type Instant = number
