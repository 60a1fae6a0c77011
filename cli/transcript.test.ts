import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { cannedSend } from './fixture/canned-api.ts'
import { cannedReplies } from './fixture/canned-replies.ts'
import { recordedTerminal } from './fixture/recorded-terminal.ts'
import { runHoldfast } from './program.ts'

const folder = new URL('./transcripts/', import.meta.url)

/** Words of a typed line, with "quoted ones" as a shell would give them. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '')

async function replay(line: string): Promise<string> {
  const { terminal, all } = recordedTerminal(cannedSend(cannedReplies))
  const [, ...argv] = wordsOf(line.slice(2))
  const code = await runHoldfast(argv, terminal)
  const text = all()
  const ended = text === '' || text.endsWith('\n') ? text : `${text}\n`
  return `${line}\n${ended}${code === 0 ? '' : `(exit ${code})\n`}`
}

describe('the command says what its transcripts say (vitest -u renews them)', () => {
  it.each(readdirSync(folder))('%s', async (name) => {
    const path = new URL(name, folder)
    const golden = readFileSync(path, 'utf8')
    const lines = golden.split('\n').filter((line) => line.startsWith('$ holdfast'))
    const parts: string[] = []
    for (const line of lines) parts.push(await replay(line))
    await expect(parts.join('\n')).toMatchFileSnapshot(path.pathname)
  })
})
