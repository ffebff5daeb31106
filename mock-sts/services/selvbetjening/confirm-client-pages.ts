/** The pages of `/confirm-client/<id>`: the draft with its two buttons, and each way in which it can end. */
import { canonicalKey } from 'helseid-contract/rules'
import { draftExpiry, draftLifetime } from '../../clients/client-draft.ts'
import { clientKeys } from '../../clients/client-keys.ts'
import type { ClientKey, ClientRegistration } from '../../clients/registration.ts'
import { type Html, html, type Part } from '../../pages/html.ts'
import { icons } from '../../pages/icons.ts'
import { pageResponse } from '../../pages/page.ts'

export interface DraftPage {
  readonly registration: ClientRegistration
  readonly host: string
  /** For the form; proves that this page sent it. */
  readonly token: string
  /** Where the user is sent afterwards. */
  readonly target: string | undefined
  /** Where a program confirms the draft. */
  readonly confirmUrl: string | undefined
}

export function draftPage({ registration, host, token, target, confirmUrl }: DraftPage): Response {
  const { parent } = registration
  return pageResponse({
    title: 'Confirm a client · HelseID twin',
    host,
    formTargets: target === undefined ? [] : [sourceFor(target)],
    main: html`<div class="near">
<h1>Confirm this client?</h1>
<p class="soft measure">A client system drafted a client ${parent === undefined ? 'for its organisation' : html`for the organisation <b class="data">${parent}</b>`}. Confirm only what you expected.</p>
</div>
<section class="panel" aria-labelledby="draft">
<header><h2 id="draft">The draft</h2></header>
<dl class="pairs">${draftPairs(registration)}
${pair('Afterwards', target === undefined ? 'You stay here: the draft has no web address to go to.' : html`Confirm sends you to <code>${new URL(target).href}</code>`)}
</dl>
<form method="post">
<input type="hidden" name="token" value="${token}">
<div class="row">
<button class="button first" type="submit" name="decision" value="confirm">Confirm client</button>
<button class="button" type="submit" name="decision" value="decline">Decline</button>
</div>
</form>
</section>
<p class="small quiet measure">At HelseID you log in first, and act for the organisation. The twin does not ask who you are. What HelseID’s own page looks like is <span class="tag">unknown</span>.</p>
${confirmUrl !== undefined && html`<details class="panel fold"><summary>${icons.turn}Confirm with a program</summary><pre class="code">curl -X POST ${confirmUrl}</pre><p class="small soft">If the twin has a control token, add <code>-H "Authorization: Bearer &lt;token&gt;"</code>.</p></details>`}`,
  })
}

function draftPairs(registration: ClientRegistration): readonly Part[] {
  const { clientId, name, parent, children = [], scopes, draft } = registration
  const { audienceSpecificClientClaims = [], redirectUris = [], postLogoutRedirectUris = [] } = registration
  const expiry = draft && draftExpiry(draft)
  return [
    name !== undefined && pair('Name', html`<bdi>${name}</bdi>`),
    pair('Client', html`<code>${clientId}</code>`),
    parent !== undefined && pair('Organisation', html`<code>${parent}</code>`),
    pairOf('Units', children),
    pairOf('Scopes', scopes),
    pairOf(
      'Claims',
      audienceSpecificClientClaims.map(({ key, value }) => `${key} = ${value}`),
    ),
    pair('Keys', html`<ul>${clientKeys(registration).map(keyItem)}</ul>`),
    pairOf('After login', redirectUris),
    pairOf('After logout', postLogoutRedirectUris),
    pair('Drafted by', 'a client system, by its api-key; the draft does not name it'),
    draft?.draftedAt !== undefined && pair('Drafted at', minute(draft.draftedAt)),
    expiry !== undefined &&
      pair('Expires', html`${minute(expiry)} <span class="tag">HelseID’s own limit is unknown</span>`),
  ]
}

function keyItem(key: ClientKey): Html {
  const expires = key.exp === undefined ? '' : `, expires ${minute(key.exp)}`
  return html`<li>${key.kid === undefined ? 'without kid' : html`<code>${key.kid}</code>`}<br><span class="small soft">${key.kty}${expires}, thumbprint <code class="small">${canonicalKey(key).thumbprint}</code></span></li>`
}

/** Nothing for an empty list. */
function pairOf(term: string, values: readonly string[]): Part {
  return values.length > 0 && pair(term, html`<ul>${values.map((value) => html`<li><code>${value}</code></li>`)}</ul>`)
}

function pair(term: string, value: Part): Html {
  return html`<dt>${term}</dt><dd>${value}</dd>`
}

interface EndPage {
  readonly host: string
  readonly clientId: string
}

