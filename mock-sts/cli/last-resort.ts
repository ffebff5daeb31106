/** What no command handles: an unexpected error, which ends the process, and output that cannot be written, which does not. */
import { debuglog } from 'node:util'
import { createScrubber } from '../http/secrets.ts'
import { exitCodes } from './exit-codes.ts'
import { controlTokensIn } from './run.ts'

/** Lets Node print the stack: NODE_DEBUG=helseid-mock. */
const debug = debuglog('helseid-mock')

/** Codes of an error that says that no one reads the output any more: a closed pipe, a closed terminal. */
const readerGone: readonly unknown[] = ['EPIPE', 'EIO']

/** An unexpected error prints one line, without secrets, and exits with 1. */
export function handleUnexpectedErrors(args: readonly string[]): void {
  process.on('uncaughtException', (error: unknown) => {
    const { text } = createScrubber(() => [process.env.HELSEID_MOCK_CONTROL_TOKEN, ...controlTokensIn(args)])
    const [first, ...frames] = error instanceof Error ? String(error.stack).split('\n    at ') : [String(error)]
    const where = frames[0] === undefined ? '' : ` at ${frames[0]}`
    console.error(text(oneLine(`helseid-mock: unexpected error, a bug in the twin: ${first}${where} ${advice}`)))
    if (debug.enabled && error instanceof Error) console.error(text(String(error.stack)))
    process.exit(1)
  })
}

const advice = '(NODE_DEBUG=helseid-mock prints the stack)'

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ')
}

/**
 * A command goes on when its output has no reader any more, as after `| head` or when a test has read the ready line: its exit code
 * still counts. If output is lost for another reason, such as a full disk, it says so and ends with 1 instead of 0.
 */
export function handleLostOutput(): void {
  let isLost = false
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (readerGone.includes(code) || isLost) return
    isLost = true
    console.error(`helseid-mock: cannot write output: ${message}`)
  })
  // Errors can no longer be printed; the exit code still reports them.
  process.stderr.on('error', () => undefined)
  process.on('exit', (exitCode) => {
    if (isLost && exitCode === exitCodes.fine) process.exitCode = exitCodes.failed
  })
}
