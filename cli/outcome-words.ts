// Outcomes and evidence for people: a shape beside the word, so that colour is never alone, and no
// tick for less than `serving` or a proven end.

import { styleText } from 'node:util'
import type { Terminal } from './terminal.ts'

type Color = 'green' | 'red' | 'yellow' | 'cyan' | 'gray'

const outcomeLooks: Readonly<Record<string, { readonly shape: string; readonly color: Color }>> = {
  queued: { shape: '·', color: 'gray' },
  sent: { shape: '›', color: 'cyan' },
  applied: { shape: '»', color: 'cyan' },
  attached: { shape: '≈', color: 'cyan' },
  serving: { shape: '✓', color: 'green' },
  refused: { shape: '✗', color: 'red' },
  expired: { shape: '⌛', color: 'yellow' },
  cancelled: { shape: '∅', color: 'gray' },
  failed: { shape: '✗', color: 'red' },
  'rolled-back': { shape: '↺', color: 'yellow' },
  unknown: { shape: '?', color: 'yellow' },
}

const evidenceShapes: Readonly<Record<string, string>> = {
  proven: '◆',
  confirmed: '●',
  reported: '○',
  claimed: '◌',
}

const levels: Readonly<Record<string, { readonly shape: string; readonly color: Color }>> = {
  info: { shape: '·', color: 'gray' },
  good: { shape: '✓', color: 'green' },
  warn: { shape: '!', color: 'yellow' },
  bad: { shape: '✗', color: 'red' },
}

/** The text in a colour, when the terminal has colours. */
export function paint(terminal: Terminal, color: Color | 'bold', text: string): string {
  return terminal.hasColor ? styleText(color, text, { validateStream: false }) : text
}

export function formatOutcome(terminal: Terminal, outcome: string | undefined): string {
  if (outcome === undefined) return '-'
  const look = outcomeLooks[outcome]
  return look === undefined ? outcome : paint(terminal, look.color, `${look.shape} ${outcome}`)
}

export function formatEvidence(evidence: string | undefined): string {
  return evidence === undefined ? '-' : `${evidenceShapes[evidence] ?? ''} ${evidence}`.trim()
}

export function formatLevel(terminal: Terminal, level: string): string {
  const look = levels[level]
  return look === undefined ? level : paint(terminal, look.color, look.shape)
}

/** Counts in the ladder's order: `✓ serving 12, ? unknown 1`. */
export function formatCounts(terminal: Terminal, counts: Readonly<Record<string, number>>): string {
  const order = Object.keys(outcomeLooks)
  const entries = Object.entries(counts).filter(([, count]) => count > 0)
  entries.sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
  const parts = entries.map(([name, count]) => `${formatOutcome(terminal, name)} ${count}`)
  return parts.length === 0 ? 'none' : parts.join(', ')
}
