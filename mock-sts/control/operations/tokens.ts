/** Operations on tokens: those that were issued, and minted ones. */
import { issuersAt, stsOfIssuer } from '../../context/address.ts'
import { mintSources } from '../../context/mint-sources.ts'
import { type MintOptions, mint } from '../../mint/mint.ts'
import { asRefusal, type ControlCall, json, noContent, type Operations, Refused, requestedSts } from './operation.ts'

export const tokenOperations: Operations = { mintToken, listTokens, endToken }

async function listTokens({ context: { stses }, query, request }: ControlCall): Promise<Response> {
  const { tokens } = stses[requestedSts(query.sts, request)]
  const listed = await tokens.list()
  return json(200, {
    tokens: query.clientId === undefined ? listed : listed.filter(({ clientId }) => clientId === query.clientId),
  })
}

async function endToken({ context: { stses }, path: { id = '' } }: ControlCall): Promise<Response> {
  for (const { tokens } of Object.values(stses)) {
    const token = await tokens.find(id)
    if (token === undefined) continue
    await tokens.end(token)
    return noContent()
  }
  throw new Refused(404, {
    detail: `This twin has issued no valid token with the jti "${id}": GET /_mock/tokens lists those that it has.`,
  })
}

async function mintToken({
  context: { stses, clock, settings, basePath },
  body,
  request,
}: ControlCall): Promise<Response> {
  const options = body as MintOptions
  const sts = requestedSts(options.sts ?? stsOfIssuer(options.issuer ?? ''), request)
  const issuer = issuersAt(new URL(request.url), settings.issuer, basePath)[sts]
  const sources = await mintSources(stses[sts], issuer, clock)
  return json(201, await asRefusal('#', () => mint(options, sources)))
}