/** @param target where the application waits, with the status */
export function declinedPage({ host, clientId, target }: EndPage & { readonly target: string | undefined }): Response {
  return endPage({
    host,
    status: 200,
    tone: 'warn',
    word: 'Declined',
    title: 'The client was declined',
    lead: html`The client <code>${clientId}</code> stays disabled, and gets no token.`,
    pairs: pair('Next', 'Close this page. The client system can draft the client again.'),
    link: target,
    note: html`What HelseID tells the application then is <span class="tag">unknown</span>; the twin adds <code>status=Declined</code>.`,
  })
}

/** For a draft that has no web address to redirect to. */
export function doneWithoutRedirect({ host, clientId }: EndPage): Response {
  return endPage({
    host,
    status: 200,
    tone: 'good',
    word: 'Confirmed',
    title: 'The client was confirmed',
    lead: html`The client <code>${clientId}</code> can get tokens now.`,
    pairs: pair(
      'Next',
      'Close this page. The redirect URI of the draft is not an http or https URL, so the twin does not follow it.',
    ),
  })
}

const closedTexts = {
  unknown: {
    word: 'Unknown draft',
    title: 'This draft does not exist',
    lead: 'No client was drafted with this id.',
    seen: 'no draft at this address',
    fix: 'Use the client id that POST /v1/client-drafts returned, at the same STS. A reset of the twin removes drafts.',
  },
  confirmed: {
    word: 'Already confirmed',
    title: 'This client was already confirmed',
    lead: 'Nothing was changed.',
    seen: 'a draft that was confirmed before',
    fix: 'The client can get tokens. Draft a new client for another confirmation.',
  },
  declined: {
    word: 'Declined',
    title: 'This draft was declined',
    lead: 'A decision is final.',
    seen: 'a draft that was declined before',
    fix: 'Draft the client again, and confirm the new draft.',
  },
  expired: {
    word: 'Expired',
    title: 'This draft has expired',
    lead: `A draft awaits its decision for ${draftLifetime / 86_400} days. HelseID’s own limit is unknown.`,
    seen: 'a draft that no one confirmed in time',
    fix: 'Draft the client again, and confirm the new draft.',
  },
} as const

export interface ClosedPage extends EndPage {
  readonly state: keyof typeof closedTexts
  readonly status: number
  readonly target: string | undefined
}

export function closedPage({ host, clientId, state, status, target }: ClosedPage): Response {
  const { word, title, lead, seen, fix } = closedTexts[state]
  return endPage({
    host,
    status,
    tone: state === 'confirmed' ? 'warn' : 'bad',
    word,
    title,
    lead,
    pairs: [
      pair('Draft', html`<code>${clientId}</code>`),
      pair('Expected', 'a draft that awaits a decision'),
      pair('Seen', seen),
      pair('Fix', html`<span class="fix">${fix}</span>`),
    ],
    link: target,
  })
}

/** For a form that was not accepted; the draft is unchanged. */
export function refusalPage({
  host,
  status,
  detail,
}: {
  readonly host: string
  readonly status: number
  readonly detail: string
}): Response {
  return endPage({
    host,
    status,
    tone: 'bad',
    word: 'Refused',
    title: 'Nothing was confirmed',
    lead: 'The draft still awaits a decision.',
    pairs: pair('Why', detail),
  })
}

interface End {
  readonly host: string
  readonly status: number
  readonly tone: 'good' | 'warn' | 'bad'
  readonly word: string
  readonly title: string
  readonly lead: Part
  readonly pairs: Part
  /** Leads back to the application. */
  readonly link?: string | undefined
  readonly note?: Part
}

const toneIcons = { good: icons.tick, warn: icons.triangle, bad: icons.cross } as const

function endPage({ host, status, tone, word, title, lead, pairs, link, note }: End): Response {
  return pageResponse({
    title: `${title} · HelseID twin`,
    host,
    status,
    main: html`<div class="near">
<p class="state ${tone}">${toneIcons[tone]}${word}</p>
<h1>${title}</h1>
<p class="soft measure">${lead}</p>
</div>
<div class="panel ${tone}">
<div class="answer"><dl class="pairs">${pairs}</dl></div>
${link !== undefined && html`<footer class="near"><div class="row"><a class="button" href="${link}">Back to the application</a><code>${link}</code></div>${note !== undefined && html`<p>${note}</p>`}</footer>`}
</div>`,
  })
}

/** What a form may redirect to, in a Content-Security-Policy. It cannot name an IPv6 address, so it names the scheme then. */
function sourceFor(target: string): string {
  const { hostname, origin, protocol } = new URL(target)
  return hostname.startsWith('[') ? protocol : origin
}

/** To the minute. A configured key can expire later than a `Date` can say. */
function minute(seconds: number): string {
  const date = new Date(seconds * 1000)
  if (Number.isNaN(date.getTime())) return `${seconds} seconds after 1970`
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
