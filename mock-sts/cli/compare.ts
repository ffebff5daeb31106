/** `helseid-mock compare`: reports where the twin’s answers differ from those of HelseID in a recording. */
import { parsedMembers } from 'helseid-contract/drift'
import { type ProfileName, profileNames } from 'helseid-contract/rules'
import { compareAnswers } from '../checks/recording/compare-exchange.ts'
import { issueText } from '../checks/recording/issue-text.ts'
import { createPlaceholders } from '../checks/recording/placeholders.ts'
import { type RecordedExchange, readRecording } from '../checks/recording/read-recording.ts'
import { type TwinAnswer, twinAnswer } from '../checks/recording/twin-answer.ts'
import { clientIdIn } from '../explain/explain.ts'
import type { CliCommand } from './command.ts'
import { hasClient, keysOf, registrationIn, textOf } from './explain.ts'
import { readJson } from './json-argument.ts'
import { UsageError } from './usage-error.ts'

export const compareCommand: CliCommand = {
  configure(command) {
    command
      .argument(
        '[recording]',
        'token requests with HelseID’s answers: a HAR, HTTP messages, or a curl command with what curl -v prints (default: standard input)',
      )
      .option('--client <path or JSON>', 'registration of the client, or a configuration that contains it')
      .option('--jwk <path or key>', 'public key of the client: JWK, JWKS, PEM or certificate')
      .option('--profile <profile>', `how the twin answers: ${profileNames.join(', ')}`, 'today')
  },
  async run({ client, jwk, profile }, [input]) {
    if (!(profileNames as readonly unknown[]).includes(profile))
      throw new UsageError(`--profile must be one of ${profileNames.join(', ')}, not "${profile}"`)
    const keys = jwk === undefined ? undefined : keysOf(String(jwk))
    const exchanges = exchangesIn(await textOf(input))
    const given = client === undefined ? undefined : readJson(String(client), '--client')
    const isOfOthers = ({ request }: RecordedExchange) => {
      const clientId = clientIdIn(request.request)
      return given !== undefined && clientId !== undefined && !hasClient(given, clientId)
    }
    const compared = exchanges.filter((exchange) => exchange.notShown === undefined && !isOfOthers(exchange))
    const answerTo = async (exchange: RecordedExchange, otherKeys = false) => {
      const clientId = clientIdIn(exchange.request.request)
      const registration = given === undefined ? undefined : await registrationIn(given, clientId)
      return twinAnswer(exchange, {
        profile: profile as ProfileName,
        ...(registration && { client: registration }),
        ...(keys && { keys }),
        otherKeys,
      })
    }
    const hasKeys = keys !== undefined || given !== undefined
    const unfit = hasKeys ? await unfitKeys(compared, answerTo, keys === undefined ? '--client' : '--jwk') : undefined
    // The same placeholder for the same value in the whole report.
    const placeholders = createPlaceholders()
    const texts: string[] = unfit === undefined ? [] : [unfit]
    let different = 0
    let notCompared = 0
    for (const [index, exchange] of exchanges.entries()) {
      const leaveOut = (because: string) => {
        texts.push(`Request ${index + 1} was not compared: ${because}.`)
        notCompared += 1
      }
      if (exchange.notShown !== undefined) {
        leaveOut(`the recording does not show ${exchange.notShown}`)
        continue
      }
      if (isOfOthers(exchange) && !exchanges.every(isOfOthers)) {
        leaveOut('--client does not have the registration of its client')
        continue
      }
      const twin = await answerTo(exchange, unfit !== undefined)
      const { differences, notComparable } = compareAnswers(exchange.answer, twin)
      if (notComparable !== undefined) leaveOut(notComparable)
      if (differences.length === 0) continue
      texts.push(issueText(index + 1, exchange.answer, twin, differences, placeholders))
      different += 1
    }
    texts.push(summary(exchanges.length, different, notCompared))
    console.log(texts.join('\n\n'))
    return different === 0 ? 0 : 1
  },
}

/** Says so if no assertion verifies, although HelseID did not refuse all clients; undefined if one does. */
async function unfitKeys(
  exchanges: readonly RecordedExchange[],
  answerTo: (exchange: RecordedExchange) => Promise<TwinAnswer>,
  flag: string,
): Promise<string | undefined> {
  let broken = 0
  let isTaken = false
  for (const exchange of exchanges) {
    const { signature } = await answerTo(exchange)
    if (signature === 'passed') return undefined
    if (signature !== 'broken') continue
    broken += 1
    isTaken ||= parsedMembers(exchange.answer.body).error !== 'invalid_client'
  }
  // HelseID may have refused them for the same reason.
  if (!isTaken) return undefined
  const assertions = broken === 1 ? 'The assertion does not verify' : `None of the ${broken} assertions verifies`
  const key = flag === '--jwk' ? 'the given key: it is another key' : 'a key of --client: it has other keys'
  return `${assertions} with ${key} than the one the recording was made with. The signatures are taken as good, as without ${flag}.`
}

function summary(all: number, different: number, notCompared: number): string {
  const total = `${all} token request${all === 1 ? '' : 's'}`
  if (notCompared === all) return `Nothing was compared: 0 of ${total} in the recording.`
  const compared = all - notCompared
  const rest =
    notCompared === 0 ? '' : ` ${notCompared} of ${total} ${notCompared === 1 ? 'was' : 'were'} not compared.`
  if (different > 0)
    return notCompared === 0
      ? `The twin answers ${different} of ${total} differently.`
      : `The twin answers ${different} of ${compared} compared token request${compared === 1 ? '' : 's'} differently.${rest}`
  const same = notCompared === 0 ? total : `${all - notCompared} of ${total}`
  return `The twin answers ${same} of the recording as HelseID did, as far as a recording shows.`
}

/** @throws {UsageError} if the text is not a recording */
function exchangesIn(text: string): readonly RecordedExchange[] {
  try {
    return readRecording(text)
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(error.message, { cause: error })
    throw error
  }
}
