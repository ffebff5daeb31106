/** Assertion, proof and token side by side, what is elsewhere, and what to send instead. */
import type { JSX } from 'preact'
import { Prose } from '../../parts/prose.tsx'
import { DecodedJwt } from '../../parts/verdict/decoded-jwt.tsx'
import { Marks } from '../../parts/verdict/mark.tsx'
import { type NumberedRule, worst } from '../../parts/verdict/numbers.ts'
import { SendInstead } from '../../parts/verdict/send-instead.tsx'
import { t } from '../../words.ts'
import type { FullRequest } from './load.ts'

const parts = [
  ['assertion', 'jwt.assertion'],
  ['proof', 'jwt.proof'],
  ['accessToken', 'jwt.token'],
] as const

/** Classes for as many columns. */
const widths = ['', 'one', 'pair'] as const

/** `broken`: all; `elsewhere`: those whose place is neither in the request nor in a JWT that was sent. */
export function Decoded({
  request,
  broken,
  elsewhere,
}: {
  readonly request: FullRequest
  readonly broken: readonly NumberedRule[]
  readonly elsewhere: readonly NumberedRule[]
}): JSX.Element | null {
  const { decoded = {} } = request
  const hasChanges = broken.some(({ rule }) => rule.value !== undefined)
  if (Object.keys(decoded).length === 0 && elsewhere.length === 0 && !hasChanges) return null
  const [assertion, proof, token] = parts.map(([part, word]) => {
    const jwt = decoded[part]
    return jwt && <DecodedJwt key={part} title={t(word)} compact={jwt.compact} root={part} broken={broken} />
  })
  const hasLast = token !== undefined || elsewhere.length > 0 || hasChanges
  const last = hasLast && (
    <div key="last" class="jwts">
      {token}
      {elsewhere.length > 0 && <Elsewhere rules={elsewhere} />}
      {hasChanges && <SendInstead broken={broken} />}
    </div>
  )
  const columns = [assertion, proof, last].filter(Boolean)
  return (
    <section class="panel" aria-labelledby="decoded">
      <header>
        <h2 id="decoded">{t('decoded')}</h2>
        {broken.length > 0 && <p>{t('decoded.about')}</p>}
      </header>
      <div class={['decoded', widths[columns.length]].join(' ')}>{columns}</div>
    </section>
  )
}

/** Rules about what the twin has registered, or about a part that was not sent. */
function Elsewhere({ rules }: { readonly rules: readonly NumberedRule[] }): JSX.Element {
  const places = Map.groupBy(rules, ({ rule }) => rule.at)
  return (
    <section class="jwt">
      <h3>{t('request.elsewhere')}</h3>
      <ol class="json">
        {[...places].map(([place, own]) => (
          <li key={place} class={worst(own)} data-place={place}>
            <span class="nums">
              <Marks rules={own} />
            </span>
            <span class="v">{place}</span>
            {own[0]?.rule.expected !== undefined && (
              <span class="why">
                {t('expected')} <Prose text={own[0].rule.expected} />
              </span>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}
