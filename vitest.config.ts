/** Test projects: `unit` and `contract` are fast and need nothing; `container` needs a Docker engine. */
import { defineConfig } from 'vitest/config'

const conditions = ['helseid-source']
const resolve = { resolve: { conditions }, ssr: { resolve: { conditions } } }

// The end of a hang, not a measure: a busy machine takes seconds to make an RSA key.
const hang = { testTimeout: 120_000, hookTimeout: 120_000 }

// CI wants the results as a file too.
const results = process.env.RESULTS_FILE
const reporters: ('default' | ['json', { outputFile: string }])[] = ['default']
if (results !== undefined) reporters.push(['json', { outputFile: results }])

export default defineConfig({
  test: {
    reporters,
    projects: [
      {
        ...resolve,
        test: {
          ...hang,
          name: 'unit',
          include: ['test/{ci,contract,client,mock-sts,docs,behaviour,checks}/**/*.test.ts'],
          exclude: ['test/checks/long/**'],
        },
      },
      {
        ...resolve,
        test: {
          ...hang,
          name: 'contract',
          include: ['test/{pact,examples}/**/*.test.ts'],
          setupFiles: ['test/pact/setup.ts'],
          fileParallelism: false,
        },
      },
      {
        ...resolve,
        // Every trial against every planted defect, and clients that are started sixty times.
        test: { ...hang, name: 'checks', include: ['test/checks/long/**/*.test.ts'], fileParallelism: false },
      },
      {
        ...resolve,
        // Needs Debian's chromium, or another one that CHROMIUM names.
        test: { ...hang, name: 'browser', include: ['test/browser/**/*.test.ts'], fileParallelism: false },
      },
      {
        ...resolve,
        // Needs a JDK with Maven, and Python 3 with venv.
        test: { name: 'foreign', include: ['test/foreign/**/*.test.ts'], fileParallelism: false, testTimeout: 300_000 },
      },
      {
        ...resolve,
        test: {
          name: 'container',
          // The reaper is an image of its own, which cannot be pulled everywhere; the tests stop what they start.
          env: { TESTCONTAINERS_RYUK_DISABLED: 'true' },
          include: ['test/docker/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
