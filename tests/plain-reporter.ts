// Ends a Vitest run with one plain line, `N passed, N failed, N skipped`, that any reader of a
// build log can find and add up.

interface TestModuleLike {
  readonly children: { allTests(): Iterable<{ result(): { readonly state: string } }> }
  errors(): readonly unknown[]
}

export default class PlainReporter {
  onTestRunEnd(modules: readonly TestModuleLike[], unhandled: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandled.length, skipped: 0 }
    for (const module of modules) {
      count.failed += module.errors().length
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') count.passed += 1
        else if (state === 'failed') count.failed += 1
        else count.skipped += 1
      }
    }
    process.stdout.write(
      `${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`,
    )
  }
}
