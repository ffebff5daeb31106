/** .git-blame-ignore-revs names commits of this history, each by its subject and its id. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const [, ...entries] = readFileSync(`${root}.git-blame-ignore-revs`, 'utf8').trim().split('\n\n')
const listed = entries.map((entry) => entry.split('\n'))

/** `[subject, id]` of every commit; undefined where the history is not all there: a shallow clone, or no clone. */
function history(): string[][] | undefined {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' })
  try {
    if (git('rev-parse', '--is-shallow-repository').trim() === 'true') return undefined
  } catch {
    return undefined
  }
  return git('log', '--format=# %s%n%H')
    .trim()
    .split(/\n(?=#)/)
    .map((entry) => entry.split('\n'))
}

it('has a subject and a full id in each entry', () => {
  expect(listed.length).toBeGreaterThan(0)
  for (const entry of listed) {
    expect(entry).toEqual([expect.stringMatching(/^# \S/), expect.stringMatching(/^[0-9a-f]{40}$/)])
  }
})

it('names only commits that the history has, each with its own id', () => {
  const commits = history()
  const subjects = new Set(listed.map(([subject]) => subject))
  // Without the history only the form can be checked.
  const known = commits === undefined ? listed : commits.filter(([subject]) => subjects.has(subject))
  const ids = (pairs: readonly string[][]) => pairs.map((pair) => pair.join(' ')).toSorted()
  expect(ids(listed)).toEqual(ids(known))
})
