// The two chains of trust of a sandbox, one on each curve, from one seed. Issuers and cards get the
// same certificates in every process; those of servers begin on the day before `from`.

import type { TestPki } from './test-pki.ts'
import { createTestPki } from './test-pki.ts'

/**
 * The P-256 chain first: most cards and servers prefer it. `eidPrefixes` are the beginnings of the
 * EIDs that the card maker may certify.
 */
export const testPkis = (
  seed: string,
  from: number,
  eidPrefixes: readonly string[] = ['89049032'],
): readonly [TestPki, TestPki] => [
  createTestPki({ seed, from, eidPrefixes }),
  createTestPki({ seed, from, eidPrefixes, curve: 'brainpoolP256r1' }),
]
