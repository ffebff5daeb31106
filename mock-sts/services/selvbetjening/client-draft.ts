/**
 * `/v1/client-drafts`: a supplier’s system drafts a client for an organisation, and a user of that organisation confirms it in a
 * browser. Source: Selvbetjening.Samples, ClientRegistrationExample. The confirmation grants the draft’s scopes and claims. Unknown:
 * what NHN does with a draft that is never confirmed. In the twin it expires.
 */

import type { Json } from 'helseid-contract/rules'
import type { ClientRegistration } from '../../clients/registration.ts'
import type { Call } from '../../context/call.ts'
import { refuseForeignHost } from '../../context/foreign-host.ts'
import { refuseForeignPage } from '../../context/foreign-page.ts'
import { isWebAddress, webAddressForm } from '../../http/web-address.ts'
import { refusedKey } from '../refused-key.ts'
import { withEmptyForNull } from './client.ts'
import { newKey } from './client-secret.ts'
import { dropOldDrafts } from './old-drafts.ts'
import { BadRequest, problem } from './problem.ts'
import { publicKeyIn } from './public-jwk.ts'
import { register } from './register.ts'

export async function draftClient({ context, address, request }: Call): Promise<Response> {
  const { sts, path } = address
  const what = 'The service for client drafts'
  const foreign =
    refuseForeignHost(what, context, new URL(request.url), request) ?? refuseForeignPage(what, context, request)
  if (foreign !== undefined) return foreign
  const key = request.headers.get('api-key')?.trim()
  if (!key || !context.access.allowsService(key))
    return problem({
      status: 401,
      detail: refusedKey('api-key', key, context.access.guarded, 'the key of your client system'),
      path,
    })
  // Loads the validator only when there is a body to validate.
  const { clientDraft, readBody } = await import('./body.ts')
  const draft = await readBody(request, clientDraft)
  if (!isWebAddress(draft.postClientConfirmationRedirectUri))
    throw new BadRequest(`/postClientConfirmationRedirectUri must be ${webAddressForm}`)
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
    draft: {
      redirectUri: draft.postClientConfirmationRedirectUri,
      draftedAt: Math.floor(context.clock.now() / 1000),
    },
    ...withEmptyForNull({
      audienceSpecificClientClaims,
      redirectUris,
      postLogoutRedirectUris,
      children: childOrganizationNumbers,
    }),
  }
  await register(context, sts, clientId, () => drafted)
  await dropOldDrafts(context)
  return Response.json({ clientId })
}
