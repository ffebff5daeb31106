/** The protected API as a caller meets it: its own answer, or what a scenario makes of it. */
import { decodeJwt } from 'jose'
import type { Address } from '../../context/address.ts'
import type { Twin } from '../../context/context.ts'
import { note } from '../../context/request-notes.ts'
import { scenarioHeader, wait } from '../../scenarios/active-scenarios.ts'
import type { ApiAnswerAct, ApiAsk } from '../../scenarios/scenario.ts'
import type { StsMemory } from '../../sts/sts.ts'
import { createNonces, type Nonces } from '../../verdict/nonces.ts'
import { answer, guarded, type Operation } from './guarded.ts'
import { hello } from './hello.ts'
import { organization } from './organization.ts'

const operations: Readonly<Record<string, Operation>> = { '/hello': hello, '/organization': organization }

export async function handleApi(twin: Twin, address: Address, request: Request): Promise<Response> {
  const clientId = textClaim(tokenOf(request), 'client_id')
  const header = request.headers.get(scenarioHeader)
  const acting = twin.scenarios.take(['api answer'], { sts: address.sts, clientId, header })
  const proceed = async () => handleUsually(twin, address, request)
  if (clientId !== undefined) note(request, { clientId })
  if (acting === undefined) return proceed()
  const { parameters, scenario } = acting
  note(request, { scenario: scenario.name })
  return (scenario.act as ApiAnswerAct).answer({
    parameters,
    proceed,
    now: Math.floor(twin.now() / 1000),
    wait,
    ...nonceOf(twin, address, request),
  })
}

async function handleUsually(twin: Twin, address: Address, request: Request): Promise<Response> {
  const operation = operations[address.path]
  if (operation !== undefined) return guarded(twin, address, request, operation)
  const paths = Object.keys(operations).map((path) => `…${path}`)
  return answer(404, { error: 'not_found', error_description: `the protected API is at ${paths.join(' and ')}` })
}

/** The API's nonces are its own: those of the token endpoint are strange to it (RFC 9449 9). */
const noncesOf = new WeakMap<StsMemory, Nonces>()

function nonceOf(twin: Twin, { sts }: Address, request: Request): Pick<ApiAsk, 'issueNonce' | 'judgeNonce'> {
  const { memory } = twin.stses[sts]
  const nonces = noncesOf.get(memory) ?? createNonces(twin.clock)
  noncesOf.set(memory, nonces)
  const proof = request.headers.get('dpop') ?? undefined
  return {
    issueNonce: nonces.issue,
    judgeNonce(lifetime) {
      if (claimsOf(proof) === undefined) return undefined
      const nonce = textClaim(proof, 'nonce')
      return nonce === undefined ? 'missing' : nonces.judge(nonce, lifetime)
    },
  }
}

function tokenOf(request: Request): string | undefined {
  return /^\S+ +(\S+)$/.exec(request.headers.get('authorization') ?? '')?.[1]
}

function textClaim(jwt: string | undefined, name: string): string | undefined {
  const value = claimsOf(jwt)?.[name]
  return typeof value === 'string' ? value : undefined
}

/** Unverified: they say which scenario is meant, and nothing else. */
function claimsOf(jwt: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    return jwt === undefined ? undefined : decodeJwt(jwt)
  } catch {
    // What is no JWT is for the API itself to refuse.
    return undefined
  }
}
