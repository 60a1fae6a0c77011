// Reads the project's own source files for the tidy rules: which files there are, what they
// import, and what they say once comments and strings are taken out.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')
export const rooms = [
  'asn1',
  'gsma',
  'fleet',
  'api',
  'connectors',
  'server',
  'station',
  'simulator',
  'cli',
  'console',
] as const

export interface SourceFile {
  /** Path from the project's root, with slashes. */
  readonly path: string
  readonly room: string
  readonly text: string
  /** The text without comments and string contents, of equal length and lines. */
  readonly code: string
  readonly isTest: boolean
  /** Root-relative paths of project files, or the bare specifier of anything else. */
  readonly imports: readonly string[]
}

function* filesUnder(folder: string): Generator<string> {
  if (!existsSync(folder)) return
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name.startsWith('.'))
      continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesUnder(path)
    else if (/\.(ts|tsx)$/.test(entry.name) && !entry.name.endsWith('.d.ts')) yield path
  }
}

/** Blanks comments and the contents of strings, keeping every line where it is. */
export function blankOut(text: string): string {
  const pattern =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g
  return text.replace(pattern, (match) => match.replace(/[^\n]/g, ' '))
}

function importsOf(path: string, text: string): string[] {
  const found: string[] = []
  const pattern = /(?:\bfrom\s+|\bimport\s*\(\s*|^\s*import\s+)'([^'\n]+)'/gm
  for (const [, specifier = ''] of text.matchAll(pattern)) {
    if (specifier.startsWith('.')) {
      found.push(relative(root, resolve(dirname(join(root, path)), specifier)))
    } else if (specifier.startsWith('@holdfast/')) {
      found.push(specifier.slice('@holdfast/'.length))
    } else found.push(specifier)
  }
  return found
}

/** Every TypeScript file of the rooms and of tests/. */
export function readTree(): readonly SourceFile[] {
  return [...rooms, 'tests', 'examples'].flatMap((room) =>
    [...filesUnder(join(root, room))].map((absolute): SourceFile => {
      const path = relative(root, absolute).replaceAll('\\', '/')
      const text = readFileSync(absolute, 'utf8')
      return {
        path,
        room,
        text,
        code: blankOut(text),
        isTest: /\.test\.tsx?$|^[a-z0-9]+\/testing\//.test(path) || room === 'tests',
        imports: importsOf(path, text),
      }
    }),
  )
}
