/** What a list or a page shows instead of its content: nothing yet, loading, or a problem. */
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Refusal } from '../api/control.ts'
import type { Answer } from '../api/use-answer.ts'
import { t } from '../words.ts'
import { Icon } from './icons.tsx'

/** Nothing to list: why, and what to do. */
export function Empty({
  title,
  level: Heading = 'h3',
  children,
}: {
  readonly title?: string
  /** `h2` where it is directly below the title of the page. */
  readonly level?: 'h2' | 'h3'
  readonly children?: ComponentChildren
}): JSX.Element {
  return (
    <div class="empty">
      {title !== undefined && <Heading>{title}</Heading>}
      {children}
    </div>
  )
}

/** Appears only after 300 ms, so that it does not flicker. */
export function Loading({ rows = 4 }: { readonly rows?: number }): JSX.Element {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300)
    return () => clearTimeout(timer)
  }, [])
  const lengths = ['70%', '55%', '85%', '62%']
  return (
    <div class="bones" role="status" aria-busy="true">
      <span class="unseen">{t('loading')}</span>
      {late &&
        Array.from({ length: rows }, (_, index) => (
          <span key={index} class="bone" style={{ width: lengths[index % lengths.length] as string }} />
        ))}
    </div>
  )
}

/** A problem as the twin words it; what is already shown stays. */
export function Problem({ problem, retry }: { readonly problem: Error; readonly retry?: () => void }): JSX.Element {
  const unreachable = problem.name === 'TypeError'
  return (
    <div class="notice bad" role="alert">
      <Icon name="cross" />
      <span>
        {unreachable ? (
          <b>{t('problem.unreachable')}</b>
        ) : (
          <span lang="en" dir="auto">
            {asSentence(problem.message)}
          </span>
        )}
      </span>
      {retry && (
        <button class="button tiny" type="button" onClick={retry}>
          {t('retry')}
        </button>
      )}
    </div>
  )
}

/** What the twin does not have is not there later either. */
function isMissing(problem: Error): boolean {
  return problem instanceof Refusal && problem.status === 404
}

/** The twin words a problem as a part of a sentence, because commands put their name before it. */
function asSentence(text: string): string {
  const end = /[.!?…]$/.test(text) ? '' : '.'
  return text.charAt(0).toUpperCase() + text.slice(1) + end
}

/** Shows loaded data, or the state instead of it. */
export function Loaded<Data>({
  answer,
  rows,
  children,
}: {
  readonly answer: Answer<Data>
  readonly rows?: number
  readonly children: (data: Data) => ComponentChildren
}): JSX.Element {
  const { data, problem, reload } = answer
  return (
    <>
      {problem && <Problem problem={problem} {...(!isMissing(problem) && { retry: reload })} />}
      {data !== undefined ? children(data) : problem === undefined && <Loading rows={rows ?? 4} />}
    </>
  )
}
