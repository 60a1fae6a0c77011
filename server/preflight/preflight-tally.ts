// Counts what the pre-flights of many devices said, check by check, for the dry run.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { PreflightTallyShape } from '@holdfast/api/shapes/preflight.ts'
import type { CheckName, PreflightVerdict } from '@holdfast/fleet/preflight/check.ts'
import { checkNames } from '@holdfast/fleet/preflight/check.ts'

type Told = ShapeOf<typeof PreflightTallyShape>
type Row = Told['checks'][number]

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

export class PreflightTally {
  readonly #rows = new Map<CheckName, Mutable<Row>>()
  #held = 0

  add({ kind, checks }: PreflightVerdict): void {
    if (kind === 'held') this.#held++
    for (const { check, state, remedy } of checks) {
      const row = this.#rows.get(check) ?? { check, ok: 0, held: 0, refused: 0, unknown: 0 }
      row[state]++
      if (state === 'unknown' && remedy !== undefined) row.how ??= remedy
      this.#rows.set(check, row)
    }
  }

  told(): Told {
    const checks = checkNames.flatMap((name) => this.#rows.get(name) ?? [])
    return { held: this.#held, checks }
  }
}
