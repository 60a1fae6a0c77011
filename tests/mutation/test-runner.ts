// Runs tests of a copied tree again and again in one Vitest: its start, and the transformation of every
// file but the one that changed, are paid once for the whole report. The test that stands beside the
// changed file runs first, then the short ones.

import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createVitest, type TestModule, type TestSpecification, type Vitest } from 'vitest/node'

const runTimeoutMs = 180_000

export class TestRunner implements AsyncDisposable {
  readonly #root: string
  readonly #lastedMs = new Map<string, number>()
  /** Of each test file that was run on the untouched tree, whether it passed. */
  readonly #sane = new Map<string, boolean>()
  #first = ''
  #vitest: Vitest | undefined

  constructor(root: string) {
    this.#root = root
  }

  /** Says that a file of the tree (path from its root) is no longer what it was. */
  changed(file: string): void {
    this.#vitest?.invalidateFile(join(this.#root, file))
  }

  /** The first of these tests that fails, in words; undefined when all pass. `first` runs first. */
  async firstFailure(tests: readonly string[], first = ''): Promise<string | undefined> {
    this.#first = join(this.#root, first)
    return this.#run(await this.#find(tests))
  }

  /** Whether they pass on the untouched tree; each file is run once for the whole report. */
  async passesUntouched(tests: readonly string[]): Promise<boolean> {
    const found = await this.#find(tests)
    for (const one of found) {
      if (this.#sane.has(one.moduleId)) continue
      const failure = await this.#run([one])
      this.#sane.set(one.moduleId, failure === undefined)
      if (failure !== undefined) console.log(`    fails untouched: ${failure}`)
    }
    return found.every(({ moduleId }) => this.#sane.get(moduleId))
  }

  async #find(tests: readonly string[]): Promise<readonly TestSpecification[]> {
    this.#vitest ??= await this.#start()
    const paths = tests.map((path) => join(this.#root, path))
    const found = await this.#vitest.globTestSpecifications(paths)
    if (found.length === 0) throw new Error(`no test stands in ${tests.join(' ')}`)
    return found
  }

  async #run(found: readonly TestSpecification[]): Promise<string | undefined> {
    this.#vitest ??= await this.#start()
    const vitest = this.#vitest
    const over = new AbortController()
    const late = pause(runTimeoutMs, undefined, { signal: over.signal }).catch(() => undefined)
    const result = await Promise.race([vitest.runTestSpecifications([...found]), late])
    over.abort()
    if (!result) {
      await this[Symbol.asyncDispose]()
      return `not over after ${runTimeoutMs / 1000} s`
    }
    const asked = new Set(found.map(({ moduleId }) => moduleId))
    // Vitest also tells how the modules of the runs before this one ended.
    const testModules = result.testModules.filter(({ moduleId }) => asked.has(moduleId))
    this.#note(testModules)
    const failed = testModules.find((module) => !module.ok())
    if (failed) return failureIn(failed)
    return result.unhandledErrors.length > 0 ? 'an error outside of the tests' : undefined
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#vitest?.close()
    this.#vitest = undefined
  }

  #start(): Promise<Vitest> {
    const lasted = ({ moduleId }: TestSpecification) =>
      moduleId === this.#first ? -1 : (this.#lastedMs.get(moduleId) ?? 0)
    const sequencer = class {
      shard(files: TestSpecification[]): TestSpecification[] {
        return files
      }
      sort(files: TestSpecification[]): TestSpecification[] {
        return files.toSorted((a, b) => lasted(a) - lasted(b))
      }
    }
    const sequence = { sequencer }
    const { reporters, ...options } = { ...quickly, sequence, root: this.#root }
    return createVitest({ ...options, reporters: [...reporters] })
  }

  #note(testModules: readonly TestModule[]): void {
    for (const one of testModules) {
      const { duration } = one.diagnostic()
      if (one.ok()) this.#lastedMs.set(one.moduleId, duration)
    }
  }
}

const quickly = { watch: false, maxWorkers: 1, bail: 1, isolate: false, reporters: [{}] }

function failureIn(module: TestModule): string {
  const [test] = module.children.allTests('failed')
  return `${module.relativeModuleId}: ${test ? test.fullName : 'as a whole'}`
}
