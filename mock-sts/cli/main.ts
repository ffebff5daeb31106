/** The command line `helseid-mock`. */
import { run } from './run.ts'

process.exitCode = await run(process.argv.slice(2))
