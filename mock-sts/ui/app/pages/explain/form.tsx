/** The form of Explain: a text or a file, and what it was meant for. */
import type { JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'
import type { ExplainRequest } from '../../api/control.ts'
import { overviewState } from '../../api/twin-state.ts'
import { Icon } from '../../parts/icons.tsx'
import { locale, t } from '../../words.ts'

interface Props {
  readonly judge: (request: ExplainRequest) => Promise<void>
  readonly clear: () => void
}

/** A text that is too long is refused by the twin, which says how long it may be. */
export function ExplainForm({ judge, clear }: Props): JSX.Element {
  const [text, setText] = useState('')
  const [isOver, setOver] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const file = useRef<HTMLInputElement>(null)
  const submit = (given: string) => {
    const fields = new FormData(form.current as HTMLFormElement)
    const value = (name: string) => String(fields.get(name) ?? '').trim()
    const request = {
      text: given,
      ...(value('profile') && { profile: value('profile') }),
      ...(value('sts') && { sts: value('sts') }),
      ...(value('clientId') && { clientId: value('clientId') }),
      ...(value('time') && { time: new Date(value('time')).toISOString() }),
    }
    return judge(request as ExplainRequest)
  }
  const read = async (chosen: File | undefined) => {
    if (chosen === undefined) return
    const content = await chosen.text()
    setText(content)
    await submit(content)
  }
  return (
    <form
      ref={form}
      class="panel sticky"
      aria-labelledby="pasted"
      onSubmit={(event) => {
        event.preventDefault()
        void submit(text)
      }}
    >
      <header>
        <h2 id="pasted">{t('explain.pasted')}</h2>
        {text !== '' && <p>{t('explain.characters', { n: text.length.toLocaleString(locale()) })}</p>}
        {text !== '' && (
          <button
            class="button bare tiny push"
            type="button"
            onClick={() => {
              setText('')
              clear()
            }}
          >
            {t('explain.clear')}
          </button>
        )}
      </header>
      <div class="body">
        <div class="field">
          <label class="unseen" for="text">
            {t('explain.text')}
          </label>
          <textarea
            class={isOver ? 'input data drop' : 'input data'}
            id="text"
            rows={13}
            spellcheck={false}
            required
            dir="auto"
            aria-describedby="text-hint"
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
            onDragOver={(event) => {
              event.preventDefault()
              setOver(true)
            }}
            onDragLeave={() => setOver(false)}
            onDrop={(event) => {
              setOver(false)
              const [dropped] = event.dataTransfer?.files ?? []
              if (dropped === undefined) return
              event.preventDefault()
              void read(dropped)
            }}
          />
          <span class="hint" id="text-hint">
            {t('explain.hint')}
          </span>
        </div>
        <Options />
        <div class="row">
          <button class="button first" type="submit">
            {t('page.explain')}
          </button>
          <button class="button" type="button" onClick={() => file.current?.click()}>
            <Icon name="file" />
            {t('explain.open')}
          </button>
          <input
            ref={file}
            class="unseen"
            type="file"
            tabIndex={-1}
            aria-label={t('explain.open')}
            onChange={({ currentTarget }) => void read(currentTarget.files?.[0])}
          />
        </div>
      </div>
    </form>
  )
}

/** What is not given is guessed from the text. */
function Options(): JSX.Element {
  return (
    <div class="fields two">
      <div class="field wide">
        <label for="time">{t('explain.at')}</label>
        <input class="input" id="time" name="time" type="datetime-local" step="1" aria-describedby="time-hint" />
        <span class="hint" id="time-hint">
          {t('explain.at.hint')}
        </span>
      </div>
      <div class="field">
        <label for="profile">{t('profile')}</label>
        <select class="input" id="profile" name="profile">
          {['today', 'next', 'lenient'].map((profile) => (
            <option key={profile}>{profile}</option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="sts">{t('explain.for')}</label>
        <select class="input" id="sts" name="sts">
          <option value="">{t('explain.asText')}</option>
          {overviewState.value?.stses.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="clientId">{t('explain.registration')}</label>
        <input
          class="input data"
          id="clientId"
          name="clientId"
          placeholder={t('explain.asText')}
          dir="auto"
          autocomplete="off"
        />
      </div>
    </div>
  )
}
