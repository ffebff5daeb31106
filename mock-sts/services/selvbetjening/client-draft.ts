/**
 * `/v1/client-drafts`: a supplier’s system drafts a client for an organisation, and a user of that organisation confirms it in a
 * browser. Source: Selvbetjening.Samples, ClientRegistrationExample. The confirmation grants the draft’s scopes and claims. Unknown:
 * what NHN does with a draft that is never confirmed. The twin keeps it.
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
      detail:
        'The header api-key is missing. The twin accepts any value; NHN’s service requires the key of your client system.',
      path,
    })
  // Loads the validator only when there is a body to validate.
  const { clientDraft, readBody } = await import('./body.ts')
  const draft = await readBody(request, clientDraft)
  if (!URL.canParse(draft.postClientConfirmationRedirectUri))
    throw new BadRequest('/postClientConfirmationRedirectUri must be a URL')
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

/** `/confirm-client/<id>`: confirms without login or prompt, and redirects the user with `status=Success`. */
export async function confirmClient({ context, address, request }: Call): Promise<Response> {
  const { sts, path } = address
  const clientId = path.slice('/confirm-client/'.length)
  let redirectUri = ''
  await context.registrations.changeClient(sts, clientId, (current) => {
    if (current?.draft === undefined) throw new BadRequest(`No draft with the id ${clientId} awaits confirmation.`, 404)
    const { draft, ...confirmed } = current
    redirectUri = draft.redirectUri
    return { ...confirmed, enabled: true }
  })
  const target = redirectTarget(new URL(request.url).searchParams) ?? new URL(redirectUri)
  target.searchParams.set('status', 'Success')
  return new Response(null, { status: 302, headers: { Location: target.href } })
}

/**
 * `redirectPort` and `redirectPath` select a server on the caller’s machine. Undefined without them: the draft’s
 * redirect URI applies.
 */
function redirectTarget(query: URLSearchParams): URL | undefined {
  const port = query.get('redirectPort') ?? ''
  const target = `http://localhost:${port}/${(query.get('redirectPath') ?? '').replace(/^\/+/, '')}`
  return /^\d+$/.test(port) && URL.canParse(target) ? new URL(target) : undefined
}
