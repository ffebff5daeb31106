/** The entry point of the command line `helseid-mock`. */
import { enableCompileCache } from 'node:module'
import './signals.ts'

// Must come before other modules load: the next start then reuses their compiled, type-stripped code.
enableCompileCache()

// No top-level await, because the image's bundle is CommonJS, which starts faster.
import('./run.ts')
  .then(({ run }) => run(process.argv.slice(2)))
  .then((exitCode) => {
    process.exitCode = exitCode
  })
