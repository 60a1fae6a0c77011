// How long a relayed download session is remembered that nobody ended: far longer than any SM-DP+
// keeps its side of it.

export const relaySessionKeptMs = 7 * 24 * 60 * 60 * 1000
