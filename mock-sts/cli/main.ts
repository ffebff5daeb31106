/** The command line `helseid-mock`. */
import { enableCompileCache } from 'node:module'
import './signals.ts'

// Before anything else is loaded, so that the next start finds it compiled, and stripped of its types.
enableCompileCache()

// No top-level await: the image's bundle is CommonJS, which starts faster.
import('./run.ts')
  .then(({ run }) => run(process.argv.slice(2)))
  .then((exitCode) => {
    process.exitCode = exitCode
  })
