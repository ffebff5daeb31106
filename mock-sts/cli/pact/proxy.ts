/** `helseid-mock pact proxy`: a re-signing reverse proxy in front of an API, for a Pact verifier in any language. */
import { requireSts } from 'helseid-contract'
import { createTokenStates, type StateMap } from 'helseid-contract/pact-states'
import type { CliCommand } from '../command.ts'
import { configureTwin, controlTokenOf, twinAddress } from '../control-client.ts'
import { readJson } from '../json-argument.ts'
import { findLocalTwin } from '../local-twin.ts'
import { readText } from '../read-text.ts'
import { parsePort } from '../setting-parsers.ts'
import { stopSignal } from '../signals.ts'
import { closeInTime } from '../stop.ts'
import { tlsProblem } from '../unreachable.ts'
import { refuseUnusedOptions } from '../unused-options.ts'
import { UsageError } from '../usage-error.ts'
import { readVariable } from '../variables.ts'
import { type PactProxy, startPactProxy } from './start-pact-proxy.ts'

const defaultPort = 8090

export const pactProxyCommand: CliCommand = {
  configure(command) {
    configureTwin(command)
      .requiredOption('--provider <url>', 'base address of the API, as its clients call it; proofs are made for it')
      .requiredOption('--audience <audience>', 'audience of the API')
      .requiredOption('--scope <scope...>', 'scopes of the tokens, unless a state sets others')
      .option('--sts <name>', 'STS that issues the tokens', 'test')
      .option(
        '--issuer <url>',
        'issuer that the API trusts, if it reaches the twin at another address than this command',
      )
      .option('--client-id <id>', 'client id in the tokens', 'helseid-pact')
      .option('--states <url>', 'state URL of your API, for the states that the twin does not know')
      .option('--state-map <path or JSON>', 'what your consumers’ own names of states mean for the token')
      .option('--ca <path>', 'PEM file of a certificate authority that issued the API’s certificate')
      .option('--port <port>', 'port to listen on; 0 picks a free one', String(defaultPort))
      .option('--host <address>', 'address to listen on (default: both loopback addresses) [HELSEID_MOCK_HOST]')
      .addHelpText(
        'after',
        '\nGive the verifier the two addresses that the command prints: the provider’s base address and the state-change URL.\nAn example of --state-map: { "the session has ended": "expired-token", "a reader": { "scopes": ["nhn:journal/read"] } }',
      )
  },
  async run(flags) {
    const provider = address('--provider', flags.provider, 'http://localhost:5000')
    const local = flags.twin === undefined ? await findLocalTwin() : undefined
    const twin = local?.origin ?? twinAddress(String(flags.twin)).replace(/\/$/, '')
    const sts = stsOf(flags.sts)
    const { audience, scope } = flags as { audience: string; scope: string[] }
    const ca = flags.ca === undefined ? undefined : readText('--ca', String(flags.ca))
    const states = flags.states === undefined ? undefined : address('--states', flags.states, `${provider}/states`)
    if (![provider, states].some((url) => url?.startsWith('https:')))
      refuseUnusedOptions({ ca: flags.ca }, 'an API over plain HTTP', 'it is for a --provider with https')
    const port = parsePort(String(flags.port), '--port')
    const host = flags.host === undefined ? readVariable(process.env, 'HELSEID_MOCK_HOST') : String(flags.host)
    const controlToken = controlTokenOf(flags) ?? local?.control?.token
    const tokens = await createTokenStates({
      twin,
      providerBaseUrl: provider,
      audience,
      scopes: scope.flatMap((each) => each.split(' ')),
      sts,
      clientId: String(flags.clientId),
      ca,
      ...(controlToken !== undefined && { controlToken }),
      ...(flags.issuer !== undefined && { issuer: address('--issuer', flags.issuer, `${twin}/${sts}`) }),
      ...(flags.stateMap !== undefined && { stateMap: stateMapOf(String(flags.stateMap)) }),
    }).catch((error: Error) => {
      // The messages name what to change: the twin's address, its control token, or an entry of the state map.
      throw new UsageError(certificateProblem(twin, error) ?? error.message, { cause: error })
    })
    const proxy = await startPactProxy({
      provider,
      tokens,
      port,
      host,
      states,
      ca,
      print: (line) => console.log(line),
      warn: (line) => console.error(line),
    }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error
      throw new UsageError(`--port: ${port} is in use; --port 0 picks a free one`, { cause: error })
    })
    console.log(
      readyText(proxy, provider, flags.issuer === undefined ? `${twin}/${sts}` : String(flags.issuer), audience),
    )
    await stopSignal(new Promise<never>(() => undefined))
    return closeInTime(() => proxy.close())
  },
}

/** What is wrong with the twin's certificate, if that is the deepest cause of the error. */
function certificateProblem(twin: string, error: Error): string | undefined {
  return error.cause instanceof Error ? certificateProblem(twin, error.cause) : tlsProblem(twin, error)
}

function readyText({ origin, statesUrl }: PactProxy, provider: string, issuer: string, audience: string): string {
  return `The proxy is ready. Give the verifier:
  provider base address  ${origin}
  state-change URL       ${statesUrl}
It passes requests on to ${provider}, with tokens from ${issuer} for ${audience}.`
}

/** Without a slash at its end. */
function address(flag: string, value: unknown, example: string): string {
  const text = String(value)
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && url.username + url.password !== '')
    throw new UsageError(`${flag} must not contain a user or password`)
  if (url !== undefined && url.search + url.hash !== '' && flag !== '--states')
    throw new UsageError(`${flag} must not contain a query or fragment`)
  if (flag === '--issuer' && text.endsWith('/'))
    throw new UsageError(
      `--issuer must not end with a slash: it is compared as text with iss of the tokens, as in ${example}`,
    )
  if (url !== undefined && /^https?:$/.test(url.protocol)) return text.replace(/\/$/, '')
  throw new UsageError(`${flag} must be a URL such as ${example}, not "${text}"`)
}

function stsOf(name: unknown) {
  try {
    return requireSts(String(name))
  } catch (error) {
    throw new UsageError(`--sts: ${(error as Error).message}`, { cause: error })
  }
}

function stateMapOf(value: string): StateMap {
  const map = readJson(value, '--state-map')
  if (typeof map === 'object' && map !== null && !Array.isArray(map)) return map as StateMap
  throw new UsageError('--state-map must be a JSON object such as { "the session has ended": "expired-token" }')
}
