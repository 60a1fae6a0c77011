import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      '{asn1,gsma,fleet,api,connectors,server,simulator,cli,console,tests}/**/*.test.{ts,tsx}',
    ],
    exclude: ['**/node_modules/**', 'tests/browser/**'],
    reporters: ['default', './tests/plain-reporter.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
