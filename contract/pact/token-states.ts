/** The provider states of an API protected by HelseID: which token and proof its next request carries. Does not need Pact. */
import type { StsName } from '../environments/index.ts'
import { addressHint } from './address-hint.ts'
import { type ControlPlaneOptions, createControlPlane } from './control-plane.ts'
import {
  address,
  anySts,
  assertOptions,
  callback,
  type OptionChecks,
  object,
  scopeList,
  text,
  twinAddress,
} from './option-checks.ts'
import { sendCall } from './send-call.ts'
import {
  assertMeanings,
  clientState,
  isDescription,
  mapped,
  type StateHandlerMap,
  type StateMap,
  type TokenDescription,
  tokenState,
  usedProofState,
} from './state-map.ts'
import { createTwinChanges } from './twin-changes.ts'

export interface TokenStatesOptions extends ControlPlaneOptions {
  /** Base address of the API under verification, as its clients call it. */
  readonly providerBaseUrl: string
  readonly audience: string
  /** Scopes of the tokens, unless a state sets others. */
  readonly scopes: readonly string[]
  /** Client id in the tokens, and of `a registered client`. Default: `helseid-pact`. */
  readonly clientId?: string | undefined
  /** The STS of the twin that the API trusts. Default: `test`. */
  readonly sts?: StsName | undefined
  /**
   * Issuer that the API trusts, if the API reaches the twin at another address than the verification does. Default: that
   * of `sts` at `twin`.
   */
  readonly issuer?: string | undefined
  /** The consumer's own names of states, each with what it means for the token. */
  readonly stateMap?: StateMap | undefined
  /** PEM certificates of the authorities that the API's certificate is from. Default: those that Node trusts. */
  readonly ca?: string | undefined
}

/** A request to the API. */
export interface ApiCall {
  readonly method: string
  /** Path and query. */
  readonly target: string
  /** In lower case; token and proof are replaced here. */
  readonly headers: Record<string, string | string[] | undefined>
  /** Reads the body, for a request that is sent twice. */
  readonly body: () => Promise<Uint8Array | undefined>
}

export interface Renewed {
  /** The token and proof that were sent, as text. */
  readonly sent: string
  /** To be called with the API's status and its `WWW-Authenticate`. Resolves with what the answer does not prove; undefined if all is well. */
  answered(status: number, challenge?: string): Promise<string | undefined>
}

export interface TokenStates {
  /** What sets up each state. The functions throw an `Error` that says why the state cannot be set up. */
  readonly handlers: StateHandlerMap
  /** Undoes all states. */
  clear(): Promise<void>
  /**
   * Replaces token and proof in the request; undefined if it has no token.
   * @throws {Error} if the twin refuses to make them, or if the API's answer would prove nothing
   */
  renew(call: ApiCall): Promise<Renewed | undefined>
}

const optionChecks: OptionChecks<TokenStatesOptions> = {
  twin: { ...twinAddress, isRequired: true },
  controlToken: text,
  fetch: callback,
  providerBaseUrl: { ...address('http://localhost:5000'), isRequired: true },
  audience: { ...text, isRequired: true },
  scopes: { ...scopeList, isRequired: true },
  clientId: text,
  sts: anySts,
  issuer: address('http://localhost:8080/test'),
  stateMap: object,
  ca: text,
}

/** @throws {TypeError} that names every unknown, missing or wrong option; `more` are the checks of further options */
export function assertTokenStatesOptions(caller: string, options: unknown, more: OptionChecks<object> = {}): void {
  assertOptions(caller, options, { ...optionChecks, ...more })
}

/**
 * @throws {TypeError} for wrong options, and if the twin is unreachable; `Error` if the twin rejects a request or a state
 * cannot be mapped
 */
