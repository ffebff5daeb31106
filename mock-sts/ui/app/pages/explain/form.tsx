/** The form of Explain: a text or a file, and what it was meant for. */
import type { JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'
import type { ExplainRequest } from '../../api/control.ts'
import { overviewState } from '../../api/twin-state.ts'
import { Icon } from '../../parts/icons.tsx'
import { locale, t } from '../../words.ts'
import { textIn } from './read-file.ts'

/** Most bytes that the twin reads, as they are sent: the limit of every body of its control plane. */
const mostBytes = 1024 * 1024

interface Props {
  readonly judge: (request: ExplainRequest) => Promise<void>
  readonly clear: () => void
}

/** Says what is wrong with a text that it does not send. */
export function ExplainForm({ judge, clear }: Props): JSX.Element {
  const [text, setText] = useState('')
  const [isOver, setOver] = useState(false)
  const [fault, setFault] = useState<string | undefined>()
  const form = useRef<HTMLFormElement>(null)
  const file = useRef<HTMLInputElement>(null)
  const box = useRef<HTMLTextAreaElement>(null)
  const refuse = (why: string) => {
    setFault(why)
    clear()
  }
  const change = (changed: string) => {
    setText(changed)
    setFault(undefined)
  }
  const submit = (given: string) => {
    if (given.trim() === '') {
      box.current?.focus()
      return refuse(t('explain.nothing'))
    }
    const fields = new FormData(form.current as HTMLFormElement)
    const value = (name: string) => String(fields.get(name) ?? '').trim()
    const request = {
      text: given,
      ...(value('profile') && { profile: value('profile') }),
      ...(value('sts') && { sts: value('sts') }),
      ...(value('clientId') && { clientId: value('clientId') }),
      ...(value('time') && { time: new Date(value('time')).toISOString() }),
    }
    const bytes = new Blob([JSON.stringify(request)]).size
    if (bytes > mostBytes) return refuse(tooLong(bytes))
    return judge(request as ExplainRequest)
  }
  const read = async (chosen: File | undefined) => {
    if (chosen === undefined) return
    if (chosen.size > mostBytes) return refuse(tooLong(chosen.size))
    const content = await textOf(chosen)
    if (content === undefined) return refuse(t('explain.notText', { name: chosen.name }))
    change(content)
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
              change('')
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
            ref={box}
            class={isOver ? 'input data drop' : 'input data'}
            id="text"
            rows={13}
            spellcheck={false}
            aria-required="true"
            aria-invalid={fault !== undefined}
            dir="auto"
            aria-describedby={fault === undefined ? 'text-hint' : 'text-fault text-hint'}
            value={text}
            onInput={({ currentTarget }) => change(currentTarget.value)}
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
          {fault !== undefined && (
            <p class="error" id="text-fault" role="alert">
              <Icon name="cross" />
              <span dir="auto">{fault}</span>
            </p>
          )}
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
            onChange={({ currentTarget }) => {
              const [chosen] = currentTarget.files ?? []
              // The same file can be chosen again after it was changed.
              currentTarget.value = ''
              void read(chosen)
            }}
          />
        </div>
      </div>
    </form>
  )
}

function tooLong(bytes: number): string {
  const inMebibytes = (size: number) => `${(Math.ceil((size * 10) / 2 ** 20) / 10).toLocaleString(locale())} MiB`
  return t('explain.tooLong', { size: inMebibytes(bytes), most: inMebibytes(mostBytes) })
}

/** Undefined for anything but text, such as a folder, which the browser cannot read. */
async function textOf(file: File): Promise<string | undefined> {
  try {
    return textIn(new Uint8Array(await file.arrayBuffer()))
  } catch (error) {
    if (error instanceof DOMException) return undefined
    throw error
  }
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
