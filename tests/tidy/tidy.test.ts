import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cyclesOf, rules } from './rules.ts'
import { blankOut, readTree, root, type SourceFile } from './tree.ts'

const tree = readTree()

test('the house is tidy', () => {
  const findings = tree.flatMap((file) => rules.flatMap((rule) => rule(file)))
  const text = findings.map((f) => `${f.path}:${f.line} ${f.rule}: ${f.instead}`)
  expect(text).toEqual([])
})

test('no file imports itself through others', () => {
  expect(cyclesOf(tree).map((cycle) => cycle.join(' -> '))).toEqual([])
})

test('no file is left that nothing imports and no entry point names', () => {
  const imported = new Set(tree.flatMap((file) => file.imports))
  const mentioned = [
    ...tree.map((file) => file.text),
    ...['package.json', '.ci/run', 'README.md', 'CONTRIBUTING.md', 'console/index.html']
      .filter((path) => existsSync(join(root, path)))
      .map((path) => readFileSync(join(root, path), 'utf8')),
  ].join('\n')
  const orphans = tree
    .filter((file) => !file.isTest && !imported.has(file.path))
    .filter((file) => !/config\.ts$/.test(file.path))
    .filter((file) => !mentioned.includes(file.path.split('/').slice(-2).join('/')))
    .filter((file) => file.path !== 'console/main.tsx')
  expect(orphans.map((file) => file.path)).toEqual([])
})

test('every reading that code cites stands in docs/readings.md, and each names its test', () => {
  const page = readFileSync(join(root, 'docs/readings.md'), 'utf8')
  const cited = new Set(tree.flatMap((file) => file.text.match(/\bR-\d{3}\b/g) ?? []))
  const written = [...page.matchAll(/^## (R-\d{3})[^\n]*\n([\s\S]*?)(?=^## |$(?![\s\S]))/gm)]
  const known = new Set(written.map(([, id]) => id))
  expect([...cited].filter((id) => !known.has(id))).toEqual([])
  const untested = written.filter(([, , body = '']) => {
    const path = body.match(/Test: `([^`]+)`/)?.[1]
    return !path || !existsSync(join(root, path))
  })
  expect(untested.map(([, id]) => id)).toEqual([])
})

test('no key or certificate stands outside the simulator and the vectors', () => {
  const found = tree.filter(
    (file) =>
      /-----BEGIN [A-Z ]*(PRIVATE KEY|CERTIFICATE)-----\s*\\?n?[A-Za-z0-9+/]{40}/.test(file.text) &&
      !/^(simulator|gsma\/vectors)\//.test(file.path),
  )
  expect(found.map((file) => file.path)).toEqual([])
})

describe('the rules themselves', () => {
  const sample = (path: string, text: string, imports: readonly string[] = []): SourceFile => ({
    path,
    room: path.split('/')[0] ?? '',
    text,
    code: blankOut(text),
    isTest: false,
    imports,
  })
  const findingsOf = (file: SourceFile): readonly string[] =>
    rules.flatMap((rule) => rule(file)).map((finding) => finding.rule)

  test.each([
    ['an upward arrow', sample('fleet/a.ts', '// x', ['server/main.ts'])],
    ['the simulator meeting fleet', sample('simulator/a.ts', '// x', ['fleet/plan.ts'])],
    ['a clock in fleet', sample('fleet/a.ts', '// x\nconst a = Date.now()')],
    ['a wait in fleet', sample('fleet/a.ts', '// x\nexport async function a() {}')],
    ['node in gsma', sample('gsma/a.ts', '// x', ['node:fs'])],
    ['a god file', sample('server/a.ts', `// x\n${'\n'.repeat(500)}`)],
    ['a vague file name', sample('server/utils.ts', '// x')],
    ['a vague identifier', sample('server/a.ts', '// x\nclass CardManager {}')],
    ['no opening comment', sample('server/a.ts', 'const a = 1')],
    ['no section', sample('gsma/sgp32/a.ts', '// a message')],
    ['any', sample('server/a.ts', '// x\nconst a: any = 1')],
    ['a default export', sample('server/a.ts', '// x\nexport default 1')],
    ['an enum', sample('server/a.ts', '// x\nexport enum A { B }')],
  ])('find %s', (_name, file) => {
    expect(findingsOf(file)).not.toEqual([])
  })

  test('leave a clean file alone', () => {
    expect(findingsOf(sample('fleet/a.ts', '// What it is.\nexport const a = 1\n'))).toEqual([])
  })

  test('see a cycle', () => {
    const files = [sample('a/x.ts', '//', ['a/y.ts']), sample('a/y.ts', '//', ['a/x.ts'])]
    expect(cyclesOf(files)).toHaveLength(1)
  })
})
