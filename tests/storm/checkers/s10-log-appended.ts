// S10: the log is only ever appended to, and every checkpoint is consistent with it: the root that
// was signed at a size is the root of that many of today's leaves (RFC 6962 §2.1).

import { createHash } from 'node:crypto'
import { type Checker, type Violation, violating } from './checker.ts'

const violation = violating('S10')

export const logAppended: Checker = {
  invariant: 'S10',
  words: 'the log is append-only, and every checkpoint fits it',
  check: (evidence) =>
    [...evidence.audits].flatMap(([tenant, { texts, checkpoints }]) =>
      checkLog(tenant, texts, checkpoints),
    ),
}

interface SignedSize {
  readonly size: number
  readonly at: number
  readonly note: string
}

function checkLog(
  tenant: string,
  texts: readonly string[],
  checkpoints: readonly SignedSize[],
): readonly Violation[] {
  const rootAt = rootsAt(texts, new Set(checkpoints.map(({ size }) => size)))
  return checkpoints.flatMap(({ size, at, note }) => {
    const [, told, root] = note.split('\n')
    if (Number(told) !== size || size > texts.length) {
      return [violation(at, `a checkpoint of ${tenant} at ${size} is beyond its log`)]
    }
    if (rootAt.get(size) === root) return []
    return [violation(at, `the log of ${tenant} is another one than was signed at ${size}`)]
  })
}

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** Roots of the tree over the first n leaves, base64, for the sizes wanted. */
function rootsAt(
  texts: readonly string[],
  wanted: ReadonlySet<number>,
): ReadonlyMap<number, string> {
  const peaks: { readonly hash: Buffer; readonly leaves: number }[] = []
  const roots = new Map<number, string>()
  for (const [n, text] of texts.entries()) {
    let top = { hash: sha256(Buffer.of(0), Buffer.from(text)), leaves: 1 }
    for (let last = peaks.at(-1); last?.leaves === top.leaves; last = peaks.at(-1)) {
      peaks.pop()
      top = { hash: sha256(Buffer.of(1), last.hash, top.hash), leaves: 2 * top.leaves }
    }
    peaks.push(top)
    if (!wanted.has(n + 1)) continue
    const root = peaks.reduceRight<Buffer | undefined>(
      (right, { hash }) => (right ? sha256(Buffer.of(1), hash, right) : hash),
      undefined,
    )
    roots.set(n + 1, root?.toString('base64') ?? '')
  }
  return roots
}
