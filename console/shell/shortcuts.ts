// The keys of the console: single keys, and `g` followed by a place. Never while someone types.

export interface Shortcut {
  readonly keys: string
  readonly words: string
  readonly act: Act
}

export type Act =
  | { readonly kind: 'open'; readonly href: string }
  | { readonly kind: 'search' }
  | { readonly kind: 'help' }

export const shortcuts: readonly Shortcut[] = [
  { keys: '/', words: 'search the fleet', act: { kind: 'search' } },
  { keys: 'g f', words: 'go to Fleet', act: { kind: 'open', href: '/fleet' } },
  { keys: 'g o', words: 'go to Operations', act: { kind: 'open', href: '/operations' } },
  { keys: 'g c', words: 'go to Campaigns', act: { kind: 'open', href: '/campaigns' } },
  { keys: 'g h', words: 'go to Health', act: { kind: 'open', href: '/health' } },
  { keys: 'g n', words: 'start an operation', act: { kind: 'open', href: '/start' } },
  { keys: 'g i', words: 'go to Import', act: { kind: 'open', href: '/import' } },
  { keys: 'g s', words: 'go to Stock', act: { kind: 'open', href: '/stock' } },
  { keys: 'g a', words: 'go to Audit', act: { kind: 'open', href: '/audit' } },
  { keys: 'g d', words: 'go to Decode', act: { kind: 'open', href: '/decode' } },
  { keys: 'g t', words: 'go to Settings', act: { kind: 'open', href: '/settings' } },
  { keys: '?', words: 'show these keys', act: { kind: 'help' } },
]

const sequenceMs = 1200

/** Reads keys one by one; gives an act when a shortcut is complete. */
export function readShortcuts(): (key: string, at: number) => Act | undefined {
  let pending: { readonly key: string; readonly at: number } | undefined
  return (key, at) => {
    const before = pending !== undefined && at - pending.at < sequenceMs ? `${pending.key} ` : ''
    pending = undefined
    const found = shortcuts.find(({ keys }) => keys === `${before}${key}`)
    if (found !== undefined) return found.act
    if (shortcuts.some(({ keys }) => keys.startsWith(`${key} `))) pending = { key, at }
    return undefined
  }
}
