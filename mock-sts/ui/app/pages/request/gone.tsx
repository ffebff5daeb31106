/** What is shown for a request or a flow that the journal does not have: why, and where to go. */
import type { JSX } from 'preact'
import { linkTo } from '../../address.ts'
import { Refusal } from '../../api/control.ts'
import type { Answer } from '../../api/use-answer.ts'
import { Empty } from '../../parts/states.tsx'
import { useTitleOf } from '../../title.ts'
import { t } from '../../words.ts'
import { lastQuery } from '../requests/query.ts'

/** Whether the journal does not have it. What is already shown stays. */
export function isGone({ data, problem }: Pick<Answer<unknown>, 'data' | 'problem'>): boolean {
  return data === undefined && problem instanceof Refusal && problem.status === 404
}

export function Gone(): JSX.Element {
  useTitleOf(t('request.gone'))
  return (
    <>
      <div class="head">
        <h1>{t('request.gone')}</h1>
      </div>
      <section class="panel" role="alert">
        <Empty>
          <p class="measure">{t('request.gone.text')}</p>
          <a class="button first" href={linkTo(`requests${lastQuery()}`)}>
            {t('page.requests')}
          </a>
        </Empty>
      </section>
    </>
  )
}
