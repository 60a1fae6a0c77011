// The rules of the house as functions from a file to findings. A finding says file, line, rule and
// what to do instead.

import type { SourceFile } from './tree.ts'

export interface Finding {
  readonly path: string
  readonly line: number
  readonly rule: string
  readonly instead: string
}

type Rule = (file: SourceFile) => readonly Finding[]

/** Which rooms each room may import (DESIGN: arrows point downward). */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  asn1: [],
  gsma: ['asn1'],
  fleet: ['gsma', 'asn1'],
  api: ['fleet', 'gsma'],
  connectors: ['fleet', 'gsma', 'asn1'],
  server: ['connectors', 'api', 'fleet', 'gsma', 'asn1'],
  station: ['api', 'gsma'],
  simulator: ['gsma', 'asn1'],
  cli: ['api', 'fleet', 'gsma', 'asn1'],
  console: ['api', 'fleet', 'gsma', 'asn1'],
}

/** Libraries that may be used only inside one room. */
const libraryHome: Readonly<Record<string, readonly string[]>> = {
  pg: ['server'],
  kysely: ['server'],
  fastify: ['server'],
  react: ['console'],
  commander: ['cli'],
}

const pureRooms = ['asn1', 'gsma', 'fleet', 'api']
const cryptoFiles = /^gsma\/(signature|certificate|bsp)[a-z-]*\.ts$/
const exempt = /^(gsma\/vectors|gsma\/result-codes|tests\/scenarios|simulator\/scenarios)\//

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length

function findAll(
  file: SourceFile,
  pattern: RegExp,
  finding: { readonly rule: string; readonly instead: string },
): Finding[] {
  return [...file.code.matchAll(pattern)].map((match) => ({
    path: file.path,
    line: lineAt(file.code, match.index),
    ...finding,
  }))
}

const roomOf = (path: string): string => path.split('/')[0] ?? ''

export const arrows: Rule = (file) => {
  const allowed = mayImport[file.room]
  if (!allowed) return []
  return file.imports.flatMap((target) => {
    const room = roomOf(target)
    const isRoom = room in mayImport && target.includes('/')
    if (isRoom && room !== file.room && !allowed.includes(room) && !file.isTest) {
      return [
        {
          path: file.path,
          line: 1,
          rule: `${file.room} may not import ${room} (${target})`,
          instead: 'move the shared piece down, or pass it in as an argument',
        },
      ]
    }
    const homes = libraryHome[target]
    if (homes && !homes.includes(file.room)) {
      return [
        {
          path: file.path,
          line: 1,
          rule: `${target} is used in ${homes.join(', ')} only`,
          instead: 'put the code that needs it there',
        },
      ]
    }
    return []
  })
}

export const purity: Rule = (file) => {
  if (!pureRooms.includes(file.room) || file.isTest) return []
  const found: Finding[] = []
  for (const target of file.imports) {
    const isCrypto = target === 'node:crypto' && cryptoFiles.test(file.path)
    if (target.startsWith('node:') && !isCrypto) {
      found.push({
        path: file.path,
        line: 1,
        rule: `${target} in a pure room`,
        instead: 'let server/ do it and pass the value in',
      })
    }
  }
  const world = ['new Date\\b', 'Date\\.(now|parse)', 'performance\\.', 'Math\\.random', 'fetch\\(']
  const loop = ['setTimeout', 'setInterval', 'process\\.', 'console\\.']
  const ambient = new RegExp(`\\b(${[...world, ...loop].join('|')})`, 'g')
  found.push(
    ...findAll(file, ambient, {
      rule: 'an ambient world in a pure room',
      instead: 'take time, chance and the network as arguments',
    }),
  )
  if (file.room === 'fleet' || file.room === 'asn1') {
    found.push(
      ...findAll(file, /\basync\b|\bawait\b/g, {
        rule: `async in ${file.room}`,
        instead: 'decide here, wait in server/',
      }),
    )
  }
  return found
}

