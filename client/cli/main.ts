/** The command line `helseid`. */
import { exitCodes } from './command.ts'
import { run } from './run.ts'

process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  // Whoever reads has read enough: `| head`.
  if (code === 'EPIPE') process.exit(exitCodes.fine)
  process.stderr.write(`helseid: nothing can be written: ${message}\n`)
  process.exit(exitCodes.failed)
})
process.stderr.on('error', () => {
  // Nobody hears what went wrong; the exit code still says that something did.
})

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  now: Date.now,
  fetch: (...args) => fetch(...args),
})
