/** The entry point of the command line `helseid-mock`. */
import { enableCompileCache } from 'node:module'
import './signals.ts'

// Must come before other modules load: the next start then reuses their compiled, type-stripped code.
enableCompileCache()

const args = process.argv.slice(2)

// No top-level await, because the image's bundle is CommonJS, which starts faster.
Promise.all([import('./last-resort.ts'), import('./run.ts')]).then(
  async ([{ handleLostOutput, handleUnexpectedErrors }, { run }]) => {
    handleUnexpectedErrors(args)
    handleLostOutput()
    process.exitCode = await run(args)
    // Whatever else keeps the process running has this many milliseconds to end.
    setTimeout(() => process.exit(), 5000).unref()
  },
)