export const size: Rule = (file) => {
  if (exempt.test(file.path)) return []
  const lines = file.text.split('\n')
  const found: Finding[] = []
  if (lines.length > 401) {
    found.push({
      path: file.path,
      line: lines.length,
      rule: `${lines.length} lines, 400 are allowed`,
      instead: 'it is two things; give each its own file',
    })
  }
  lines.forEach((line, index) => {
    const isLongText =
      /^\s*(?:\/\/ |\* )?(?:'|"|`|https?:)\S*$/.test(line) ||
      /['"`]|biome-ignore|\/[gimsu]*(?:[,)\s]|$)/.test(line)
    if (line.length > 100 && !isLongText) {
      found.push({
        path: file.path,
        line: index + 1,
        rule: 'over 100 columns',
        instead: 'break it',
      })
    }
  })
  return found
}

const vagueNames =
  /(^|[-/])(utils?|types|interfaces|constants|common|lib|misc|helpers?|index|manager|service)\.tsx?$/

export const names: Rule = (file) => {
  const found: Finding[] = []
  if (vagueNames.test(file.path)) {
    found.push({
      path: file.path,
      line: 1,
      rule: 'a file name that says nothing',
      instead: 'name it for the one thing inside',
    })
  }
  const vague = /\b(?:class|interface|type|function|const|let)\s+\w*(?:Manager|Helper|Util|Impl)\b/g
  found.push(
    ...findAll(file, vague, {
      rule: 'an identifier that says nothing',
      instead: 'say what it is; if that is hard, it is two things',
    }),
  )
  return found
}

export const opening: Rule = (file) => {
  if (file.isTest || exempt.test(file.path)) return []
  const first = file.text.replace(/^#!.*\n/, '').trimStart()
  if (first.startsWith('//') || first.startsWith('/*')) return []
  return [
    {
      path: file.path,
      line: 1,
      rule: 'the file does not open with a comment',
      instead: 'say in one to six lines what it decides or holds, and from which section',
    },
  ]
}

export const section: Rule = (file) => {
  if (!file.path.startsWith('gsma/sgp32/') || file.isTest) return []
  if (/§|section|SGP\.32/i.test(file.text)) return []
  return [{ path: file.path, line: 1, rule: 'no section named', instead: 'name the § it is from' }]
}

// Built from text, so that this file does not find itself.
const anyType = new RegExp([':\\s*', '\\bas ', '<'].map((lead) => `${lead}any\\b`).join('|'), 'g')

export const language: Rule = (file) => [
  ...findAll(file, anyType, {
    rule: 'any',
    instead: 'use unknown and narrow it, or name the type',
  }),
  ...findAll(file, /^\s*export default\b/gm, {
    rule: 'a default export',
    instead: 'export it by name',
  }).filter(({ path }) => !/(?:config|reporter)\.ts$/.test(path)),
  ...findAll(file, /^\s*(?:export\s+)?(?:const\s+)?enum\b/gm, {
    rule: 'an enum',
    instead: 'use a union of literals',
  }),
  ...findAll(file, /catch(?:\s*\(\w+\))?\s*\{\s*\}/g, {
    rule: 'an empty catch',
    instead: 'add context, or decide',
  }).filter(
    ({ line }) =>
      !/\S/.test((file.text.split('\n')[line - 1] ?? '').replace(/.*catch[^{]*\{|\}.*/g, '')),
  ),
  ...[...file.text.matchAll(/@ts-(?:ignore|nocheck)|\b(?:FIXME|TODO|XXX)\b|\.only\(/g)]
    .filter(() => !file.path.startsWith('tests/tidy/'))
    .map((match) => ({
      path: file.path,
      line: lineAt(file.text, match.index),
      rule: `"${match[0]}" left over`,
      instead: 'finish it, or note it where people look',
    })),
]

export const rules: readonly Rule[] = [arrows, purity, size, names, opening, section, language]

/** Import cycles among non-test files, each as the list of its members. */
export function cyclesOf(files: readonly SourceFile[]): readonly (readonly string[])[] {
  const targets = new Map(
    files
      .filter((file) => !file.isTest)
      .map((file) => [file.path, file.imports.filter((path) => path.includes('/'))]),
  )
  const found: string[][] = []
  const state = new Map<string, 'open' | 'done'>()
  const trail: string[] = []
  const visit = (path: string): void => {
    state.set(path, 'open')
    trail.push(path)
    for (const next of targets.get(path) ?? []) {
      if (!targets.has(next)) continue
      if (state.get(next) === 'open') found.push([...trail.slice(trail.indexOf(next)), next])
      else if (!state.has(next)) visit(next)
    }
    trail.pop()
    state.set(path, 'done')
  }
  for (const path of targets.keys()) if (!state.has(path)) visit(path)
  return found
}
