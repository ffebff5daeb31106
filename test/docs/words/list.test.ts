/** The words of the list: what they find, and the good English that they leave alone. */
import { expect, it } from 'vitest'
import type { Entry } from '../../../docs/words/entry.ts'
import { findWords } from '../../../docs/words/find.ts'
import { identifiers } from '../../../docs/words/identifiers.ts'
import { prose } from '../../../docs/words/prose.ts'

const sentences =
  (...entries: readonly Entry[]) =>
  (text: string) =>
    findWords([{ path: 'a.md', source: text }], entries).findings.map(({ message }) => message)
const names = (name: string) =>
  findWords([{ path: 'a.ts', source: `const ${name} = 1` }], identifiers).findings.map(({ message }) => message)

const rows: readonly [text: string, write: string][] = [
  ['nobody waits', 'no one'],
  ['somebody else’s key', 'someone'],
  ['known to anybody', 'anyone'],
  ['everybody knows it', 'everyone'],
  ['whoever calls it', 'anyone who'],
  ['it lets in who has a token', 'anyone who'],
  ['that is the caller’s to know', 'is up to …'],
  ['a personal number', 'national identity number'],
  ['the token is no JWT', 'is not a …'],
  ['what is no `url`', 'is not a …'],
  ['there is no rule "x"', 'unknown …'],
  ['left out where there is none', 'does not exist'],
  ['for an address that is none', 'is not one'],
  ['no scenario of that name', 'called …'],
  ['flags that there are', 'that exists'],
  ['a file that is there', 'exists'],
  ['keys that could not be had', 'is available'],
  ['it has it no more.', 'no longer'],
  ['it expects that in vain', 'but does not happen'],
  ['withheld for want of terms', 'because … is missing'],
  ['the report: not well', 'failed'],
  ['nothing is amiss', 'wrong'],
  ['left out, for it may be a secret', 'because'],
  ['left out, for a key may be in it', 'because'],
  ['this in place of that', 'instead of'],
  ['a port of its own', 'its own …'],
  ['a key beside the proof', 'next to'],
  ['all but for this', 'except for'],
  ['it answers otherwise than that', 'other than'],
  ['one exchange, however many callers', 'any number of'],
  ['the place whence it came', 'from which'],
  ['private members left aside', 'ignored'],
  ['the issuer was asked again', 'requested'],
  ['the API asks for a nonce', 'request'],
  ['HelseID wants a typ', 'requires'],
  ['the client’s patience', 'retry delay'],
  ['what the rule demands', 'require'],
  ['how to mend it', 'fix'],
  ['it is told once', 'reported'],
  ['it tells of the end', 'reports'],
  ['what the API says of it', 'says about'],
  ['what is wrong is said', 'is reported'],
  ['the lifetime in words', 'as text'],
  ['an error shown as text', 'printed as'],
  ['the token has run out', 'expire'],
  ['after so many seconds', 'N'],
  ['one row a rule', 'one … per …'],
  ['kept for a second sending', 'each time it is sent'],
  ['from when on it counts', 'from when'],
  ['each call is dearer', 'slower'],
  ['it is made anew', 'again'],
  ['it works all the same', 'anyway'],
  ['the very same text', 'the exact'],
  ['it makes the folder', 'create …'],
  ['npm ci brings it', 'return'],
  ['the time it goes by', 'follow'],
  ['a later one goes before', 'takes precedence over'],
  ['as it stands in the file', 'is'],
  ['below which it lies', 'is'],
  ['the server sees to it', 'handles'],
  ['what holds of a rule', 'is true of'],
  ['what may be set', 'can be set'],
  ['no connection comes about', 'is made'],
  ['it takes others along', 'affects …'],
  ['the answer is handed on', 'pass on'],
  ['Those that are new', 'the name of the thing'],
]

const entriesFor = (text: string) => prose.filter((entry) => sentences(entry)(text).length > 0)

it.each(rows)('finds "%s" by one entry, which writes "%s"', (text, write) => {
  expect(entriesFor(text).map((entry) => [entry.write].flat()[0])).toEqual([write])
})

it('has a sentence for every entry', () => {
  const shown = rows.flatMap(([text]) => entriesFor(text))
  expect(prose.filter((entry) => !shown.includes(entry))).toEqual([])
})

it.each([
  'A token that is no longer valid, and no more than 10 s old.',
  'There is no way back, and there is no answer.',
  'It runs out of memory.',
  'It is renewed on demand.',
  'If you want to try it, use `--patience 5`.',
  'A name stands for a value; it stands alone.',
  'One of the APIs; one request is a challenge.',
  'The file exists. Is there a file? There is a file.',
  'Its own port, for the clients that need it, in a file of its own folder.',
  'It is told to stop; however many callers wait, the result is none of their business.',
  'What it needs besides the request; if there are none, it is refused.',
  'Use it for a test that must not wait.',
])('leaves good English alone: %s', (text) => {
  expect(sentences(...prose)(text)).toEqual([])
})

it.each([
  'asked',
  'acting',
  'aged',
  'told',
  'wantedBy',
  'wantsNonce',
  'patience',
  'keptFor',
  'underWay',
  'cites',
  'mend',
  'demands',
  'odd',
  'mostCalls',
  'leastBits',
  'longestWait',
  'said',
  'amiss',
  'signedAnew',
  'besides',
  'somebodyElse',
  'lastWords',
])('finds the name %s', (name) => {
  expect(names(name)).toHaveLength(1)
})

it.each(['kept', 'leastRecent', 'mostUsed', 'oddity', 'atLeast', 'packaged', 'untold', 'longest'])(
  'leaves the name %s alone',
  (name) => {
    expect(names(name)).toEqual([])
  },
)
