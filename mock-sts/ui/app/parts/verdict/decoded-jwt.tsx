/** A decoded JWT, with a mark on each member that broke a rule. */
import type { ComponentChildren, JSX } from 'preact'
import { useState } from 'preact/hooks'
import { useAnswer } from '../../api/use-answer.ts'
import { t } from '../../words.ts'
import { CopyIcon } from '../copy-button.tsx'
import { LongValue } from '../long-value.tsx'
import { Prose } from '../prose.tsx'
import { Time } from '../time.tsx'
import { type JsonLine, jsonLines } from './json-lines.ts'
import { Mark, Marks } from './mark.tsx'
import { at, type NumberedRule, worst } from './numbers.ts'
import { thumbprintOf } from './public-key.ts'
import { type ReadJwt, readJwt } from './read-jwt.ts'

interface Props {
  /** `Client assertion` and the like. */
  readonly title: string
  readonly compact: string
  /** The first part of the places in it: `assertion.claims.aud`. */
  readonly root: string
  readonly broken: readonly NumberedRule[]
  /** Below the claims, such as by which key the signature was verified. */
  readonly children?: ComponentChildren
}

export function DecodedJwt({ title, compact, root, broken, children }: Props): JSX.Element {
  const jwt = readJwt(compact)
  const whole = at(broken, root)
  const signature = at(broken, `${root}.signature`, true)
  return (
    <section class="jwt">
      <h3 data-place={root}>
        {title} <CopyIcon text={compact} what={title} />
        <Marks rules={whole} />
      </h3>
      <Part title={t('jwt.header')} part="header" jwt={jwt} root={root} broken={broken} />
      <Part title={t('jwt.claims')} part="claims" jwt={jwt} root={root} broken={broken} />
      {signature.length > 0 && (
        <ol class="json">
          <Line
            line={{
              ...emptyLine,
              path: `${root}.signature`,
              text: t('jwt.signature'),
              marks: signature,
              kind: worst(signature),
            }}
            claims={{}}
          />
        </ol>
      )}
      {children}
    </section>
  )
}

const emptyLine: JsonLine = {
  path: undefined,
  depth: 0,
  name: undefined,
  text: '',
  isMissing: false,
  marks: [],
  kind: undefined,
}

function Part({
  title,
  part,
  jwt,
  root,
  broken,
}: Omit<Props, 'compact'> & {
  readonly part: 'header' | 'claims'
  readonly jwt: ReadJwt
}): JSX.Element {
  const path = `${root}.${part}`
  const value = jwt[part]
  const own = value === undefined ? at(broken, path, true) : at(broken, path)
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set())
  return (
    <>
      <h4 data-place={path}>
        {title} <Marks rules={own} />
      </h4>
      {value === undefined ? (
        <p class="unreadable small soft">{t('jwt.unreadable')}</p>
      ) : (
        <ol class="json">
          {jsonLines(value, path, broken, unfolded).map((line, index) => (
            <Line
              key={line.path ?? index}
              line={line}
              claims={value}
              unfold={() => setUnfolded(new Set([...unfolded, line.path ?? '']))}
            />
          ))}
        </ol>
      )}
    </>
  )
}

/** One member. `claims`: the members around it, to say how far a time is from `iat`. */
function Line({
  line,
  claims,
  unfold,
}: {
  readonly line: JsonLine
  readonly claims: Readonly<Record<string, unknown>>
  readonly unfold?: () => void
}): JSX.Element {
  const { path, depth, name, text, isMissing, marks, kind, key } = line
  const expected = marks.map(({ rule }) => rule.expected).find((found) => found !== undefined)
  return (
    <li class={kind} data-place={path}>
      <span class="nums">
        {marks.map((rule) => (
          <Mark key={rule.number} rule={rule} />
        ))}
      </span>
      <span class={depth === 0 ? 'v' : `v in${Math.min(depth, 4)}`} dir="auto">
        {name !== undefined && <span class="k">{JSON.stringify(name)}: </span>}
        {isMissing ? <span class="gloss">{t('jwt.missing')}</span> : <LongValue text={text} class={kind && 'hit'} />}
        {key && <KeyNote jwk={key} unfold={unfold} />}
        {depth === 0 && <TimeNote name={name} claims={claims} />}
      </span>
      {expected !== undefined && (
        <span class="why">
          {t('expected')} <Prose text={expected} />
        </span>
      )}
    </li>
  )
}

/** The thumbprint of a folded key, and a button that shows its members. */
function KeyNote({
  jwk,
  unfold,
}: {
  readonly jwk: NonNullable<JsonLine['key']>
  readonly unfold: (() => void) | undefined
}): JSX.Element {
  const { data: thumbprint } = useAnswer(() => thumbprintOf(jwk), [jwk])
  return (
    <span class="gloss">
      {' '}
      {thumbprint !== undefined && `${t('jwt.thumbprint', { thumbprint })} `}
      <button class="plain unfold" type="button" onClick={unfold}>
        {t('jwt.showKey')}
      </button>
    </span>
  )
}

const times = new Set(['iat', 'nbf', 'exp', 'auth_time'])

/** The time that an epoch stands for, and its distance from `iat`. */
function TimeNote({
  name,
  claims,
}: {
  readonly name: string | undefined
  readonly claims: Readonly<Record<string, unknown>>
}): JSX.Element | null {
  const value = name !== undefined && times.has(name) ? claims[name] : undefined
  if (typeof value !== 'number' || Math.abs(value) > 8.64e12) return null
  const { iat } = claims
  const seconds = typeof iat === 'number' && name !== 'iat' ? Math.round(value - iat) : 0
  return (
    <span class="gloss">
      {' '}
      <Time at={value * 1000} precise={false} />
      {seconds !== 0 && `, ${t(seconds > 0 ? 'afterIat' : 'beforeIat', { n: Math.abs(seconds) })}`}
    </span>
  )
}
