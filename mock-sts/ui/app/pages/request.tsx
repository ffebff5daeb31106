/** One request: its outcome first, then its flow, what was sent, the verdict rule by rule, and the request as received. */
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { linkTo } from '../address.ts'
import { watchJournal } from '../api/journal.ts'
import { keyOnly } from '../api/link-key.ts'
import { faultsOf, outcomeOf } from '../api/outcome.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useKeys } from '../frame/keys.ts'
import { Loaded } from '../parts/states.tsx'
import { timeOfDay } from '../parts/time.tsx'
import { goTo, place } from '../place.ts'
import { inTitle, useTitleOf } from '../title.ts'
import { t } from '../words.ts'
import type { Page } from './page.ts'
import { Evidence } from './request/evidence.tsx'
import { Gone, isGone } from './request/gone.tsx'
import { Head } from './request/head.tsx'
import { type FullRequest, loadRequest } from './request/load.ts'
import { neighbour } from './request/neighbours.ts'
import { useFlow } from './request/use-flow.ts'
import { lastQuery } from './requests/query.ts'

export const request: Page = {
  path: 'requests/:id',
  name: 'requests',
  title: 'request.page',
  icon: 'list',
  View: ({ id = '' }) => <OneRequest id={id} />,
}

export function OneRequest({ id }: { readonly id: string }): JSX.Element {
  const answer = useAnswer(() => loadRequest(id), [id])
  // While the next request loads, the data are those of the previous one.
  const data = answer.data?.id === id ? answer.data : undefined
  const flowId = data?.flow
  const flow = useFlow(flowId)
  useEffect(() => (keyOnly.value ? undefined : watchJournal()), [])
  const gone = isGone({ ...answer, data })
  useTitleOf(data && titleOf(data))
  const move = (by: 1 | -1) => {
    // The keys of a page that has just changed may still be those of the previous one.
    const [, shownId = id] = place.peek().path.split('/')
    const next = neighbour(shownId, by)
    if (next !== undefined) goTo(`requests/${next}`)
  }
  useKeys({ j: () => move(1), k: () => move(-1), Escape: () => goTo(`requests${lastQuery()}`) })
  return (
    <>
      <nav class="crumb" aria-label={t('request.path')}>
        <a href={linkTo(`requests${lastQuery()}`)}>{t('page.requests')}</a>
        <span aria-hidden="true">›</span>
        <span class="data">{id}</span>
      </nav>
      {gone && <Gone />}
      {!gone && (
        <Loaded answer={{ ...answer, data }} rows={12}>
          {(loaded) => (
            <>
              <Head request={loaded} move={move} />
              <Evidence request={loaded} flow={flow} />
            </>
          )}
        </Loaded>
      )}
      {data === undefined && !gone && <h1 class="unseen">{t('request.page')}</h1>}
    </>
  )
}

/** What tells a request from others in a row of tabs comes first: what decided its answer, its client, its time. */
function titleOf(request: FullRequest): string {
  const { decidedBy, clientId, at } = request
  const [first] = faultsOf(request)
  const outcome = decidedBy?.scenario ?? first?.id ?? t(`request.${outcomeOf(request)}`)
  return [outcome, clientId === undefined ? t('requests.noClient') : inTitle(clientId), timeOfDay(at, false)].join(', ')
}
