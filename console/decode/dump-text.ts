// The tree of a message as plain text, for pasting into a mail, and bytes as people paste them.

import type { DumpTree } from '@holdfast/api/shapes/dump.ts'

/** One line a node, two spaces a level. */
export function dumpText(node: DumpTree, level = 0): string {
  const own = `${'  '.repeat(level)}${node.name}${node.text === undefined ? '' : `: ${node.text}`}`
  return [own, ...(node.children ?? []).map((child) => dumpText(child, level + 1))].join('\n')
}

/** Hex without spaces, line ends, colons or `0x`; undefined when it is no hex of whole bytes. */
export function hexOf(pasted: string): string | undefined {
  const text = pasted.replace(/0x/gi, '').replace(/[\s:,;-]/g, '')
  if (/^([0-9A-Fa-f]{2})+$/.test(text)) return text.toUpperCase()
  return undefined
}

/** The bytes of a Base64 text as hex; undefined when it is none. */
export function hexOfBase64(pasted: string): string | undefined {
  const text = pasted.replace(/-----[^-]+-----/g, '').replace(/\s/g, '')
  if (text.length === 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) {
    return undefined
  }
  const bytes = Array.from(atob(text), (char) => char.charCodeAt(0))
  return bytes
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase()
}
