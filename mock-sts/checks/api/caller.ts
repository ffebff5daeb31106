/** Calls the API under check with the token and the proof of a row. */
import { scrubber } from '../../http/secrets.ts'
import { sendRequest } from '../../http/send-request.ts'
import type { Minted, MintOptions } from '../../mint/mint.ts'
import { goodProof } from './good-proof.ts'
import type { ApiRow, RowContext } from './row.ts'

export interface ApiTarget {
  readonly url: string
  readonly method: string
  readonly audience: string
  readonly scope: string
  /** The status of a successful answer. */
  readonly status: number
  readonly scheme: 'DPoP' | 'Bearer'
  /** An organisation number for which calls succeed, if the endpoint depends on the organisation. */
  readonly organization?: string
  /** Additional headers. */
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly body?: string
  /** PEM of a certificate authority to trust. */
  readonly ca?: string
}

export type Mint = (options: MintOptions) => Promise<Minted>

export interface ApiAnswer {
  /** Absent if no answer came. */
  readonly status?: number
  /** The value of `WWW-Authenticate`. */
  readonly challenge?: string | undefined
  /** The start of its body, in one line and without secrets; absent if it is empty. */
  readonly body?: string
  /** Why no answer came. */
  readonly silence?: string
}

export interface Caller {
  /** @throws {TypeError} `fetch failed`, if no answer comes */
  call(row: ApiRow): Promise<ApiAnswer>
  /** Sends a token that was minted earlier, with a new proof. */
  callWith(minted: Minted): Promise<ApiAnswer>
  readonly mintGood: (more?: MintOptions) => Promise<Minted>
  /** Whether the API has required a nonce so far. */
  readonly requiresNonce: boolean
}

/** Turns a missing answer into a value: an API that does not answer is a finding like any other. */
export async function answerOf(call: Promise<ApiAnswer>): Promise<ApiAnswer> {
  return call.catch((error: Error) => {
    if (!(error instanceof TypeError) || error.message !== 'fetch failed') throw error
    return { silence: (error.cause as Error | undefined)?.message ?? error.message }
  })
}

export function createCaller(target: ApiTarget, mint: Mint, context: RowContext): Caller {
  const { url, method, audience, scope, organization, scheme: usual } = target
  let nonce: string | undefined
  let requiresNonce = false
  const good: MintOptions = {
    audience,
    scopes: [scope],
    bearer: usual === 'Bearer',
    ...(organization !== undefined && { organization: { parent: organization } }),
  }
  const mintFor = ({ token, brokenProof, withoutNonce }: Partial<ApiRow>) =>
    mint({
      ...good,
      ...token?.(context),
      proof: {
        url,
        method,
        ...(brokenProof !== undefined && { broken: brokenProof }),
        ...(nonce !== undefined && !withoutNonce && { nonce }),
      },
    })
  const send = async (scheme: string, token: string | undefined, proofs: readonly string[]): Promise<ApiAnswer> => {
    const headers: (readonly [string, string])[] = [
      ...(target.headers ?? []),
      ...(token === undefined ? [] : [['Authorization', `${scheme} ${token}`] as const]),
      ...proofs.map((proof) => ['DPoP', proof] as const),
    ]
    const { body, ca } = target
    const response = await sendRequest({ method, url, headers, ...(body !== undefined && { body }), ca })
    nonce = response.headers.get('dpop-nonce') ?? nonce
    const challenge = response.headers.get('www-authenticate') ?? undefined
    requiresNonce ||= isNonceChallenge(challenge)
    const start = beginningOf(await response.text())
    return { status: response.status, challenge, ...(start !== '' && { body: start }) }
  }
  const proofFor = (token: string, { proofKey: key }: Minted) => goodProof({ token, key, url, method, nonce })
  const requestOf = async (row: ApiRow) => {
    const minted = await mintFor(row)
    const scheme = row.scheme ?? usual
    const proofCount = row.proofs ?? (usual === 'Bearer' ? 0 : 1)
    const token = row.sent === undefined ? minted.accessToken : row.sent(minted, context)
    const proofs = Array.from({ length: proofCount }, () => String(minted.proof))
    // The proof matches the token that is sent, so that only the token is wrong.
    if (row.sent !== undefined && token !== undefined && proofCount > 0)
      return { scheme, token, proofs: [proofFor(token, minted)] }
    return { scheme, token, proofs }
  }
  return {
    async call(row) {
      const request = await requestOf(row)
      const answer = await send(request.scheme, request.token, request.proofs)
      if (row.twice) return send(request.scheme, request.token, request.proofs)
      if (!isNonceChallenge(answer.challenge) || row.withoutNonce) return answer
      const again = await requestOf(row)
      return send(again.scheme, again.token, again.proofs)
    },
    async callWith(minted) {
      const proofs = usual === 'Bearer' ? [] : [proofFor(minted.accessToken, minted)]
      return send(usual, minted.accessToken, proofs)
    },
    mintGood: (more = {}) => mint({ ...good, ...more }),
    get requiresNonce() {
      return requiresNonce
    },
  }
}

/** Much longer than what is shown, so that the scrubber sees a secret as a whole. */
const maxRead = 4000
const maxShown = 200

function beginningOf(body: string): string {
  const text = scrubber.text(body.slice(0, maxRead)).replaceAll(/\s+/g, ' ').trim()
  return text.length <= maxShown ? text : `${text.slice(0, maxShown - 1)}…`
}

/** https://www.rfc-editor.org/rfc/rfc9449#section-9 */
function isNonceChallenge(challenge = ''): boolean {
  return challenge.includes('use_dpop_nonce')
}
