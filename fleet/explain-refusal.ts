// The words behind a code, of a refusal or of a reason.

import { findReason } from './reasons/reason.ts'

export interface ExplainedCode {
  readonly code: string
  readonly words: string
  readonly remedy: string
}

/** What the code means and what can be done; undefined for a code that is not ours. */
export const explainRefusal = (code: string): ExplainedCode | undefined => findReason(code)
