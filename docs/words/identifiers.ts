/** Words for names: variables, functions, types, members, files, and strings of one word. */
import type { Entry, Exception } from './entry.ts'

export const identifiers: readonly Entry[] = [
  name('asked', ['request', 'options', 'requestedX']),
  name('acting', ['active']),
  name('aged', ['twinNow']),
  name('told', ['redacted', 'reported', 'notified']),
  name('wanted', ['required', 'expected', 'requestFor']),
  name('wants', ['requires', 'expects']),
  name('patience', ['timeout', 'retryDelay'], {
    files: 'mock-sts/cli/check/{sts,sts-flags}.ts',
    reason: '--patience of `check sts` is a public name, and Commander names the option after it',
  }),
  name(/^kept \w/, ['storedX', 'cachedX', 'cacheLifetime']),
  name('under way', ['pending']),
  name(/\bcite[sd]?\b/, ['reference']),
  name(/\bmend(s|ed)?\b/, ['fix']),
  name(/\bdemands?\b/, ['requires', 'requirement']),
  name('odd', ['differences', 'unexpected']),
  name(/^(most|least)$|^(most|least|longest) (?!recent|used)\w/, ['maxX', 'minX']),
  name('said', ['output', 'message', 'reported']),
  name('amiss', ['problems', 'failing']),
  name('anew', ['again', 'fresh']),
  name(/\bbesides?\b/, ['with', 'nextTo']),
  name(/\b(some|any|every|no)body\b/, ['someone', 'anyone', 'everyone', 'noOne']),
  name('last words', ['stderrTail']),
]

function name(find: string | RegExp, write: readonly string[], ...exceptions: Exception[]): Entry {
  return { find, write, scope: 'identifiers', exceptions }
}
