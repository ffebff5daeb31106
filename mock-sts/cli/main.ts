/** The command line `helseid-mock`. */
import { run } from './run.ts'

// No top-level await: the image's bundle is CommonJS, which starts faster.
run(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode
})
