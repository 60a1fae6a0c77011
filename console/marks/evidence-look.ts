// How surely something is known: one shape per kind of evidence, and what each word means.

import type { Evidence } from '@holdfast/fleet/evidence.ts'
import type { ShapeName } from './shape.tsx'

export const evidenceLooks: Readonly<Record<string, ShapeName>> = {
  proven: 'diamond',
  confirmed: 'disc',
  reported: 'ring',
  claimed: 'dashes',
} satisfies Record<Evidence, ShapeName>

const meanings: Readonly<Record<string, string>> = {
  proven: 'proven: signed by the card',
  confirmed: "confirmed: the operator's system says so",
  reported: "reported: the device's software says so",
  claimed: 'claimed: a person or a file says so',
} satisfies Record<Evidence, string>

export const evidenceMeaning = (evidence: string): string => meanings[evidence] ?? evidence
