/** Test projects: `unit` and `contract` are fast and need nothing; `container` needs a Docker engine. */
import { defineConfig } from 'vitest/config'

const conditions = ['helseid-source']
const resolve = { resolve: { conditions }, ssr: { resolve: { conditions } } }

export default defineConfig({
  test: {
    projects: [
      { ...resolve, test: { name: 'unit', include: ['test/{contract,client,mock-sts}/**/*.test.ts'] } },
      { ...resolve, test: { name: 'contract', include: ['test/pact/**/*.test.ts'], fileParallelism: false } },
      {
        ...resolve,
        test: {
          name: 'container',
          include: ['test/docker/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