export async function createTokenStates(options: TokenStatesOptions): Promise<TokenStates> {
  assertTokenStatesOptions('createTokenStates', options)
  const { audience, scopes, clientId = 'helseid-pact', sts = 'test', issuer, ca } = options
  const base = options.providerBaseUrl.replace(/\/$/, '')
  const control = createControlPlane(options)
  const changes = createTwinChanges(control, sts)
  const isTwins = `${base}/`.startsWith(`${options.twin.replace(/\/$/, '')}/`)
  let description: TokenDescription = {}
  let isUsedTwice = false
  let hasActiveScenario = false
  let isAccepted = false

  const describe = (more: TokenDescription) => {
    description = { ...description, ...more }
  }
  const breaks = (name: string) => async (parameters?: unknown) => {
    if (Object.keys(Object(parameters)).length > 0)
      throw new TypeError(
        `the state "${name}" takes no parameters: use the state "${tokenState}" to describe the token`,
      )
    describe({ broken: [...(description.broken ?? []), name] })
  }
  const acts =
    (name: string, at: string) =>
    async (parameters: unknown = {}) => {
      if (at === 'api answer' && !isTwins)
        throw new Error(
          `the scenario "${name}" acts on the twin's own API only, not on ${base}: describe the token with "${tokenState}", or let a state of your API cause the failure`,
        )
      hasActiveScenario = true
      await changes.useScenario({ name, parameters }, at)
      // A minted token alone does not change the keys.
      if (at === 'keys') await control.readKeys(sts)
    }
  const places = await control.scenarios()
  const scenarios = places.map(({ name, at }) => [name, at === 'access token' ? breaks(name) : acts(name, at)] as const)
  const known: StateHandlerMap = {
    ...Object.fromEntries(scenarios),
    [tokenState]: async (parameters) => describe(parameters as TokenDescription),
    [clientState]: async (parameters) =>
      changes.registerClient({ clientId, scopes, jwks: { keys: [] }, ...(parameters as object) }),
    async [usedProofState]() {
      isUsedTwice = true
    },
  }

  const mint = async (method: string, target: string, scheme: Scheme, more: TokenDescription) => {
    const proof = { method, url: base + target, ...more.proof }
    const bearer = scheme === 'Bearer'
    const made = await control.mint({
      sts,
      audience,
      scopes,
      clientId,
      ...(issuer !== undefined && { issuer }),
      bearer,
      ...more,
      proof,
    })
    return { authorization: `${scheme} ${made.accessToken}`, dpop: made.proof }
  }
  let isHinted = false
  /** The whole text once: it is the same for each interaction. */
  const hint = async (challenge: string | undefined) => {
    if (isHinted) return 'An earlier message says what to compare.'
    isHinted = true
    const named = { issuer: issuer ?? `${options.twin.replace(/\/$/, '')}/${sts}`, audience, address: base }
    const answer = challenge === undefined ? 'The API gives no WWW-Authenticate.' : `The API says: ${challenge}.`
    return `${answer} ${addressHint(named, await control.keyAddresses(sts))}`
  }

  /** Whether the API answers anything but 401 to a valid token: if not, no 401 of it says anything. */
  const probe = async ({ target, headers }: ApiCall) => {
    let challenge: string | undefined
    for (const scheme of ['DPoP', 'Bearer'] as const) {
      const own = await mint('GET', target, scheme, {})
      const others = Object.entries(headers).filter(([name]) => !ofBody.has(name))
      const proof = scheme === 'DPoP' ? own.dpop : undefined
      const probed = { ...Object.fromEntries(others), authorization: own.authorization, dpop: proof }
      const answer = await sendCall({ method: 'GET', url: base + target, headers: probed, ca })
      isAccepted ||= answer.status !== 401
      if (isAccepted) return
      challenge ??= answer.challenge
    }
    throw new Error(
      `it would prove nothing, because ${base} answers 401 to a valid token and proof too, as it does to the recorded token. ${await hint(challenge)}`,
    )
  }

  const onTwinOnly = isTwins ? [] : places.filter(({ at }) => at === 'api answer').map(({ name }) => name)
  assertMeanings(options.stateMap ?? {}, onTwinOnly)
  for (const [name, meaning] of Object.entries(options.stateMap ?? {}))
    for (const each of [meaning].flat())
      if (isDescription(each))
        await mint('GET', '/', 'DPoP', each).catch((error: Error) => {
          throw new TypeError(`the state map gives "${name}" a meaning that the twin refuses: ${error.message}`, {
            cause: error,
          })
        })

  return {
    handlers: { ...known, ...mapped(options.stateMap ?? {}, known) },
    async clear() {
      description = {}
      isUsedTwice = hasActiveScenario = false
      await changes.undo()
    },
    async renew(call) {
      const { method, target, headers, body } = call
      const scheme = schemeOf(headers)
      if (scheme === undefined) return undefined
      const isValid = Object.keys(description).length === 0 && scheme === 'DPoP' && headers.dpop !== undefined
      const isJudged = !hasActiveScenario
      if (!isAccepted && isJudged && (!isValid || isUsedTwice)) await probe(call)
      const made = await mint(method, target, scheme, description)
      headers.authorization = made.authorization
      if (made.dpop !== undefined && headers.dpop !== undefined) headers.dpop = made.dpop
      if (isUsedTwice) {
        const { status: first } = await sendCall({
          method,
          url: base + target,
          headers: { ...headers, host: undefined },
          body: await body(),
          ca,
        })
        if (first === 401)
          throw new Error(
            `"${usedProofState}" proves nothing, because the API answers 401 to the first use of the proof too`,
          )
      }
      const twice = isUsedTwice
      const sent = sentText(scheme, headers.dpop !== undefined, { audience, scopes, ...description }, twice)
      const isFaulty = twice || hasFault(description)
      return {
        sent,
        async answered(status, challenge) {
          if (status !== 401 && isFaulty) return `${status} instead of 401, although this was sent: ${sent}`
          // The pact may expect it: an API need not refuse other scopes.
          if (status !== 401 && status !== 403 && lacksScopes(scopes, description.scopes))
            return `${status}, and not 403, although the token has none of the scopes ${scopes.join(' ')}: ${sent}`
          if (status !== 401) isAccepted ||= isValid
          else if (isValid && isJudged && !twice)
            return `401, although token and proof are valid: an interaction that expects it proves nothing, because the recorded token would get it too. ${isAccepted ? '' : await hint(challenge)}`.trim()
          return undefined
        },
      }
    },
  }
}

