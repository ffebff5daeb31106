/** Loads something for a component, and again on request. What is already shown stays while it loads, and if that fails. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { unlocked } from './control.ts'

export interface Answer<Data> {
  /** The newest data; undefined until it has been loaded once. */
  readonly data: Data | undefined
  /** Why the newest attempt failed. */
  readonly problem: Error | undefined
  /** Loads again. */
  readonly reload: () => void
}

/** `keys`: loads again when one of them changes. */
export function useAnswer<Data>(load: () => Promise<Data>, keys: readonly unknown[] = []): Answer<Data> {
  const [{ data, problem }, setState] = useState<Omit<Answer<Data>, 'reload'>>({ data: undefined, problem: undefined })
  const newest = useRef(0)
  const reload = useCallback(() => {
    const mine = ++newest.current
    const show = (change: Partial<Omit<Answer<Data>, 'reload'>>) => {
      // An older answer that comes late is dropped.
      if (mine === newest.current) setState((before) => ({ ...before, problem: undefined, ...change }))
    }
    load().then(
      (loaded) => show({ data: loaded }),
      (error: Error) => show({ problem: error }),
    )
  }, keys)
  useEffect(reload, [reload, unlocked.value])
  useEffect(() => () => void newest.current++, [])
  return { data, problem, reload }
}
