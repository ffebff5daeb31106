/** The packages of a release name the repository that built them, whose address the checkout does not know. */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folders = ['contract', 'client', 'mock-sts']
const read = (...path: string[]) => readFileSync(join(...path), 'utf8')

/** Runs the script in a folder with the three package.json, and returns these. */
async function manifestsAfter(env: Readonly<Record<string, string>>): Promise<Record<string, unknown>[]> {
  const cwd = mkdtempSync(join(tmpdir(), 'helseid-release-'))
  onTestFinished(() => rmSync(cwd, { recursive: true }))
  for (const folder of folders) {
    mkdirSync(join(cwd, folder))
    cpSync(join(root, folder, 'package.json'), join(cwd, folder, 'package.json'))
  }
  await promisify(execFile)(process.execPath, [join(root, '.ci/set-repository.ts')], { cwd, env })
  return folders.map((folder) => JSON.parse(read(cwd, folder, 'package.json')))
}

it('repository, homepage and bugs are those of the repository that runs the release', async () => {
  const env = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'an-owner/a-name' }
  const manifests = await manifestsAfter(env)
  for (const [index, directory] of folders.entries()) {
    const { repository, homepage, bugs, ...rest } = manifests[index] ?? {}
    expect({ repository, homepage, bugs }).toEqual({
      repository: { type: 'git', url: 'git+https://github.com/an-owner/a-name.git', directory },
      homepage: `https://github.com/an-owner/a-name/tree/HEAD/${directory}#readme`,
      bugs: 'https://github.com/an-owner/a-name/issues',
    })
    expect(rest).toEqual(JSON.parse(read(root, directory, 'package.json')))
    expect(rest.keywords).toContain('helseid')
  }
})

it('without the name of a repository it fails and says what is missing', async () => {
  await expect(manifestsAfter({})).rejects.toMatchObject({
    code: 1,
    stderr: 'GITHUB_REPOSITORY must be <owner>/<name>, as GitHub Actions sets it, not ""\n',
  })
})

it('the release workflow sets the address before it packs', () => {
  const workflow = read(root, '.github/workflows/release.yml')
  const set = workflow.indexOf('node .ci/set-repository.ts')
  expect(set).toBeGreaterThan(0)
  expect(workflow.indexOf('npm pack')).toBeGreaterThan(set)
})
