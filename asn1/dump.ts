// A dump as text for people: one line a TLV, indented as it nests, with its place in the input.

import { formatTag } from './der.ts'
import type { DumpNode } from './schema.ts'

const textMax = 96

/**
 * Lines of `offset  tag name (length): value`, two spaces deeper for each level. Long values are
 * cut and say how many octets they have.
 */
export function formatDump(node: DumpNode): string {
  const lines: string[] = []
  appendLines(node, 0, lines)
  return lines.join('\n')
}

function appendLines(node: DumpNode, depth: number, lines: string[]): void {
  const offset = node.offset.toString(16).toUpperCase().padStart(4, '0')
  const name = node.name === '' ? '' : ` ${node.name}`
  const value = node.text === undefined ? '' : `: ${shorten(node.text)}`
  lines.push(
    `${offset}  ${'  '.repeat(depth)}${formatTag(node.tag)}${name} (${node.length})${value}`,
  )
  for (const child of node.children ?? []) appendLines(child, depth + 1, lines)
}

const shorten = (text: string): string =>
  text.length <= textMax ? text : `${text.slice(0, textMax)}… (${text.length} characters)`
