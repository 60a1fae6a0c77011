// One fact in words, with how good or bad the news is and how surely it is known.

import type { Evidence } from './evidence.ts'

export type Level = 'info' | 'good' | 'warn' | 'bad'

/** What one fact has to say. */
export interface News {
  readonly words: string
  readonly level: Level
  readonly evidence?: Evidence
}
