/** What the request is, and what can be done with it. */
import type { JSX } from 'preact'
import { linkTo } from '../../address.ts'
import { keyOnly } from '../../api/link-key.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Icon } from '../../parts/icons.tsx'
import { isToday, Time } from '../../parts/time.tsx'
import { t } from '../../words.ts'
import { save } from '../requests/export.ts'
import { pathOf } from '../requests/url.ts'
import { sentCurl, signedCurl } from './curl.ts'
import type { FullRequest } from './load.ts'
import { neighbour } from './neighbours.ts'

export function Head({
  request,
  move,
}: {
  readonly request: FullRequest
  readonly move: (by: 1 | -1) => void
}): JSX.Element {
  const { id, method, url, clientId, at, corrected } = request
  return (
    <div class="head">
      <h1 dir="auto">
        <span class="data-head">{method}</span> {pathOf(url)}
      </h1>
      <p>
        {clientId !== undefined && (
          <span class="client-of">
            {t('requests.client')}{' '}
            <a class="data" dir="auto" href={`${linkTo('requests')}?client=${encodeURIComponent(clientId)}`}>
              {clientId}
            </a>
          </span>
        )}
        <span class="quiet nowrap">
          <Time at={at} dated={!isToday(at)} />
        </span>
      </p>
      <div class="tools">
        {corrected && <CopyCorrected id={id} corrected={corrected} first />}
        {request.received && <CopyButton label={t('request.copySent')} text={() => sentCurl(request)} />}
        <CopyButton
          label={t('request.copyLink')}
          text={() => new URL(linkTo(`requests/${id}`), location.origin).href}
          icon="link"
        />
        <button
          class="button"
          type="button"
          onClick={() => save(`request-${id}.json`, 'application/json', JSON.stringify(request, null, 2))}
        >
          <Icon name="save" />
          {t('request.export')}
        </button>
        <span class="row">
          <Move by={-1} id={id} move={move} />
          <Move by={1} id={id} move={move} />
        </span>
      </div>
    </div>
  )
}

/** Signed where the twin can; the key of a verdict link does not sign. */
function CopyCorrected({
  id,
  corrected: { curl, canSign = false },
  first = false,
}: {
  readonly id: string
  readonly corrected: NonNullable<FullRequest['corrected']>
  readonly first?: boolean
}): JSX.Element {
  if (!canSign || keyOnly.value) return <CopyButton label={t('request.copyCurl')} text={curl} first={first} />
  return <CopyButton label={t('request.copySigned')} text={() => signedCurl(id)} first={first} />
}

function Move({
  by,
  id,
  move,
}: {
  readonly by: 1 | -1
  readonly id: string
  readonly move: (by: 1 | -1) => void
}): JSX.Element {
  return (
    <button class="button" type="button" disabled={neighbour(id, by) === undefined} onClick={() => move(by)}>
      <Icon name={by === 1 ? 'turn' : 'back'} />
      <span class="unseen">{t(by === 1 ? 'request.next' : 'request.previous')}</span>
      <span class="kbd" aria-hidden="true">
        {by === 1 ? 'J' : 'K'}
      </span>
    </button>
  )
}
