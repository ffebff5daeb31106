/** Judges how a client ended: its calls, its exit code, and whether it ended by itself. */
import type { Finding } from '../result.ts'
import { type Observation, requestsTo } from './observation.ts'
import { outputTail } from './output-tail.ts'
import { withoutKey } from './printed-key.ts'
import type { Trial } from './trial.ts'

/** `mild`: only a warning, because the check was too short to tell, or the client gives up after a longer time. */
type EndProblem = Omit<Finding, 'where'> & { readonly mild?: boolean }

/** `unknown`: how it ended is not visible, because the client was started separately. */
export function endProblem(trial: Trial, seen: Observation): EndProblem | 'unknown' | undefined {
  const { ended, exitCode, settings } = seen
  const made = requestsTo(seen, 'api').filter(({ status }) => status < 300).length
  if (ended === 'unknown') return trial.expects === 'all calls' && made >= settings.calls ? undefined : 'unknown'
  if (ended === 'unfinished') return unfinished(trial, seen, made)
  if (ended === 'time limit' && trial.hangs && seen.requests.length > 0) return notGivenUp(seen)
  if (ended !== 'by itself') return stoppedByCheck(seen)
  if (trial.expects === 'all calls' && (exitCode !== 0 || made < settings.calls))
    return {
      expected: `${settings.calls} calls answered with 2xx, and exit code 0`,
      seen: `${made} of ${settings.calls} calls, and ${exitText(exitCode)}${outputText(seen)}`,
      fix: callsFix(made, seen, trial),
    }
  if (trial.expects === 'a failure reported' && exitCode === 0)
    return {
      expected: 'an exit code other than 0, because the call cannot succeed',
      seen: `exit code 0${outputText(seen)}`,
      fix: 'Report the failure, and exit with a code other than 0',
    }
  return undefined
}

/** Only the calls of a client that was started separately are visible. */
function unfinished(
  { expects }: Trial,
  { requests, seconds, settings }: Observation,
  made: number,
): EndProblem | 'unknown' {
  if (requests.length === 0)
    return {
      expected: 'a client that is started',
      seen: `no request within ${formatSeconds(seconds)}`,
      fix: 'Start the client with the settings that the check prints at the beginning',
    }
  if (expects !== 'all calls') return 'unknown'
  return {
    expected: `${settings.calls} calls answered with 2xx`,
    seen: `${made} of ${settings.calls} calls within ${formatSeconds(seconds)}`,
    fix: 'Call HELSEID_API_URL HELSEID_CALLS times, or raise the limit with --timeout',
  }
}

function stoppedByCheck(seen: Observation): EndProblem {
  const expected = 'the client ends by itself'
  const fix = 'Set a timeout for every request and a maximum number of retries'
  if (seen.ended !== 'time limit') return { expected, seen: 'an endless series of requests', fix }
  const ended = `stopped after ${formatSeconds(seen.seconds)}`
  if (seen.requests.length > 0) return { expected, seen: `${ended}${outputText(seen)}`, fix }
  return {
    expected,
    seen: `${ended}, without sending a request${outputText(seen)}`,
    fix: 'If the client starts slowly, raise the limit with --timeout, or run fewer trials at a time with --parallel',
  }
}

/** HttpClient, which has the longest limit that a platform sets by default, gives up after 100 s; the rest is for its start. */
const maxDefault = 120

function notGivenUp(seen: Observation): EndProblem {
  const waiting = seen.requests.filter(({ scenario }) => scenario !== undefined).length
  return {
    expected: 'the client gives up by itself',
    seen: `had not given up after ${formatSeconds(seen.seconds)}${outputText(seen)}`,
    fix: 'Set a timeout for every request, one that covers the whole answer, and a maximum number of retries',
    // A client that sends the request again has given up on the first one.
    mild: seen.seconds < maxDefault || waiting > 1,
  }
}

function formatSeconds(seconds: number): string {
  return `${seconds < 1 ? seconds.toFixed(1) : Math.round(seconds)} s`
}

function callsFix(made: number, { exitCode, settings, requests }: Observation, { name, reaction }: Trial): string {
  if (requests.length === 0 && settings.caFile !== undefined)
    return 'No request reached the twin: make the client trust the certificate authority in HELSEID_CA_FILE'
  if (made >= settings.calls) return 'Exit with 0 if all calls succeeded'
  if (exitCode === 0)
    return 'Call HELSEID_API_URL HELSEID_CALLS times, and exit with a code other than 0 if a call fails'
  if (reaction !== undefined)
    return `A good client ${reaction.charAt(0).toLowerCase()}${reaction.slice(1)} To see why, run this trial alone: check client --only ${name}`
  return 'Run the client separately to see why: check client --wait prints the variables it needs'
}

function exitText(exitCode: number | undefined): string {
  return exitCode === undefined ? 'ended by a signal' : `exit code ${exitCode}`
}

function outputText({ output, settings }: Observation): string {
  const words = outputTail(withoutKey(output, settings.jwk))
  return words === '' ? '' : `; output: ${words}`
}
