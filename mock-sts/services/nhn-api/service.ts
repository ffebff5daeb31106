/** Handles requests to the protected API: its own response, or that of a scenario. */
import { claimsOf } from 'helseid-contract/rules'
import { routePath } from '../../context/address.ts'
import { type Call, takeScenario } from '../../context/call.ts'
import type { HttpRequest } from '../../http/http-request.ts'
import { waitOf } from '../../scenarios/active-scenarios.ts'
import type { ApiAnswerInput } from '../../scenarios/scenario.ts'
import type { Nonces } from '../../verdict/nonces.ts'
import { answer, guarded, type Operation } from './guarded.ts'
import { hello } from './hello.ts'
import { organization } from './organization.ts'

const operations: Readonly<Record<string, Operation>> = { '/hello': hello, '/organization': organization }

export async function handleApi(call: Call): Promise<Response> {
  const { context, address, request, notes } = call
  const token = claimsOf(tokenOf(request))
  const clientId = textOf(token?.client_id)
  notes.tokenId = textOf(token?.jti)
  if (clientId !== undefined) notes.clientId = clientId
  let judged: Promise<Response> | undefined
  // The API judges a request once: a second time, its proof would be a replay.
  const proceed = () => (judged ??= regularAnswer(call))
  const inputOf = (parameters: ApiAnswerInput['parameters']): ApiAnswerInput => ({
    parameters,
    proceed,
    now: Math.floor(context.clock.now() / 1000),
    wait: waitOf(request),
    ...nonceOf(context.apiNonces[address.sts], request),
  })
  const active = await takeScenario(call, 'api answer', {
    clientId,
    isSeen: ({ act, parameters }) => act.isSeen?.(inputOf(parameters)) ?? true,
  })
  return active === undefined ? proceed() : active.act.answer(inputOf(active.parameters))
}

async function regularAnswer(call: Call): Promise<Response> {
  const operation = operations[routePath(call.address.path)]
  if (operation !== undefined) return guarded(call, operation)
  const paths = Object.keys(operations).map((path) => `…${path}`)
  return answer(404, {
    error: 'not_found',
    error_description: `unknown path: the protected API serves ${paths.join(' and ')}`,
  })
}

function nonceOf(nonces: Nonces, request: HttpRequest): Pick<ApiAnswerInput, 'issueNonce' | 'judgeNonce'> {
  const proof = request.headers.get('dpop') ?? undefined
  return {
    issueNonce: nonces.issue,
    judgeNonce(lifetime) {
      const claims = claimsOf(proof)
      if (claims === undefined) return undefined
      const nonce = textOf(claims.nonce)
      return nonce === undefined ? 'missing' : nonces.judge(nonce, lifetime)
    },
  }
}

function tokenOf(request: HttpRequest): string | undefined {
  return /^\S+ +(\S+)$/.exec(request.headers.get('authorization') ?? '')?.[1]
}

/** A claim of an unverified JWT: used only to select a scenario and to tie the call to its token. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
