/** A flow as a sequence diagram: a list of its requests and answers between two life lines. */

import type { JSX } from 'preact'
import { linkTo } from '../../address.ts'
import { withKey } from '../../api/link-key.ts'
import { faultsOf, outcomeOf } from '../../api/outcome.ts'
import { Icon } from '../../parts/icons.tsx'
import { looks } from '../../parts/looks.ts'
import { Time } from '../../parts/time.tsx'
import { counted, t } from '../../words.ts'
import { pathOf } from '../requests/url.ts'
import type { FullFlow, FullRequest } from './load.ts'
import { type Nonces, noncesAround } from './nonces.ts'

interface Props {
  readonly flow: FullFlow
  /** The request that the page shows. */
  readonly request: FullRequest
}

export function Diagram({ flow, request }: Props): JSX.Element {
  const { requests, at, lastAt, clientId, sts } = flow
  const nonces = noncesAround(request, flow)
  const agent = request.received?.headers.find(([name = '']) => name.toLowerCase() === 'user-agent')?.[1]
  return (
    <section class="panel" aria-labelledby="flow">
      <header>
        <h2 id="flow">{t('flow')}</h2>
        <p>
          {counted('flow.legs', requests.length)}
          {requests.length > 1 && `, ${t('flow.span', { n: lastAt - at })}`}
        </p>
      </header>
      <div class="seq">
        <div class="seq-ends">
          <div>
            <b class="data" dir="auto">
              {clientId ?? t('requests.noClient')}
            </b>
            <span class="small quiet" dir="auto">
              {agent}
            </span>
          </div>
          <div>
            <b>HelseID twin</b>
            <span class="small quiet">STS {sts}</span>
          </div>
        </div>
        <ol>
          {requests.map((leg) => (
            <Leg
              key={leg.id}
              leg={leg}
              nonces={nonces.get(leg.id) ?? {}}
              isHere={leg.id === request.id}
              isFirst={leg === requests[0]}
            />
          ))}
        </ol>
      </div>
    </section>
  )
}

type RequestOfFlow = FullFlow['requests'][number]

function Leg({
  leg,
  nonces: { sent, received },
  isHere,
  isFirst,
}: {
  readonly leg: RequestOfFlow
  readonly nonces: Nonces
  readonly isHere: boolean
  readonly isFirst: boolean
}): JSX.Element {
  const { id, at, method, url, status, error } = leg
  const outcome = outcomeOf(leg)
  const { kind, icon } = looks[outcome]
  return (
    <li class={isHere ? 'leg here' : 'leg'}>
      <a href={withKey(linkTo(`requests/${id}`))} aria-current={isHere ? 'true' : undefined}>
        <div class="msg ask">
          <span class="what">
            <span class="at">
              <Time at={at} />
            </span>
            <code dir="auto">
              {method} {pathOf(url)}
            </code>
            {isHere && <span class="tag">{t('flow.thisOne')}</span>}
          </span>
          <span class="what note">
            <span>
              {askNote(leg, isFirst, sent)} <Nonce value={sent} />
            </span>
          </span>
        </div>
        <div class={`msg back ${kind}`}>
          <span class="what">
            <span class={`state ${kind}`}>
              <Icon name={icon} />
              {status === 0 ? t('flow.broken') : [status, error].filter(Boolean).join(' ')}
            </span>
          </span>
          <span class="what note">
            {outcome === 'challenged' && received !== undefined && (
              <span>
                DPoP-Nonce: <Nonce value={received} />
              </span>
            )}
            <AnswerNote leg={leg} />
          </span>
        </div>
      </a>
    </li>
  )
}

/** Characters of a nonce that tell it from others. */
const shownLength = 12

function Nonce({ value }: { readonly value: string | undefined }): JSX.Element | null {
  if (value === undefined) return null
  return (
    <code dir="auto" title={value}>
      {value.length > shownLength ? `${value.slice(0, shownLength)}…` : value}
    </code>
  )
}

function askNote(leg: RequestOfFlow, isFirst: boolean, nonce: string | undefined): string {
  if (leg.endpoint === 'api') return t('flow.withToken')
  if (outcomeOf(leg) === 'challenged') return t('flow.noNonce')
  if (leg.endpoint === 'token' && !isFirst) return t('flow.withNonce')
  return nonce === undefined ? '' : t('flow.hasNonce')
}

function AnswerNote({ leg }: { readonly leg: RequestOfFlow }): JSX.Element {
  const outcome = outcomeOf(leg)
  const [first] = faultsOf(leg)
  const byScenario = leg.decidedBy?.scenario !== undefined
  return (
    <>
      {leg.scenario !== undefined && (
        <span class="tag">
          <Icon name="bolt" />
          {byScenario ? `${t('decidedBy.scenario')} ` : <span class="unseen">{t('scenario')} </span>}
          {leg.scenario}
        </span>
      )}
      {outcome === 'challenged' && <span>{t('flow.protocol')}</span>}
      {first && !byScenario && (
        <span>
          {outcome === 'refused' && t('decidedBy')} <code>{first.id}</code>
        </span>
      )}
      {(outcome === 'accepted' || outcome === 'warned') && <span>{t('flow.tokenIssued')}</span>}
    </>
  )
}
