// The raw messages of one exchange as lines of JSON, as they are stored.

import type { RawMessage } from './contract.ts'

export function formatMessages(messages: readonly RawMessage[]): string {
  return messages
    .map(({ bytes, ...rest }) =>
      JSON.stringify({ ...rest, bytes: Buffer.from(bytes).toString('base64') }),
    )
    .join('\n')
}

export function parseMessages(lines: string): readonly RawMessage[] {
  return lines.split('\n').map((line) => {
    const { bytes, ...rest } = JSON.parse(line)
    return { ...rest, bytes: new Uint8Array(Buffer.from(bytes, 'base64')) }
  })
}
