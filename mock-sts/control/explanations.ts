/** Explains a pasted text with what this twin knows: the registrations of its clients and the keys of its STSs. */
import { requireSts, type StsName } from 'helseid-contract'
import type { ProfileName } from 'helseid-contract/rules'
import type { ClientKey } from '../clients/registration.ts'
import type { Context } from '../context/context.ts'
import { clientIdIn, explain } from '../explain/explain.ts'
import type { ExplainOptions, Explanation } from '../explain/explanation.ts'
import { identityModelCodes } from '../explain/identity-model-codes.ts'
import { stsOf } from '../explain/issuer-and-time.ts'
import { type Found, readPasted, selected } from '../explain/read-pasted.ts'
import { readCompactJwt } from '../verdict/compact-jwt.ts'
import { correctedOf, type Fresh } from './corrected.ts'
import { decodedOf, type Exchanged } from './decoded.ts'
import { withSources } from './rule-sources.ts'

export interface ExplainRequest {
  readonly text: string
  readonly profile?: ProfileName
  /** STS or environment name: the STS that the text was meant for. Default: as the text says. */
  readonly sts?: string
  /** The client whose registration counts. Default: the one in the text. */
  readonly clientId?: string
  /** Judge as of this time, in epoch milliseconds or ISO 8601. Default: its `iat`. */
  readonly time?: string | number
}

/** Of a text with many JWTs, as many are judged; the others are listed. */
const maxExplained = 20

/**
 * `issuers` are those that the caller sees.
 * @throws {SyntaxError} saying what can be pasted, if the text contains nothing that can be judged
 */
export async function explanations(
  context: Context,
  { text, profile, sts, clientId, time }: ExplainRequest,
  issuers: Readonly<Record<StsName, string>>,
): Promise<object> {
  const { judged, skipped } = selected(readPasted(text))
  const explained = judged.slice(0, maxExplained)
  const options: ExplainOptions = {
    ...(profile && { profile }),
    ...(sts !== undefined && { issuer: issuers[requireSts(sts)] }),
    ...(time !== undefined && { at: (typeof time === 'string' ? Date.parse(time) : time) / 1000 }),
  }
  const found: object[] = []
  for (const each of explained) {
    const known = await knownOf(context, each, options, clientId)
    found.push(
      view(each, explain(each, { ...options, ...known }), {
        now: Math.floor(context.clock.incoming() / 1000),
        newId: context.newId,
      }),
    )
  }
  const notJudged = [...skipped, ...judged.slice(maxExplained)].map(({ what, url }) => ({
    what,
    ...(url !== undefined && { url }),
  }))
  return context.scrubber.data({ codes: identityModelCodes(text), explanations: found, notJudged })
}

/** The registration of the client, or the keys of the STS that issued the token. */
async function knownOf(
  { stses, registrations, basePath }: Context,
  found: Found,
  options: ExplainOptions,
  given: string | undefined,
): Promise<Pick<ExplainOptions, 'client' | 'noClient' | 'keys'>> {
  if (found.accessToken !== undefined) {
    const published = await stses[stsOf(explain(found, options).issuer)].keys.published()
    const jwt = readCompactJwt(found.accessToken)
    const keys = published.map(({ publicJwk }) => publicJwk as ClientKey)
    return !('unreadable' in jwt) && keys.some(({ kid }) => kid === jwt.header.kid) ? { keys } : {}
  }
  if (found.what !== 'token request' && found.what !== 'client assertion') return {}
  const named = clientIdIn(found.request)
  const clientId = given ?? named
  if (clientId === undefined) return { noClient: 'the text names no client' }
  const client = registrations.client(clientId)
  const where = basePath === '' ? 'this twin' : 'this session'
  // The registration of another client counts as if the text named that one.
  if (client !== undefined) return { client: { ...client, clientId: named ?? clientId } }
  return { noClient: `the client ${JSON.stringify(clientId)} is not registered with ${where}` }
}

function view(found: Found, explanation: Explanation, fresh: Fresh): object {
  const { verdict } = explanation
  const exchanged = exchangedIn(found)
  const decoded = decodedOf(exchanged)
  const broken = verdict.rules.filter(({ outcome, severity }) => outcome === 'broken' && severity !== 'off')
  const { method } = found.request
  const corrected =
    found.what === 'token request' && broken.length > 0
      ? correctedOf(
          { ...exchanged, method, url: found.url ?? `${explanation.issuer}/connect/token`, decoded },
          broken,
          fresh,
        )
      : undefined
  return {
    ...explanation,
    notChecked: explanation.notChecked.map(withoutFlags),
    ...(found.url !== undefined && { url: found.url }),
    verdict: { ...verdict, rules: verdict.rules.map((rule) => withoutFlags(withSources(rule))) },
    decoded,
    ...(corrected && { corrected }),
  }
}

/** The reason without the flags of the command line. */
function withoutFlags<T extends { readonly because?: string }>(about: T): T {
  const { because } = about
  return because === undefined ? about : { ...about, because: because.replace(/: use --.*$/, '') }
}

function exchangedIn({ request, accessToken }: Found): Exchanged {
  const { headers = [], dpop, body } = request
  const token = accessToken === undefined ? [] : [['authorization', `DPoP ${accessToken}`] as const]
  return {
    headers: [...token, ...dpop.map((proof) => ['dpop', proof] as const), ...headers],
    body: body?.toString('utf8'),
  }
}
