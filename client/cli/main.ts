/** Runs the `helseid` CLI. */
import { exitCodes } from './command.ts'
import { run } from './run.ts'

process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  // The reader has closed the pipe, as `| head` does.
  if (code === 'EPIPE') process.exit(exitCodes.fine)
  process.stderr.write(`helseid: cannot write output: ${message}\n`)
  process.exit(exitCodes.failed)
})
process.stderr.on('error', () => {
  // Errors can no longer be printed; the exit code still reports them.
})

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  now: Date.now,
  fetch: (...args) => fetch(...args),
})
