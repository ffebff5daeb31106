/** Operations on minted tokens. */
import { issuersAt, stsOfIssuer } from '../../context/address.ts'
import { mintSources } from '../../context/mint-sources.ts'
import { type MintOptions, mint } from '../../mint/mint.ts'
import { asRefusal, type ControlCall, json, type Operations, requestedSts } from './operation.ts'

export const tokenOperations: Operations = { mintToken }

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
