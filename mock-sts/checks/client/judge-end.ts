/** What is wrong with how a client ended: with its calls, its exit code, or that it did not end by itself. */
import type { Finding } from '../result.ts'
import { type Observation, requestsTo } from './observation.ts'
import { outputTail } from './output-tail.ts'
import { withoutKey } from './printed-key.ts'
import type { Trial } from './trial.ts'

type EndProblem = Omit<Finding, 'where'>

/** `unknown`: a client that runs by itself, elsewhere. */
export function endProblem(trial: Trial, seen: Observation): EndProblem | 'unknown' | undefined {
  const { ended, exitCode, settings } = seen
  const made = requestsTo(seen, 'api').filter(({ status }) => status < 300).length
  if (ended === 'unknown') return trial.expects === 'all calls' && made >= settings.calls ? undefined : 'unknown'
  if (ended === 'unfinished') return unfinished(trial, seen, made)
  if (ended !== 'by itself') return stoppedByCheck(seen)
  if (trial.expects === 'all calls' && (exitCode !== 0 || made < settings.calls))
    return {
      expected: `${settings.calls} calls answered with 2xx, and exit code 0`,
      seen: `${made} of ${settings.calls}, and ${exitText(exitCode)}${outputText(seen)}`,
      fix: callsFix(made, seen),
    }
  if (trial.expects === 'a failure reported' && exitCode === 0)
    return {
      expected: 'an exit code other than 0, for the call cannot succeed',
      seen: `exit code 0${outputText(seen)}`,
      fix: 'Let the failure reach whoever runs the client',
    }
  return undefined
}

/** Of a client that runs by itself only the calls are seen. */
function unfinished(
  { expects }: Trial,
  { requests, seconds, settings }: Observation,
  made: number,
): EndProblem | 'unknown' {
  if (requests.length === 0)
    return {
      expected: 'a client that is started by somebody',
      seen: `no request within ${formatSeconds(seconds)}`,
      fix: 'Start it with the settings that are printed when the check begins',
    }
  if (expects !== 'all calls') return 'unknown'
  return {
    expected: `${settings.calls} calls answered with 2xx`,
    seen: `${made} of ${settings.calls} within ${formatSeconds(seconds)}`,
    fix: 'Call HELSEID_API_URL as often as HELSEID_CALLS says, or give it longer by --timeout',
  }
}

function stoppedByCheck(seen: Observation): EndProblem {
  const expected = 'it ends by itself'
  const fix = 'Give every request a limit of time, and every retry a limit of number'
  if (seen.ended !== 'time limit') return { expected, seen: 'requests without end', fix }
  const ended = `it was ended after ${formatSeconds(seen.seconds)}`
  if (seen.requests.length > 0) return { expected, seen: `${ended}${outputText(seen)}`, fix }
  return {
    expected,
    seen: `${ended}, and had sent nothing${outputText(seen)}`,
    fix: 'If it is slow to start, give it longer by --timeout, or run fewer at a time by --parallel',
  }
}

function formatSeconds(seconds: number): string {
  return `${seconds < 1 ? seconds.toFixed(1) : Math.round(seconds)} s`
}

function callsFix(made: number, { exitCode, settings }: Observation): string {
  if (made >= settings.calls) return 'Exit with 0 when all calls have succeeded'
  if (exitCode === 0)
    return 'Call HELSEID_API_URL as often as HELSEID_CALLS says, and exit with another code than 0 where a call fails'
  return 'Run it by itself and look: check client --wait says with what variables'
}

function exitText(exitCode: number | undefined): string {
  return exitCode === undefined ? 'ended by a signal' : `exit code ${exitCode}`
}

function outputText({ output, settings }: Observation): string {
  const words = outputTail(withoutKey(output, settings.jwk))
  return words === '' ? '' : `; it said: ${words}`
}
