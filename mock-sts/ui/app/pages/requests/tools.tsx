/** The actions of the list: pause, export, clear. */
import type { JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { control, dataOf } from '../../api/control.ts'
import { overviewState } from '../../api/twin-state.ts'
import { announce } from '../../frame/announcer.tsx'
import { Icon } from '../../parts/icons.tsx'
import { Problem } from '../../parts/states.tsx'
import { setQuery } from '../../place.ts'
import { counted, t } from '../../words.ts'
import { exportHar, exportJson } from './export.ts'
import { hold, news, paused, showNews } from './hold.ts'
import type { Found } from './query.ts'

export function Tools({ found: { rows } }: { readonly found: Found }): JSX.Element {
  const [problem, setProblem] = useState<Error>()
  const ids = () => rows.flatMap(({ requests }) => requests.map(({ id }) => id))
  const save = (how: (ids: readonly string[]) => Promise<void>) => () => {
    setProblem(undefined)
    how(ids()).catch(setProblem)
  }
  return (
    <div class="tools">
      <PauseButton />
      <button class="button" type="button" disabled={rows.length === 0} onClick={save(exportJson)}>
        <Icon name="save" />
        {t('requests.exportJson')}
      </button>
      <button
        class="button"
        type="button"
        disabled={rows.length === 0}
        onClick={save((all) => exportHar(all, overviewState.peek()?.version ?? ''))}
      >
        <Icon name="save" />
        {t('requests.exportHar')}
      </button>
      <ClearButton />
      {problem && <Problem problem={problem} />}
    </div>
  )
}

/** In a place that is always there: what it does depends on whether the list follows. */
function PauseButton(): JSX.Element {
  const n = news.value.length
  if (n > 0)
    return (
      <button
        class="button first"
        type="button"
        onClick={() => {
          showNews()
          setQuery({ page: undefined, row: undefined })
          scrollTo(0, 0)
        }}
      >
        {counted('requests.showNew', n)}
      </button>
    )
  return (
    <button
      class="button"
      type="button"
      aria-pressed={paused.value}
      onClick={() => {
        if (paused.value) return showNews()
        paused.value = true
        hold()
      }}
    >
      <Icon name={paused.value ? 'turn' : 'pause'} />
      {t(paused.value ? 'requests.resume' : 'requests.pause')}
    </button>
  )
}

function ClearButton(): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null)
  const [problem, setProblem] = useState<Error>()
  const clear = () => {
    dataOf(control.DELETE('/requests')).then(() => {
      dialog.current?.close()
      announce(t('requests.cleared'))
    }, setProblem)
  }
  return (
    <>
      <button
        class="button"
        type="button"
        onClick={() => {
          setProblem(undefined)
          dialog.current?.showModal()
        }}
      >
        <Icon name="bin" />
        {t('requests.clear')}
      </button>
      <dialog ref={dialog} class="help" aria-labelledby="clear-title">
        <section class="panel">
          <header>
            <h2 id="clear-title">{t('requests.clearTitle')}</h2>
          </header>
          <div class="body">
            <p>{t('requests.clearText')}</p>
            {problem && <Problem problem={problem} />}
            <div class="row">
              <button class="button" type="button" onClick={() => dialog.current?.close()}>
                {t('requests.keep')}
              </button>
              <button class="button first" type="button" onClick={clear}>
                {t('requests.clearAll')}
              </button>
            </div>
          </div>
        </section>
      </dialog>
    </>
  )
}
