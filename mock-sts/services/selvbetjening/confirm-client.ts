/**
 * `/confirm-client/<id>`: the page on which a person confirms or declines a client draft. Source: Selvbetjening.Samples,
 * ClientRegistrationExample, which waits for `status=Success`. Unknown: the page of NHN, and what it sends after a refusal.
 */
import { limits } from 'helseid-contract'
import { DraftClosed, type DraftDecision, type DraftState, draftState } from '../../clients/client-draft.ts'
import type { Call } from '../../context/call.ts'
import { decideDraft } from '../../context/decide-draft.ts'
import { refuseForeignHost } from '../../context/foreign-host.ts'
import { acceptsHtml } from '../../http/accepts-html.ts'
import { boundedBody } from '../../http/bounded-body.ts'
import { type Sender, senderOf } from '../../http/sender.ts'
import { isWebAddress } from '../../http/web-address.ts'
import { formToken, isFormToken } from '../../pages/form-guard.ts'
import { closedPage, declinedPage, doneWithoutRedirect, draftPage, refusalPage } from './confirm-client-pages.ts'
import { problem } from './problem.ts'

const decisions: Readonly<Record<string, DraftDecision>> = { confirm: 'confirmed', decline: 'declined' }

const closedStatus = { unknown: 404, confirmed: 409, declined: 410, expired: 410 } as const

/** The value in the form proves the rest, so that the page works behind a proxy that the twin does not know. */
const accepted: readonly Sender[] = ['program', 'own-page', 'own-page-elsewhere']

/** One request to the page of a draft. */
interface Visit {
  readonly call: Call
  readonly clientId: string
  /** Whether the caller names HTML, as browsers do. Others get errors as problem details. */
  readonly isReader: boolean
  /** Where the user is sent afterwards. Undefined if that is not a web address. */
  readonly target: string | undefined
}

export async function confirmClient(call: Call): Promise<Response> {
  const { context, address, request } = call
  const { sts, path } = address
  // A page at a rebound name would have the form's value too.
  const foreign = refuseForeignHost('This page', context, new URL(request.url), request)
  if (foreign !== undefined) return foreign
  const clientId = path.slice('/confirm-client/'.length)
  const registration = context.stses[sts].registry.client(clientId)?.registration
  const target = targetOf(new URL(request.url).searchParams, registration?.draft?.redirectUri)
  const isReader = /\btext\/html\b/.test(request.headers.get('accept') ?? '')
  const visit: Visit = { call, clientId, isReader, target }
  const isPost = request.method === 'POST'
  if (!isPost && request.method !== 'GET' && request.method !== 'HEAD')
    return problem({
      status: 405,
      detail: 'This page is read with GET, and its form is sent with POST.',
      path,
      headers: { Allow: 'GET, HEAD, POST' },
    })
  const state = draftState(registration, context.clock.now())
  if (state !== 'awaits a decision') return closed(visit, state)
  if (isPost) return decide(visit)
  if (!acceptsHtml(request.headers.get('accept')))
    return problem({ status: 406, detail: `A person confirms the draft on this page. ${byProgram(visit)}`, path })
  return draftPage({
    registration: registration as NonNullable<typeof registration>,
    host: hostOf(call),
    token: formToken(sts, context.basePath, clientId),
    target,
    confirmUrl: confirmUrl(visit),
  })
}

async function decide(visit: Visit): Promise<Response> {
  const { call, clientId, target } = visit
  const { context, address, request } = call
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers.get('content-type') ?? ''))
    return refused(visit, 415, `Only the form of this page is accepted here. ${byProgram(visit)}`)
  const { body } = await boundedBody(request, limits.bodyBytes)
  if (body === undefined) return refused(visit, 413, `The form is longer than ${limits.bodyBytes} bytes.`)
  const form = new URLSearchParams(body.toString('utf8'))
  if (!accepted.includes(senderOf(request)))
    return refused(visit, 403, 'The form was sent by a page of another site. Open this page itself, and decide there.')
  if (!isFormToken(form.get('token') ?? '', address.sts, context.basePath, clientId))
    return refused(
      visit,
      403,
      `The form is not from this page, or the twin was restarted: open the page again. ${byProgram(visit)}`,
    )
  const decision = decisions[form.get('decision') ?? '']
  if (decision === undefined) return refused(visit, 400, 'The form has no decision: press Confirm or Decline.')
  try {
    await decideDraft(context, { clientId, decision, sts: address.sts })
  } catch (error) {
    if (error instanceof DraftClosed) return closed(visit, error.state)
    throw error
  }
  const host = hostOf(call)
  if (decision === 'declined') return declinedPage({ host, clientId, target: target && withStatus(target, 'Declined') })
  if (target === undefined) return doneWithoutRedirect({ host, clientId })
  return new Response(null, {
    status: 303,
    headers: {
      Location: withStatus(target, 'Success'),
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'same-origin',
    },
  })
}

function closed(visit: Visit, state: Exclude<DraftState, 'awaits a decision'>): Response {
  const { call, clientId, isReader, target } = visit
  const status = closedStatus[state]
  if (!isReader)
    return problem({ status, detail: capitalised(new DraftClosed(clientId, state).message), path: call.address.path })
  const back = state === 'confirmed' && target !== undefined ? withStatus(target, 'Success') : undefined
  return closedPage({ host: hostOf(call), clientId, state, status, target: back })
}

function refused({ call, isReader }: Visit, status: 400 | 403 | 413 | 415, detail: string): Response {
  if (!isReader) return problem({ status, detail, path: call.address.path })
  return refusalPage({ host: hostOf(call), status, detail })
}

/** How a program confirms a draft, as a sentence. */
function byProgram(visit: Visit): string {
  const url = confirmUrl(visit)
  const inProcess = 'A test in the same process calls confirmClient(clientId) of the twin'
  return url === undefined ? `${inProcess}.` : `${inProcess}; other programs send POST ${url}.`
}

/** Undefined if the control plane is switched off. */
function confirmUrl({ call: { context, request }, clientId }: Visit): string | undefined {
  if (!context.access.served) return undefined
  return `${new URL(request.url).origin}${context.basePath}/_mock/clients/${clientId}/confirm`
}

/**
 * `redirectPort` and `redirectPath` select a server on the caller’s machine, otherwise the draft’s redirect URI applies. A configured
 * draft can have one that is not a web address, to which no one is sent.
 */
function targetOf(query: URLSearchParams, redirectUri: string | undefined): string | undefined {
  const port = query.get('redirectPort') ?? ''
  const local = `http://localhost:${port}/${(query.get('redirectPath') ?? '').replace(/^[/\\]+/, '')}`
  if (/^\d+$/.test(port) && isWebAddress(local)) return local
  return redirectUri !== undefined && isWebAddress(redirectUri) ? redirectUri : undefined
}

/** The rest of the address stays as it was registered. */
function withStatus(target: string, status: string): string {
  const url = new URL(target)
  url.search += `${url.search === '' ? '?' : '&'}status=${status}`
  return url.href
}

function hostOf({ request }: Call): string {
  return new URL(request.url).host
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
