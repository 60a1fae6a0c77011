// The codes of clocks: what a server says when a machine's clock is not the time that Holdfast keeps.
// They concern no operation; `holdfast health` and the server's own log show them.

import type { ReasonText } from './reason-text.ts'

export const clockTable = {
  'machine-clock-apart': {
    words: "the clock of this server's machine is more than a minute off the time of the database",
    remedy:
      'set the clock of that machine (NTP); Holdfast does not go by it, but TLS certificates of ' +
      'others are judged by it',
  },
  'database-clock-apart': {
    words: "the clock of the database's machine was set while servers ran; they do not follow it",
    remedy:
      'set the clock of that machine (NTP); if it is the right one, stop all servers of the ' +
      'database for five minutes and start them again',
  },
  'time-went-ahead': {
    words: 'the time went ahead at once: two clocks, or another server, show that it passed',
    remedy:
      'nothing to do where the machine slept or was paused; else set the clocks right: Holdfast ' +
      'does not go back and stays ahead',
  },
} as const satisfies Readonly<Record<string, ReasonText>>

export type ClockCode = keyof typeof clockTable
