/** The token endpoint. */
import { endpoints, limits } from 'helseid-contract'
import { field } from 'helseid-contract/rules'
import { stsAddress } from '../context/address.ts'
import type { Call } from '../context/call.ts'
import type { Context } from '../context/context.ts'
import { ownerOf } from '../context/owner.ts'
import { errorResponse, tokenResponse } from '../http/responses.ts'
import { withoutScatteredSecrets } from '../journal/without-secrets.ts'
import { scenarioHeader, waitOf } from '../scenarios/active-scenarios.ts'
import { scenarioEffects } from '../sts/scenario-effects.ts'
import type { StsAnswer } from '../sts/sts.ts'
import { explainedError } from '../verdict/error-description.ts'
import { readTokenRequest } from '../verdict/token-request.ts'
import { noteUse } from './note-use.ts'

export async function token(call: Call): Promise<Response> {
  const { context, address, request, connection, notes } = call
  const { namedClient, keys: signingKeys } = context.stses[address.sts]
  const keysToChange = signingKeys.untilReset()
  const tokenRequest = await readTokenRequest(request, connection.rawHeaders)
  const clientId = namedClient(tokenRequest)
  const foundOwner = ownerOf(call, clientId)
  const { context: owner, generation } = foundOwner
  const sts = owner.stses[address.sts]
  const header = request.headers.get(scenarioHeader)
  const scenarioRequest = { sts: address.sts, clientId, header, generation }
  // At a real hostname a session's client shares the keys of the twin, so the twin decides what a header may change.
  const { scenarios } = header ? context : owner
  const effects = await scenarioEffects(scenarios, scenarioRequest, keysToChange)
  // Whichever session the client belongs to, the key must be in the JWKS under the hostname that the client uses.
  const answer = await sts.answer(tokenRequest, stsAddress(address, endpoints.token), { effects, signingKeys })
  const response = await effects.respond(usualResponse(owner, answer), {
    body: 'token' in answer ? { ...answer.token } : undefined,
    issueNonce: sts.issueNonce,
    wait: waitOf(request),
    clock: owner.clock,
  })
  const { facts, verdict } = answer
  const { credential } = facts
  noteUse(foundOwner, facts)
  Object.assign(notes, {
    owner: foundOwner,
    verdict: withoutScatteredSecrets(verdict, (field(facts, 'scope') ?? '').slice(0, limits.bodyBytes), owner.scrubber),
    body: tokenRequest.body,
    nonce: textOf(facts.proof.claims?.nonce),
    newTokenId: 'token' in answer ? answer.tokenId : undefined,
    clientId: 'clientId' in credential ? credential.clientId : undefined,
    scenario: effects.name,
    error: effects.answers ? await errorIn(response) : 'error' in answer ? answer.error.error : undefined,
  } satisfies Call['notes'])
  return response
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function usualResponse({ settings }: Context, answer: StsAnswer): Response {
  if ('token' in answer) return tokenResponse(answer.token)
  const { error, verdict, nonce } = answer
  return errorResponse(settings.explainInResponse ? explainedError(error, verdict) : error, nonce)
}

/** `error` of a scenario's response; undefined if it is not an OAuth error. */
async function errorIn(response: Response): Promise<string | undefined> {
  if (response.status < 400 || !response.headers.get('content-type')?.startsWith('application/json')) return undefined
  return ((await response.clone().json()) as { error?: string }).error
}
