/**
 * `/v1/client-drafts`: a supplier's system drafts a client for an organisation, and somebody there confirms it in a browser.
 * Source: Selvbetjening.Samples, ClientRegistrationExample. The draft's scopes and claims are granted with the confirmation; what
 * NHN does with a draft that is never confirmed is not known, and here it stays.
 */
import type { Json } from 'helseid-contract/rules'
import type { ClientRegistration } from '../../clients/registration.ts'
import type { Call } from '../../context/call.ts'
import { withEmptyForNull } from './client.ts'
import { newKey } from './client-secret.ts'
import { BadRequest, problem } from './problem.ts'
import { publicKeyIn } from './public-jwk.ts'
import { register } from './register.ts'

export async function draftClient({ context, address, request }: Call): Promise<Response> {
  const { sts, path } = address
  if (!request.headers.get('api-key')?.trim())
    return problem({
      status: 401,
      detail: 'The header api-key is missing. Here any value will do; NHN’s service wants that of your client system.',
      path,
    })
  // The validator is loaded only where there is something to validate.
  const { clientDraft, readBody } = await import('./body.ts')
  const draft = await readBody(request, clientDraft)
  if (!URL.canParse(draft.postClientConfirmationRedirectUri))
    throw new BadRequest('/postClientConfirmationRedirectUri must be an address')
  const { audienceSpecificClientClaims, redirectUris, postLogoutRedirectUris, childOrganizationNumbers } = draft
  const clientId = context.newId()
  const drafted: ClientRegistration = {
    clientId,
    sts,
    jwks: { keys: [newKey(publicKeyIn(draft.publicJwk as Json), context.clock.now())] },
    scopes: draft.apiScopes,
    tenancy: 'single-tenant',
    parent: draft.organizationNumber,
    enabled: false,
    draft: { redirectUri: draft.postClientConfirmationRedirectUri },
    ...withEmptyForNull({
      audienceSpecificClientClaims,
      redirectUris,
      postLogoutRedirectUris,
      children: childOrganizationNumbers,
    }),
  }
  await register(context, sts, clientId, () => drafted)
  return Response.json({ clientId })
}

/** `/confirm-client/<id>`: here without login and without a question. The user is sent on with `status=Success`. */
export async function confirmClient({ context, address, request }: Call): Promise<Response> {
  const { sts, path } = address
  const clientId = path.slice('/confirm-client/'.length)
  let redirectUri = ''
  await context.registrations.changeClient(sts, clientId, (current) => {
    if (current?.draft === undefined)
      throw new BadRequest(`There is no draft ${clientId} that awaits its confirmation.`, 404)
    const { draft, ...confirmed } = current
    redirectUri = draft.redirectUri
    return { ...confirmed, enabled: true }
  })
  const target = redirectTarget(new URL(request.url).searchParams) ?? new URL(redirectUri)
  target.searchParams.set('status', 'Success')
  return new Response(null, { status: 302, headers: { Location: target.href } })
}

/** `redirectPort` and `redirectPath` name a server of the caller's own machine; without them the draft's address counts. */
function redirectTarget(query: URLSearchParams): URL | undefined {
  const port = query.get('redirectPort') ?? ''
  const target = `http://localhost:${port}/${(query.get('redirectPath') ?? '').replace(/^\/+/, '')}`
  return /^\d+$/.test(port) && URL.canParse(target) ? new URL(target) : undefined
}
