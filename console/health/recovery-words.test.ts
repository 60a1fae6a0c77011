import { visitFindings } from '@holdfast/api/shapes/silence.ts'
import { expect, test } from 'vitest'
import { findingInWords, triedInWords } from './recovery-words.ts'

test('what was tried more than once is said once, with how often', () => {
  const rungs = [{ action: 'wait' }, { action: 'wake' }, { action: 'wake' }]
  expect(triedInWords(rungs)).toBe('wait a little longer, wake the device (message or paging) × 2')
  expect(triedInWords([])).toBe('')
})

test('every finding that a visit may be closed with has words', () => {
  for (const finding of visitFindings) expect(findingInWords(finding)).toMatch(/^[a-z ]+$/)
})
