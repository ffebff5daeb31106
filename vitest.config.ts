/** Test projects: `unit`, `unit-isolated` and `contract` are fast and need no further tools; the others say what they need. */
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const conditions = ['helseid-source']
// Node 22 has no `using`: Vite lowers it. For the target of tsconfig.json it does so with a helper that Vitest cannot load.
const resolve = { oxc: { target: 'node22' }, resolve: { conditions }, ssr: { resolve: { conditions } } }

// Ends a hanging test; not a performance limit. A busy machine takes seconds to generate an RSA key.
const hang = { testTimeout: 120_000, hookTimeout: 120_000 }

// CI also needs the results as a file.
const results = process.env.RESULTS_FILE
const reporters: ('default' | ['json', { outputFile: string }])[] = ['default']
if (results !== undefined) reporters.push(['json', { outputFile: results }])

// Folders in which files change what others see: modules, the console, environment variables.
const isolated = [
  'test/{client,checks,docs}/**/*.test.ts',
  'test/mock-sts/*.test.ts',
  'test/mock-sts/{cli,containers,store,ui}/**/*.test.ts',
]
const long = 'test/checks/long/**'

export default defineConfig({
  test: {
    reporters,
    // By default one processor is left free, which is half of a machine with two.
    maxWorkers: availableParallelism(),
    projects: [
      {
        ...resolve,
        test: {
          ...hang,
          name: 'unit',
          include: ['test/{bench,behaviour,ci,contract,mock-sts}/**/*.test.ts'],
          exclude: isolated,
          // Loading the twin takes longer than the tests of most files. `test/ci/shared-process.test.ts` keeps the files fit for it.
          isolate: false,
          restoreMocks: true,
        },
      },
      {
        ...resolve,
        test: { ...hang, name: 'unit-isolated', include: isolated, exclude: [long] },
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
        // Runs every trial against every planted defect, and starts clients sixty times.
        test: { ...hang, name: 'checks', include: [`${long}/*.test.ts`], fileParallelism: false },
      },
      {
        ...resolve,
        // Needs redis-server, or the command in REDIS_SERVER.
        test: { ...hang, name: 'redis', include: ['test/redis/**/*.test.ts'], fileParallelism: false },
      },
      {
        ...resolve,
        // Forgeries, floods and hangs; prints a table of the figures reached.
        test: {
          ...hang,
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          globalSetup: ['test/faults/print-figures.ts'],
          fileParallelism: false,
        },
      },
      {
        ...resolve,
        // Packs the packages and installs them from a registry, which takes minutes where the registry or the machine is busy.
        test: {
          ...hang,
          name: 'packages',
          include: ['test/packages/**/*.test.ts'],
          globalSetup: ['test/packages/pack.ts'],
          hookTimeout: 600_000,
        },
      },
      {
        ...resolve,
        // Needs Debian's chromium, or the browser in CHROMIUM.
        test: { ...hang, name: 'browser', include: ['test/browser/**/!(cost|live).test.ts'] },
      },
      {
        ...resolve,
        // Measures time and processor time in the same browser, so nothing else may run.
        test: {
          ...hang,
          name: 'browser-timed',
          include: ['test/browser/**/{cost,live}.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
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
          // Needs a Docker engine. The reaper is a separate image that cannot be pulled everywhere; the tests stop what they start.
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
