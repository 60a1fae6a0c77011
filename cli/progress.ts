// Progress of long work: how far, how fast, and when it will end. On a terminal one line is
// rewritten; elsewhere a line comes every few seconds, so that logs stay readable.

import type { Terminal } from './terminal.ts'
import { formatSpan } from './time-words.ts'

export interface Progress {
  readonly label: string
  readonly done: number
  readonly total: number
  readonly unit: 'bytes' | 'operations'
  readonly startedAt: number
}

const barWidth = 20

/** One line: bar, share, counts, rate, and the time and hour of the end when they can be told. */
export function formatProgress(progress: Progress, now: number): string {
  const { label, done, total, unit, startedAt } = progress
  const share = total === 0 ? 1 : Math.min(1, done / total)
  const filled = Math.round(share * barWidth)
  const bar = `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}]`
  const amount = `${formatAmount(done, unit)} of ${formatAmount(total, unit)}`
  const line = `${label} ${bar} ${Math.floor(share * 100)} %  ${amount}`
  const seconds = (now - startedAt) / 1000
  if (seconds < 1 || done === 0) return line
  const rate = done / seconds
  const shownRate = formatAmount(rate >= 10 ? Math.round(rate) : Number(rate.toFixed(1)), unit)
  if (done >= total) return `${line}  ${shownRate}/s  in ${formatSpan(now - startedAt)}`
  const leftMs = ((total - done) / rate) * 1000
  const endsAt = new Date(now + leftMs).toISOString().slice(11, 19)
  return `${line}  ${shownRate}/s  ends in ${formatSpan(leftMs)} (${endsAt}Z)`
}

function formatAmount(amount: number, unit: Progress['unit']): string {
  if (unit !== 'bytes') return amount.toLocaleString('en-US')
  if (amount >= 1e6) return `${(amount / 1e6).toFixed(1)} MB`
  return amount >= 1000 ? `${(amount / 1000).toFixed(1)} kB` : `${Math.round(amount)} B`
}

export interface ProgressLine {
  readonly show: (progress: Progress) => void
  /** Ends the line, with the last state left standing. */
  readonly end: () => void
}

const rewriteMs = 100
const lineMs = 5000

/** Where progress is shown; nowhere when `isQuiet` (with --json), or when it is over at once. */
export function progressLine(terminal: Terminal, isQuiet: boolean): ProgressLine {
  const everyMs = terminal.isInteractive ? rewriteMs : lineMs
  let shownAt = terminal.now()
  let isShown = false
  let last: Progress | undefined
  const write = (progress: Progress) => {
    const line = formatProgress(progress, terminal.now())
    terminal.err(terminal.isInteractive ? `\r${line}\u001b[K` : `${line}\n`)
    shownAt = terminal.now()
    isShown = true
  }
  return {
    show: (progress) => {
      if (isQuiet) return
      last = progress
      if (terminal.now() - shownAt >= everyMs) write(progress)
    },
    end: () => {
      if (last === undefined || !isShown) return
      write(last)
      if (terminal.isInteractive) terminal.err('\n')
    },
  }
}
