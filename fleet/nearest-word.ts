// "Did you mean …": the word of a list that a mistyped one is nearest to.

/** The nearest word with at most two letters changed, added, dropped or swapped; else nothing. */
export function nearestWord(typed: string, words: readonly string[]): string | undefined {
  const wanted = typed.toLowerCase()
  const begins = words.filter((word) => wanted.length >= 2 && word.startsWith(wanted))
  if (begins.length === 1) return begins[0]
  let best: { readonly word: string; readonly distance: number } | undefined
  for (const word of words) {
    const distance = editDistance(wanted, word.toLowerCase())
    if (distance <= 2 && distance < word.length && distance < (best?.distance ?? 3)) {
      best = { word, distance }
    }
  }
  return best?.word
}

/** Letters changed, added, dropped, or swapped with their neighbour; lengths are small here. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)]
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) row.push(cheapest(rows, row, { a, b, i, j }))
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}

function cheapest(
  rows: readonly number[][],
  row: readonly number[],
  at: { readonly a: string; readonly b: string; readonly i: number; readonly j: number },
): number {
  const { a, b, i, j } = at
  const changed = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
  const plain = Math.min(changed, rows[i - 1]![j]! + 1, row[j - 1]! + 1)
  const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
  return isSwap ? Math.min(plain, rows[i - 2]![j - 2]! + 1) : plain
}