type Scheme = 'DPoP' | 'Bearer'

function lacksScopes(needed: readonly string[], own: readonly string[] | undefined): boolean {
  return own !== undefined && needed.length > 0 && !needed.some((scope) => own.includes(scope))
}

/** A fault that an API must refuse with 401, as it need not refuse other scopes or claims. */
function hasFault({ broken = [], proof }: TokenDescription): boolean {
  return broken.length > 0 || { broken: undefined, ...proof }.broken !== undefined
}

/** Undefined if the request has no token. */
function schemeOf({ authorization }: ApiCall['headers']): Scheme | undefined {
  const scheme = /^(dpop|bearer) /i.exec(String(authorization ?? ''))?.[1]?.toLowerCase()
  return scheme === undefined ? undefined : scheme === 'dpop' ? 'DPoP' : 'Bearer'
}

/** Headers that describe a body, which a probe does not have, or the connection. */
const ofBody = new Set([
  'content-length',
  'content-type',
  'content-encoding',
  'transfer-encoding',
  'host',
  'connection',
])

function sentText(scheme: Scheme, hasProof: boolean, given: TokenDescription, isUsedTwice: boolean): string {
  const { audience, scopes = [], broken = [], proof, ...others } = given
  const faults = [...broken, ...Object.keys(others)]
  const { broken: proofFault } = { broken: undefined, ...proof }
  const token = `${faults.length === 0 ? 'valid' : `changed (${faults.join(', ')})`} token under ${scheme} for ${broken.includes('wrong-audience') ? 'another API than ' : ''}${audience}, scopes ${scopes.join(' ') || 'none'}`
  if (scheme === 'Bearer' && !hasProof) return token
  if (!hasProof) return `${token}; no proof`
  return `${token}; ${proofFault === undefined ? 'valid proof' : `proof broken by ${proofFault}`}${isUsedTwice ? ', used before' : ''}`
}
